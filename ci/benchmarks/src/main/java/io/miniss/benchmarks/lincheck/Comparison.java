package io.miniss.benchmarks.lincheck;

import io.miniss.benchmarks.Machine;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How many runs a second, and how many runs to the first failure, compared with Lincheck's model checker.
 * Takes about nine minutes; {@code ci/bench --lincheck}. On one CPU each, bound to it by {@code
 * taskset}; and each with all CPUs, for those that can use more than one.
 */
public final class Comparison {
  private static final int ROUNDS = 3;
  private static final int VARIANTS = 27;

  private Comparison() {}

  /** Measures and prints. */
  public static void run() throws IOException, InterruptedException {
    System.out.print(Machine.now().text());
    System.out.printf(
        "Rates are medians of %d rounds, each in a JVM of its own; in brackets how many times that of"
            + " Lincheck, and in which rounds least and most.%n%n",
        ROUNDS);
    printRates("one CPU each", true, List.of(Contestant.EXPLORE, Contestant.DEPTH_FIRST));
    printRates(
        Runtime.getRuntime().availableProcessors() + " CPUs each",
        false,
        List.of(Contestant.EXPLORE));
    printRunsToFailure();
  }

  private static void printRates(String cpus, boolean oneCpu, List<Contestant> ours)
      throws IOException, InterruptedException {
    printHeader("runs a second, " + cpus, ours);
    for (Program program : Program.values()) {
      double[][] rates = new double[ours.size()][ROUNDS];
      double[] theirs = new double[ROUNDS];
      for (int round = 0; round < ROUNDS; round++) {
        theirs[round] = Rate.measure(Contestant.LINCHECK, program, oneCpu);
        for (int i = 0; i < ours.size(); i++) {
          rates[i][round] = Rate.measure(ours.get(i), program, oneCpu);
        }
      }
      System.out.printf("| %s |", program.title());
      for (double[] rate : rates) {
        double[] times = new double[ROUNDS];
        Arrays.setAll(times, round -> rate[round] / theirs[round]);
        Arrays.sort(times);
        System.out.printf(
            Locale.ROOT, " %,.0f (%.0f; %.0f to %.0f) |",
            median(rate), median(rate) / median(theirs), times[0], times[ROUNDS - 1]);
      }
      System.out.printf(Locale.ROOT, " %,.0f |%n", median(theirs));
    }
    System.out.println();
  }

  private static void printHeader(String title, List<Contestant> ours) {
    System.out.printf("| %s |", title);
    ours.forEach(contestant -> System.out.printf(" %s |", contestant.title()));
    System.out.printf(" %s |%n|---|%s--:|%n", Contestant.LINCHECK.title(),
        "--:|".repeat(ours.size()));
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static void printRunsToFailure() {
    printHeader(
        "runs to the first failure, median of " + VARIANTS + " variants (least, most)",
        List.of(Contestant.EXPLORE, Contestant.DEPTH_FIRST));
    for (Program program : Program.values()) {
      System.out.printf("| %s |", program.bug());
      for (Contestant contestant : Contestant.values()) {
        System.out.printf(" %s |", runsToFailure(contestant, program));
      }
      System.out.println();
    }
  }

  private static String runsToFailure(Contestant contestant, Program program) {
    int[] runs = new int[VARIANTS];
    for (int variant = 0; variant < VARIANTS; variant++) {
      int needed = contestant.runsToFailure(program, variant);
      runs[variant] = needed < 0 ? Integer.MAX_VALUE : needed;
    }
    Arrays.sort(runs);
    return word(runs[VARIANTS / 2]) + " (" + word(runs[0]) + ", " + word(runs[VARIANTS - 1]) + ")";
  }

  private static String word(int runs) {
    return runs == Integer.MAX_VALUE ? "not found" : String.format(Locale.ROOT, "%,d", runs);
  }
}
