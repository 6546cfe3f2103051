package io.miniss.properties.jqwik;

import io.miniss.simulator.Simulation;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.providers.ArbitraryProvider;
import net.jqwik.api.providers.TypeUsage;

/** Lets jqwik draw what stands for a {@link Simulation}. Found by {@link java.util.ServiceLoader}. */
public final class SimulationProvider implements ArbitraryProvider {
  /** For the service loader. */
  public SimulationProvider() {}

  @Override
  public boolean canProvideFor(TypeUsage targetType) {
    return targetType.isOfType(Simulation.class);
  }

  @Override
  public Set<Arbitrary<?>> provideFor(TypeUsage targetType, SubtypeProvider subtypeProvider) {
    return Set.of(PlannedRun.arbitrary(targetType));
  }
}
