package io.miniss.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.simulator.engine.RunFailure;
import java.util.Optional;

/** What holds in the runs of many seeds. */
final class Seeds {
  private Seeds() {}

  /**
   * Fails if {@code body} does under one of the seeds from 0 up to {@code seeds}, and says which.
   *
   * @return the steps of the longest run
   */
  static long assertHolds(long seeds, SimulationOptions options, Simulator.Body body) {
    long most = 0;
    for (long seed = 0; seed < seeds; seed++) {
      SimulationResult result = Simulator.run(options.withSeed(seed), body);
      assertThat(result.failure()).as("seed %d", seed).isEmpty();
      most = Math.max(most, result.steps());
    }
    return most;
  }

  /** The same with so many cores. */
  static long assertHolds(long seeds, int cores, Simulator.Body body) {
    return assertHolds(seeds, SimulationOptions.seed(0).withCores(cores), body);
  }

  /** The failure of the first seed from 0 up to {@code seeds} under which {@code body} fails; empty if it never does. */
  static Optional<RunFailure> firstFailure(
      long seeds, SimulationOptions options, Simulator.Body body) {
    for (long seed = 0; seed < seeds; seed++) {
      Optional<RunFailure> failure = Simulator.run(options.withSeed(seed), body).failure();
      if (failure.isPresent()) {
        return failure;
      }
    }
    return Optional.empty();
  }
}
