package io.miniss.benchmarks.lincheck;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.miniss.benchmarks.Machine;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.search.EventProfile;
import io.miniss.simulator.search.ExhaustiveSearch;
import io.miniss.simulator.strategy.Portfolio;
import io.miniss.simulator.strategy.RandomWalk;
import io.miniss.simulator.strategy.Strategy;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How many runs a second, and how many runs to the first failure, beside Lincheck's model checker.
 * Takes about three minutes; {@code ci/bench --lincheck}.
 */
public final class Comparison {
  private static final int VARIANTS = 27;
  private static final int MOST_RUNS = 100_000;
  private static final int BATCH = 4_096;
  private static final long WARM_UP_NANOS = 5_000_000_000L;
  private static final long MEASURE_NANOS = 5_000_000_000L;
  private static final int PREEMPTIONS = 3;

  private Comparison() {}

  /** Measures and prints. */
  public static void run() {
    System.out.print(Machine.now().text());
    System.out.println(
        "\n| runs a second (times Lincheck's) | miniss | miniss, random walk | miniss, depth first"
            + " | Lincheck 3.7 |\n|---|--:|--:|--:|--:|");
    // All of ours before the first of Lincheck's: once its agent is in the JVM, our runs take 1.4 times as
    // long.
    Map<Program, double[]> rates = new EnumMap<>(Program.class);
    for (Program program : Program.values()) {
      rates.put(program, ourRates(program));
    }
    rates.forEach(Comparison::printBesideLincheck);
    System.out.println(
        "\n| runs to the first failure, median of " + VARIANTS + " variants (least, most)"
            + " | miniss | miniss, depth first | Lincheck 3.7 |\n|---|--:|--:|--:|");
    for (Program program : Program.values()) {
      System.out.printf(
          "| %s | %s | %s | %s |%n",
          program.bug(),
          median(program, Comparison::runsToFailure),
          median(program, Comparison::searchToFailure),
          median(program, (bug, variant) -> LincheckRuns.run(bug, variant, true)));
    }
  }

  private static double[] ourRates(Program program) {
    Strategy usual = usual(SimulationOptions.seed(0), program, 0, false);
    return new double[] {
      rate(() -> batch(program, usual)),
      rate(() -> batch(program, new RandomWalk())),
      rate(() -> search(program, 0, false, BATCH).runs())
    };
  }

  private static void printBesideLincheck(Program program, double[] ours) {
    double theirs = rate(() -> -LincheckRuns.run(program, 0, false));
    System.out.printf("| %s |", program.title());
    for (double rate : ours) {
      System.out.printf(Locale.ROOT, " %,.0f (%.0f) |", rate, rate / theirs);
    }
    System.out.printf(Locale.ROOT, " %,.0f |%n", theirs);
  }

  private interface Search {
    int runs(Program program, int variant);
  }

  /** Runs of a second, measured after a warm-up; {@code work} answers how many runs it did. */
  private static double rate(LongSupplier work) {
    perSecond(work, WARM_UP_NANOS);
    return perSecond(work, MEASURE_NANOS);
  }

  @CanIgnoreReturnValue
  private static double perSecond(LongSupplier work, long nanos) {
    long runs = 0;
    long start = System.nanoTime();
    while (System.nanoTime() - start < nanos) {
      runs += work.getAsLong();
    }
    return runs * 1e9 / (System.nanoTime() - start);
  }

  private static long nextSeed;

  private static long batch(Program program, Strategy strategy) {
    for (int i = 0; i < BATCH; i++) {
      SimulationResult result =
          Simulator.run(
              SimulationOptions.seed(++nextSeed).withStrategy(strategy),
              simulation -> program.run(simulation, 0, false));
      if (!result.isSuccess()) {
        throw new IllegalStateException(String.valueOf(result.failure().orElseThrow()));
      }
    }
    return BATCH;
  }

  /** What {@code explore} takes. */
  private static Strategy usual(
      SimulationOptions base, Program program, int variant, boolean withBug) {
    return new Portfolio(
        EventProfile.steps(base, simulation -> program.run(simulation, variant, withBug)));
  }

  /** As a campaign with the default strategy, from a first seed of its own. */
  private static int runsToFailure(Program program, int variant) {
    Simulator.Body body = simulation -> program.run(simulation, variant, true);
    long first = (long) variant * MOST_RUNS;
    SimulationOptions base = SimulationOptions.seed(first);
    SimulationOptions options = base.withStrategy(usual(base, program, variant, true));
    for (int run = 1; run <= MOST_RUNS; run++) {
      if (!Simulator.run(options.withSeed(first + run), body).isSuccess()) {
        return run;
      }
    }
    return -MOST_RUNS;
  }

  private static int searchToFailure(Program program, int variant) {
    ExhaustiveSearch.Outcome outcome = search(program, variant, true, MOST_RUNS);
    return (int) (outcome.failure().isPresent() ? outcome.runs() : -outcome.runs());
  }

  private static ExhaustiveSearch.Outcome search(
      Program program, int variant, boolean withBug, int mostRuns) {
    return ExhaustiveSearch.of(
        SimulationOptions.seed(variant).withStepsCostTime(false), PREEMPTIONS, mostRuns)
        .run(simulation -> program.run(simulation, variant, withBug));
  }

  private static String median(Program program, Search search) {
    int[] runs = new int[VARIANTS];
    for (int variant = 0; variant < VARIANTS; variant++) {
      int needed = search.runs(program, variant);
      runs[variant] = needed < 0 ? Integer.MAX_VALUE : needed;
    }
    Arrays.sort(runs);
    return word(runs[VARIANTS / 2]) + " (" + word(runs[0]) + ", " + word(runs[VARIANTS - 1]) + ")";
  }

  private static String word(int runs) {
    return runs == Integer.MAX_VALUE ? "not found" : String.format(Locale.ROOT, "%,d", runs);
  }
}
