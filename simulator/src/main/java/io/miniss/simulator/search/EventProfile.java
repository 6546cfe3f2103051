package io.miniss.simulator.search;

import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.Trace;
import io.miniss.simulator.strategy.Portfolio;
import io.miniss.simulator.strategy.RandomWalk;
import io.miniss.simulator.strategy.Surw;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How long a program is, and how many accesses each of its threads makes: what strategies want to be
 * told. The numbers are parameters of the strategy and so part of a replay line; a replay does not
 * profile again.
 */
public final class EventProfile {
  private static final long MIN_STEPS = 64;
  private static final long MAX_STEPS = 1L << 24;

  private EventProfile() {}

  /** The strategy of a campaign for which nobody has named one: a portfolio that is told the length of a run. */
  public static Portfolio portfolio(SimulationOptions options, Simulator.Body body) {
    return new Portfolio(steps(options, body));
  }

  /**
   * The length of a random walk from the options' seed, as a power of two, so that a small change of the
   * code keeps it.
   */
  public static int steps(SimulationOptions options, Simulator.Body body) {
    long steps = Simulator.run(options.withStrategy(new RandomWalk()), body).steps();
    return (int) Math.max(MIN_STEPS, Long.highestOneBit(Math.min(steps, MAX_STEPS)));
  }

  /**
   * The accesses of each thread for {@link Surw}: the average over some runs of a random walk from the options' seed on, by the number of the
   * thread, and at least 1. That of the first thread includes all others, as if it had started them.
   */
  public static List<Integer> of(SimulationOptions options, int runs, Simulator.Body body) {
    if (runs < 1) {
      throw new IllegalArgumentException("a profile takes at least 1 run: " + runs);
    }
    long[] sums = new long[1];
    for (int run = 0; run < runs; run++) {
      SimulationOptions next =
          options.withSeed(options.seed() + run).withStrategy(new RandomWalk());
      Trace trace = Simulator.trace(next, body).trace().orElseThrow();
      sums = Arrays.copyOf(sums, Math.max(sums.length, trace.threads().size()));
      for (Trace.Step step : trace.steps()) {
        if (step.access() != null) {
          sums[step.thread()]++;
        }
      }
    }
    sums[0] = Arrays.stream(sums).sum();
    List<Integer> profile = new ArrayList<>();
    for (long sum : sums) {
      profile.add((int) Math.max(1, (sum + runs - 1) / runs));
    }
    return profile;
  }
}
