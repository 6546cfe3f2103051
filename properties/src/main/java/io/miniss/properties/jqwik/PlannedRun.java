package io.miniss.properties.jqwik;

import io.miniss.properties.FaultPlans;
import io.miniss.properties.Interleavings;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.fault.Faults;
import io.miniss.simulator.replay.ReplayLine;
import io.miniss.simulator.strategy.Strategies;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.providers.TypeUsage;

/**
 * Stands where jqwik expects a {@code Simulation}, which exists only while a run lasts. {@link
 * SimulationHook} puts the real one in its place; jqwik's reports print this.
 *
 * @param saysStrategy whether the strategy is given in full, so that there is nothing to learn
 */
record PlannedRun(SimulationOptions options, boolean saysStrategy) {
  /** What a replay line of a property begins with. */
  static final String NAME = "Simulation";

  /** The runs that a parameter's annotations allow. */
  static Arbitrary<PlannedRun> arbitrary(TypeUsage parameter) {
    int[] cores =
        parameter
            .findAnnotation(Cores.class)
            .map(Cores::value)
            .orElse(new int[] {SimulationOptions.DEFAULT_CORES});
    if (cores.length == 0) {
      throw new IllegalArgumentException("@Cores names no number of cores");
    }
    String strategy =
        parameter.findAnnotation(Strategy.class).map(Strategy::value).orElse(Strategy.DEFAULT);
    SimulationOptions base = base(parameter, strategy);
    Integer[] numbers = new Integer[cores.length];
    for (int i = 0; i < cores.length; i++) {
      numbers[i] = cores[i];
      base.withCores(cores[i]); // now, and not in some try
    }
    return Combinators.combine(Interleavings.seeds(), Arbitraries.of(numbers), faults(parameter))
        .as(
            (seed, number, faults) -> new PlannedRun(
                base.withSeed(seed).withCores(number).withFaults(faults),
                base.strategy().toString().equals(strategy)))
        .withoutEdgeCases();
  }

  private static SimulationOptions base(TypeUsage parameter, String strategy) {
    SimulationOptions options =
        SimulationOptions.seed(0).withStrategy(Strategies.parse(strategy));
    SimulationOptions bounded =
        parameter
            .findAnnotation(Steps.class)
            .map(steps -> options.withMaxSteps(steps.max()).withStepsCostTime(steps.costTime()))
            .orElse(options);
    return parameter
        .findAnnotation(io.miniss.properties.jqwik.Faults.class)
        .map(
            faults -> bounded
                .withFaultSteps(faults.steps())
                .withLivenessSteps(faults.livenessSteps()))
        .orElse(bounded);
  }

  private static Arbitrary<Faults> faults(TypeUsage parameter) {
    String text =
        parameter
            .findAnnotation(io.miniss.properties.jqwik.Faults.class)
            .map(io.miniss.properties.jqwik.Faults::value)
            .orElse("none");
    return text.equals(io.miniss.properties.jqwik.Faults.DRAWN)
        ? FaultPlans.mixes()
        : Arbitraries.just(Faults.parse(text));
  }

  @Override
  public String toString() {
    String line = new ReplayLine(NAME, options, Optional.empty()).toString();
    String known = saysStrategy ? line : line.replace(" strategy=" + options.strategy(), "");
    return known.replaceFirst(" ", "(") + ")";
  }
}
