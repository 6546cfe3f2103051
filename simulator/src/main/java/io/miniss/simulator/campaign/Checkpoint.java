package io.miniss.simulator.campaign;

import io.miniss.simulator.json.JsonObject;
import io.miniss.simulator.output.AtomicFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How far a job is, as a file: a first line that says so, the result of each scenario up to now, and
 * a last line that says how many these are.
 */
final class Checkpoint {
  /** The version that this code writes, and the newest it reads. */
  static final int VERSION = 1;

  private static final String KEY = "miniss-checkpoint";

  private Checkpoint() {}

  static void write(Path file, List<ShardResult> results) {
    StringBuilder text = new StringBuilder();
    text.append("{\"" + KEY + "\":" + VERSION + "}\n");
    results.forEach(result -> text.append(result.toJson()).append('\n'));
    text.append("{\"end\":").append(results.size()).append("}\n");
    AtomicFile.write(file, text.toString());
  }

  /** Whether {@code line} is the first of a checkpoint. */
  static boolean begins(String line) {
    return line.startsWith("{\"" + KEY + "\"");
  }

  /**
   * Reads {@code file}.
   *
   * @throws IllegalArgumentException if it is damaged, newer than this code, or no checkpoint
   */
  static List<ShardResult> read(Path file) {
    List<String> lines = TextLines.read(file);
    if (lines.isEmpty() || !begins(lines.getFirst())) {
      throw new IllegalArgumentException(
          file + " is no checkpoint: it does not begin with {\"" + KEY + "\":" + VERSION + "}");
    }
    String where = file + " line 1";
    long version = number(where, lines.getFirst(), KEY);
    if (version > VERSION) {
      throw new NewerVersionException(file.toString(), version, VERSION);
    }
    List<ShardResult> results = new ArrayList<>();
    int last = lines.size();
    for (int line = 2; line < last; line++) {
      results.add(ShardResult.parse(file + " line " + line, lines.get(line - 1)));
    }
    long announced = last < 2 ? -1 : number(file + " line " + last, lines.getLast(), "end");
    if (announced != results.size()) {
      throw new IllegalArgumentException(
          file + " is no checkpoint that can be read: it is not complete; remove it to start again");
    }
    return results;
  }

  private static long number(String where, String line, String key) {
    try {
      return JsonObject.parse(line).number(key);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          where + " is no line of a checkpoint: " + e.getMessage(), e);
    }
  }
}
