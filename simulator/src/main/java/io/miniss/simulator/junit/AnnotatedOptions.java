package io.miniss.simulator.junit;

import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.Watchdog;
import io.miniss.simulator.fault.Faults;
import io.miniss.simulator.strategy.Strategies;

/** The options of runs that the attributes of {@link SimulationTest} stand for. Any thread may call. */
public final class AnnotatedOptions {
  private AnnotatedOptions() {}

  /**
   * Those of the run with the first seed.
   *
   * @throws IllegalArgumentException if the attributes cannot be; says which and why
   */
  public static SimulationOptions of(SimulationTest annotation) {
    if (annotation.seeds() < 1) {
      throw new IllegalArgumentException(
          "seeds: a test has at least 1 seed: " + annotation.seeds());
    }
    if (annotation.firstSeed() > Long.MAX_VALUE - annotation.seeds()) {
      throw new IllegalArgumentException(
          "seeds, firstSeed: there are no "
              + annotation.seeds()
              + " seeds from "
              + annotation.firstSeed()
              + " on");
    }
    SimulationOptions base = SimulationOptions.seed(annotation.firstSeed());
    return base
        .withWatchdog(
            annotation.watchdog().isEmpty()
                ? base.watchdog()
                : Watchdog.parse(annotation.watchdog()))
        .withCores(annotation.cores())
        .withStrategy(Strategies.parse(annotation.strategy()))
        .withMaxSteps(annotation.maxSteps())
        .withStepsCostTime(annotation.stepCost())
        .withFaults(Faults.parse(annotation.faults()))
        .withFaultSteps(annotation.faultSteps())
        .withLivenessSteps(annotation.livenessSteps());
  }
}
