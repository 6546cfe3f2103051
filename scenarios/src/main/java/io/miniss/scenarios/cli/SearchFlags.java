package io.miniss.scenarios.cli;

import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.search.ExhaustiveSearch;
import io.miniss.simulator.strategy.DepthFirst;
import io.miniss.simulator.strategy.DepthFirst.Reduction;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;

/** The options with which {@code explore} goes through everything instead of drawing seeds. */
final class SearchFlags {
  private static final long DEFAULT_RUNS = 1_000_000;
  private static final int DEFAULT_PREEMPTIONS = 2;
  private static final String ALL = "all";

  /** What draws seeds, or shares them out. */
  private static final List<String> NOT_OF_A_SEARCH =
      List.of(
          "--strategy",
          "--seeds",
          "--jobs",
          "--faults",
          "--fault-steps",
          "--liveness-steps",
          "--shard",
          "--json",
          "--resume",
          "--checkpoint-every");

  private static final List<String> OF_A_SEARCH =
      List.of("--preemptions", "--sleep-sets", "--runs");

  @Option(
      names = "--exhaustive",
      description = "Run every interleaving of one seed, within a bound of preemptions. For small"
          + " scenarios. The seed is --first-seed.")
  boolean exhaustive;

  @Option(
      names = "--preemptions",
      paramLabel = "N",
      converter = Preemptions.class,
      description = "The bound of --exhaustive, or \"all\" (default: 2).")
  @Nullable Integer preemptions;

  @Option(
      names = "--sleep-sets",
      description = "Leave out runs that differ only in the order of independent steps. Complete if"
          + " threads share state only through io.miniss.runtime.shared. Needs --no-step-cost.")
  boolean sleepSets;

  @Option(
      names = "--runs",
      paramLabel = "N",
      description = "How many runs --exhaustive may take (default: 1000000).")
  @Nullable Long runs;

  /**
   * Whether to search.
   *
   * @throws IllegalArgumentException if the options that are given do not go together
   */
  boolean isGiven(ParseResult given) {
    Optional<String> alone =
        OF_A_SEARCH.stream().filter(given::hasMatchedOption).findFirst();
    if (!exhaustive && alone.isPresent()) {
      throw new IllegalArgumentException(alone.get() + " goes with --exhaustive");
    }
    Optional<String> foreign =
        NOT_OF_A_SEARCH.stream().filter(given::hasMatchedOption).findFirst();
    if (exhaustive && foreign.isPresent()) {
      throw new IllegalArgumentException(
          "--exhaustive goes through the interleavings of one seed, on one thread and without"
              + " faults, and " + foreign.get() + " does not go with it; accepted: --first-seed,"
              + " --preemptions, --sleep-sets, --runs, --time, --cores, --max-steps,"
              + " --no-step-cost, --failures, --no-shrink, --shrink-runs, --trace");
    }
    if (sleepSets && !given.hasMatchedOption("--no-step-cost")) {
      throw new IllegalArgumentException(
          "--sleep-sets takes two steps to be independent, and while steps cost time none are: it"
              + " goes with --no-step-cost");
    }
    return exhaustive;
  }

  /** The search that is asked for. */
  ExhaustiveSearch search(SimulationOptions options, Optional<Duration> time) {
    return new ExhaustiveSearch(
        options,
        preemptions == null ? DEFAULT_PREEMPTIONS : preemptions,
        sleepSets ? Reduction.SLEEP : Reduction.NONE,
        runs == null ? DEFAULT_RUNS : runs,
        time);
  }

  /** Reads a number, or {@value #ALL}. */
  static final class Preemptions implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      if (text.equals(ALL)) {
        return DepthFirst.UNBOUNDED;
      }
      try {
        int number = Integer.parseInt(text);
        if (number >= 0) {
          return number;
        }
      } catch (NumberFormatException e) {
        // said below
      }
      throw new TypeConversionException(
          "a number from 0 on, or \"" + ALL + "\", is accepted: \"" + text + "\"");
    }
  }
}
