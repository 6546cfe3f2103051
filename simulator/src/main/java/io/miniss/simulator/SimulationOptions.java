package io.miniss.simulator;

import io.miniss.runtime.task.TaskId;
import io.miniss.simulator.fault.Faults;
import io.miniss.simulator.strategy.RandomWalk;
import io.miniss.simulator.strategy.Strategy;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Everything that a run follows from, besides the code. Immutable; each {@code with} returns a
 * changed copy.
 *
 * @param seed the source of all randomness
 * @param cores how many cores {@link Simulation#runtime} gives a runtime
 * @param strategy who runs next
 * @param maxSteps a run that comes to so many steps fails
 * @param stepsCostTime whether each step costs 50 to 100 virtual nanoseconds, so that deadlines fall
 *     between steps; without, virtual time is exact
 * @param faults what goes wrong beneath the runtime
 * @param faultSteps nothing goes wrong any more after so many steps; then begins the liveness phase
 * @param livenessSteps in the liveness phase everything has to end within so many steps; a run that has
 *     no faults has no such phase
 * @param sizes what {@link Simulation#drawSize} returns for some names, instead of a draw
 * @param watchdog how long in real time the run may take for one step before it is ended as an escape;
 *     {@link Watchdog#OFF} for as long as it takes. It is no part of what a run follows from, and not in
 *     replay lines
 */
public record SimulationOptions(
    long seed,
    int cores,
    Strategy strategy,
    long maxSteps,
    boolean stepsCostTime,
    Faults faults,
    long faultSteps,
    long livenessSteps,
    Map<String, Integer> sizes,
    Duration watchdog) {
  /** The bound on steps unless another is given. */
  public static final long DEFAULT_MAX_STEPS = 1_000_000;

  /** How long faults happen unless another number is given. */
  public static final long DEFAULT_FAULT_STEPS = 10_000;

  /** How long the liveness phase may be unless another number is given. */
  public static final long DEFAULT_LIVENESS_STEPS = 100_000;

  /** The number of cores unless another is given. */
  public static final int DEFAULT_CORES = 2;

  /** The most cores: as many as a runtime can have. */
  public static final int MAX_CORES = TaskId.MAX_CORE;

  /** Checks the numbers. */
  public SimulationOptions {
    Objects.requireNonNull(strategy, "strategy");
    Objects.requireNonNull(faults, "faults");
    sizes = ordered(sizes);
    if (watchdog.isZero() || watchdog.isNegative()) {
      throw new IllegalArgumentException(
          "a watchdog waits for some time, or Watchdog.OFF: " + watchdog);
    }
    if (faultSteps < 0) {
      throw new IllegalArgumentException("a number of steps is not negative: " + faultSteps);
    }
    if (livenessSteps < 1) {
      throw new IllegalArgumentException(
          "a liveness phase has at least 1 step: " + livenessSteps);
    }
    if (cores < 1 || cores > MAX_CORES) {
      throw new IllegalArgumentException(
          "a simulation has at least 1 core and at most " + MAX_CORES + ": " + cores);
    }
    if (maxSteps < 1) {
      throw new IllegalArgumentException("a run takes at least 1 step: " + maxSteps);
    }
  }

  /** A copy of {@code map} in the order of the names; none is made of what most runs have, nothing. */
  static <V> Map<String, V> ordered(Map<String, V> map) {
    return map.isEmpty() ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(map));
  }

  /** A random walk on two cores. */
  public static SimulationOptions seed(long seed) {
    return new SimulationOptions(
        seed,
        DEFAULT_CORES,
        new RandomWalk(),
        DEFAULT_MAX_STEPS,
        true,
        Faults.none(),
        DEFAULT_FAULT_STEPS,
        DEFAULT_LIVENESS_STEPS,
        Map.of(),
        Watchdog.byDefault());
  }

  /** With another seed. */
  public SimulationOptions withSeed(long newSeed) {
    return with(copy -> copy.seed = newSeed);
  }

  /** With another number of cores. */
  public SimulationOptions withCores(int newCores) {
    return with(copy -> copy.cores = newCores);
  }

  /** With another strategy. */
  public SimulationOptions withStrategy(Strategy newStrategy) {
    return with(copy -> copy.strategy = newStrategy);
  }

  /** With another bound on steps. */
  public SimulationOptions withMaxSteps(long newMaxSteps) {
    return with(copy -> copy.maxSteps = newMaxSteps);
  }

  /** With steps that cost time, or none. */
  public SimulationOptions withStepsCostTime(boolean cost) {
    return with(copy -> copy.stepsCostTime = cost);
  }

  /** With other faults. */
  public SimulationOptions withFaults(Faults newFaults) {
    return with(copy -> copy.faults = newFaults);
  }

  /** With faults for another number of steps. */
  public SimulationOptions withFaultSteps(long newFaultSteps) {
    return with(copy -> copy.faultSteps = newFaultSteps);
  }

  /** With a liveness phase of another length. */
  public SimulationOptions withLivenessSteps(long newLivenessSteps) {
    return with(copy -> copy.livenessSteps = newLivenessSteps);
  }

  /** With other fixed sizes. */
  public SimulationOptions withSizes(Map<String, Integer> newSizes) {
    return with(copy -> copy.sizes = newSizes);
  }

  /** With another limit of real time for a step. */
  public SimulationOptions withWatchdog(Duration newWatchdog) {
    return with(copy -> copy.watchdog = newWatchdog);
  }

  private SimulationOptions with(Consumer<Copy> change) {
    Copy copy = new Copy(this);
    change.accept(copy);
    return copy.options();
  }

  /** The components by name, so that a copy names only the one that it changes. */
  private static final class Copy {
    private long seed;
    private int cores;
    private Strategy strategy;
    private long maxSteps;
    private boolean stepsCostTime;
    private Faults faults;
    private long faultSteps;
    private long livenessSteps;
    private Map<String, Integer> sizes;
    private Duration watchdog;

    Copy(SimulationOptions from) {
      seed = from.seed;
      cores = from.cores;
      strategy = from.strategy;
      maxSteps = from.maxSteps;
      stepsCostTime = from.stepsCostTime;
      faults = from.faults;
      faultSteps = from.faultSteps;
      livenessSteps = from.livenessSteps;
      sizes = from.sizes;
      watchdog = from.watchdog;
    }

    SimulationOptions options() {
      return new SimulationOptions(
          seed, cores, strategy, maxSteps, stepsCostTime, faults, faultSteps, livenessSteps, sizes,
          watchdog);
    }
  }
}
