package io.miniss.scenarios.cli;

import io.miniss.scenarios.zoo.Exhibit;
import io.miniss.scenarios.zoo.Zoo;
import io.miniss.scenarios.zoo.measure.Effort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of the zoo's table. */
final class ZooTableFlags {
  @Option(
      names = "--table",
      required = true,
      description = "Measure how many runs each strategy needs to find each bug.")
  boolean table;

  @Option(
      names = "--campaigns",
      paramLabel = "N",
      description = "How many campaigns to run for each bug and strategy (default: 20).")
  int campaigns = 20;

  @Option(
      names = "--runs",
      paramLabel = "N",
      description = "How many runs a campaign has at most (default: 10000).")
  long runs = 10_000;

  @Option(
      names = "--fixed-runs",
      paramLabel = "N",
      description = "How many runs of each fixed variant (default: 100000).")
  long fixedRuns = 100_000;

  @Option(
      names = "--search-runs",
      paramLabel = "N",
      description = "How many runs the exhaustive search has at most for the buggy variant, and for the"
          + " fixed variant (default: 100000).")
  long searchRuns = 100_000;

  @Option(
      names = "--only",
      paramLabel = "NUMBER",
      split = ",",
      description = "Only these bugs, for example 1,5,9.")
  @Nullable List<Integer> only;

  @Option(
      names = "--markdown",
      paramLabel = "FILE",
      converter = Writable.ToFile.class,
      description = "Write the table into FILE, between its begin and end lines, or as a new file.")
  @Nullable Path markdown;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      converter = Writable.ToFile.class,
      description = "Write all numbers to FILE.")
  @Nullable Path json;

  List<Exhibit> exhibits() {
    List<Integer> numbers = only;
    return numbers == null
        ? Zoo.exhibits()
        : numbers.stream().distinct().sorted().map(Zoo::exhibit).toList();
  }

  /**
   * Makes sure that one does not overwrite the other.
   *
   * @throws IllegalArgumentException if it would
   */
  void requireTwoFiles() {
    if (markdown != null && json != null && isSame(markdown, json)) {
      throw new IllegalArgumentException(
          "--markdown and --json are two files, not both " + json);
    }
  }

  private static boolean isSame(Path one, Path other) {
    try {
      if (Files.exists(one) && Files.exists(other)) {
        return Files.isSameFile(one, other);
      }
    } catch (IOException e) {
      // told by their names, then
    }
    return one.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize());
  }

  Effort effort(long firstSeed) {
    return new Effort(campaigns, runs, fixedRuns, searchRuns, firstSeed);
  }
}
