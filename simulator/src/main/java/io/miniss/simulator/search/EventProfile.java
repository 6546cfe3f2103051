package io.miniss.simulator.search;

import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.Trace;
import io.miniss.simulator.strategy.RandomWalk;
import io.miniss.simulator.strategy.Surw;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How many accesses each thread of a program makes: what {@link Surw} wants to be told. The numbers
 * are parameters of the strategy and so part of a replay line; a replay does not profile again.
 */
public final class EventProfile {
  private EventProfile() {}

  /**
   * The average over some runs of a random walk from the options' seed on, by the number of the
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
