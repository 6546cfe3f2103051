package io.miniss.simulator;

import io.miniss.simulator.strategy.RandomWalk;
import io.miniss.simulator.strategy.Strategy;
import java.util.Objects;

/**
 * Everything that a run follows from, besides the code. Immutable; each {@code with} answers a
 * changed copy.
 *
 * @param seed the source of all randomness
 * @param cores how many cores {@link Simulation#runtime} gives a runtime
 * @param strategy who runs next
 * @param maxSteps a run that takes more steps fails
 * @param stepsCostTime whether each step costs 50 to 100 virtual nanoseconds, so that deadlines fall
 *     between steps; without, virtual time is exact
 */
public record SimulationOptions(
    long seed, int cores, Strategy strategy, long maxSteps, boolean stepsCostTime) {
  /** The bound on steps unless another is given. */
  public static final long DEFAULT_MAX_STEPS = 1_000_000;

  /** The number of cores unless another is given. */
  public static final int DEFAULT_CORES = 2;

  /** Checks the numbers. */
  public SimulationOptions {
    Objects.requireNonNull(strategy, "strategy");
    if (cores < 1) {
      throw new IllegalArgumentException("a simulation has at least 1 core: " + cores);
    }
    if (maxSteps < 1) {
      throw new IllegalArgumentException("a run takes at least 1 step: " + maxSteps);
    }
  }

  /** A random walk on two cores. */
  public static SimulationOptions seed(long seed) {
    return new SimulationOptions(seed, DEFAULT_CORES, new RandomWalk(), DEFAULT_MAX_STEPS, true);
  }

  /** With another seed. */
  public SimulationOptions withSeed(long newSeed) {
    return new SimulationOptions(newSeed, cores, strategy, maxSteps, stepsCostTime);
  }

  /** With another number of cores. */
  public SimulationOptions withCores(int newCores) {
    return new SimulationOptions(seed, newCores, strategy, maxSteps, stepsCostTime);
  }

  /** With another strategy. */
  public SimulationOptions withStrategy(Strategy newStrategy) {
    return new SimulationOptions(seed, cores, newStrategy, maxSteps, stepsCostTime);
  }

  /** With another bound on steps. */
  public SimulationOptions withMaxSteps(long newMaxSteps) {
    return new SimulationOptions(seed, cores, strategy, newMaxSteps, stepsCostTime);
  }

  /** With steps that cost time, or none. */
  public SimulationOptions withStepsCostTime(boolean cost) {
    return new SimulationOptions(seed, cores, strategy, maxSteps, cost);
  }
}
