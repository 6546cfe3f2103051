package io.miniss.scenarios.cli;

import io.miniss.simulator.campaign.Campaign;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The command that does what a stopped one has left. */
final class GoOn {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

  private GoOn() {}

  /** The command of {@code spec} with what was given, but {@code subjects} and {@code more} in place of the like. */
  static String command(CommandSpec spec, List<String> subjects, List<String> more) {
    List<String> words = new ArrayList<>(List.of("./miniss", spec.name()));
    subjects.forEach(subject -> words.add(quoted(subject)));
    for (OptionSpec option : spec.commandLine().getParseResult().matchedOptions()) {
      if (more.contains(option.longestName()) || option.longestName().equals("--all")) {
        continue;
      }
      words.add(option.longestName());
      if (option.arity().max() > 0) {
        words.add(quoted(String.join(",", option.originalStringValues())));
      }
    }
    more.forEach(word -> words.add(quoted(word)));
    return String.join(" ", words);
  }

  /** The options that name the seeds, and the time, that {@code result} has left of {@code campaign}. */
  static List<String> rest(Campaign campaign, Campaign.Result result) {
    long next = campaign.seedAfter(result.progress().runs());
    return rest(
        next,
        campaign.seeds() < Campaign.ENDLESS
            ? OptionalLong.of(campaign.seeds() - (next - campaign.firstSeed()))
            : OptionalLong.empty(),
        campaign.time().map(limit -> limit.minus(result.progress().took())));
  }

  /**
   * The options that name the seeds from {@code next} on, {@code seeds} if there is a bound, and the {@code time} that
   * is left.
   */
  static List<String> rest(long next, OptionalLong seeds, Optional<Duration> time) {
    List<String> options = new ArrayList<>(List.of("--first-seed", Long.toString(next)));
    if (seeds.isPresent()) {
      options.add("--seeds");
      options.add(Long.toString(seeds.getAsLong()));
    }
    time.ifPresent(
        left -> {
          options.add("--time");
          options.add(Math.max(1, left.plus(Duration.ofMillis(999)).toSeconds()) + "s");
        });
    return options;
  }

  private static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
