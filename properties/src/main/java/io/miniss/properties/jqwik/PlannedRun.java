package io.miniss.properties.jqwik;

import io.miniss.properties.Interleavings;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.strategy.Strategies;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.providers.TypeUsage;

/**
 * Stands where jqwik expects a {@code Simulation}, which exists only while a run lasts. {@link
 * SimulationHook} puts the real one in its place; jqwik's reports print this.
 */
record PlannedRun(long seed, int cores, String strategy, String faults) {
  /** The runs that a parameter's annotations allow. */
  static Arbitrary<PlannedRun> arbitrary(TypeUsage parameter) {
    int[] cores =
        parameter
            .findAnnotation(Cores.class)
            .map(Cores::value)
            .orElse(new int[] {SimulationOptions.DEFAULT_CORES});
    String strategy =
        parameter.findAnnotation(Strategy.class).map(Strategy::value).orElse(Strategy.DEFAULT);
    String faults = parameter.findAnnotation(Faults.class).map(Faults::value).orElse("none");
    if (cores.length == 0) {
      throw new IllegalArgumentException("@Cores names no number of cores");
    }
    Integer[] numbers = new Integer[cores.length];
    for (int i = 0; i < cores.length; i++) {
      numbers[i] = cores[i];
      new PlannedRun(0, cores[i], strategy, faults).options(); // now, and not in some try
    }
    return Combinators.combine(Interleavings.seeds(), Arbitraries.of(numbers))
        .as((seed, number) -> new PlannedRun(seed, number, strategy, faults))
        .withoutEdgeCases();
  }

  /** The options of the run. */
  SimulationOptions options() {
    return SimulationOptions.seed(seed)
        .withCores(cores)
        .withStrategy(Strategies.parse(strategy))
        .withFaults(io.miniss.simulator.fault.Faults.parse(faults));
  }

  @Override
  public String toString() {
    return "Simulation(seed="
        + seed
        + " cores="
        + cores
        + " strategy="
        + strategy
        + (faults.equals("none") ? "" : " faults=" + faults)
        + ")";
  }
}
