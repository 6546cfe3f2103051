package io.miniss.simulator.replay;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of the runtime's shared locations that recordings were made with and that have changed since.
 * A recording says by name where each thread stood, so a file with an old name could not be followed
 * without this. Hashes of runs do not contain names.
 */
final class RenamedLocations {
  private record Renaming(Pattern before, String now) {
    static Renaming of(String before, String now) {
      return new Renaming(Pattern.compile("^(reads|updates|writes) " + before), "$1 " + now);
    }
  }

  private static final List<Renaming> RENAMINGS =
      List.of(
          Renaming.of("returns to core ([0-9]+)$", "remote work of core $2"),
          Renaming.of("(.*)\\bunplaced tasks of core ([0-9]+)$", "$2stealable tasks of core $3"),
          Renaming.of("outside thread waiting for room in ",
              "external thread waiting for room in "),
          Renaming.of("tasks admitted from outside$", "tasks admitted externally"),
          Renaming.of("admissions withdrawn outside$", "external admissions withdrawn"),
          Renaming.of("tasks cancelled from outside$", "tasks cancelled externally"),
          Renaming.of("placements from outside$", "external placements"));

  private RenamedLocations() {}

  /** The place as it is called today; {@code place} itself unless the runtime has renamed it. */
  static String current(String place) {
    String name = place;
    for (Renaming renaming : RENAMINGS) {
      Matcher matcher = renaming.before().matcher(name);
      if (matcher.find()) {
        name = matcher.replaceFirst(renaming.now());
      }
    }
    return name;
  }
}
