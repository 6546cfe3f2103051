package io.miniss.scenarios.cli;

import io.miniss.runtime.spi.Access;
import io.miniss.runtime.spi.SharedLocation;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.engine.RunListener;
import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.strategy.RandomWalk;
import io.miniss.simulator.strategy.Surw;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The locations that one run accesses. */
final class MetLocations implements RunListener {
  private final List<SharedLocation> met = new ArrayList<>();

  private MetLocations() {}

  /**
   * Makes sure that the locations which a strategy names are some of the scenario's: with a name that
   * is none, {@code surw} prefers nothing and does not say so. A random walk from the options' seed
   * tells which there are.
   *
   * @throws IllegalArgumentException if one of the names is that of no location
   */
  static void requireNamed(SimulationOptions options, Scenario scenario) {
    if (!(options.strategy() instanceof Surw surw) || surw.of().isEmpty()) {
      return;
    }
    MetLocations run = new MetLocations();
    Simulator.observe(options.withStrategy(new RandomWalk()), scenario::run, run);
    List<String> unmet = surw.unmet(run.met);
    if (!unmet.isEmpty()) {
      throw new IllegalArgumentException(
          "no location of " + scenario.name() + " has a name or kind that begins with \""
              + unmet.getFirst() + "\"; its kinds are "
              + run.met.stream()
                  .map(location -> location.getClass().getSimpleName())
                  .distinct()
                  .sorted()
                  .collect(Collectors.joining(", "))
              + ", and --timeline of simulate shows the names, with --runtime-steps also the runtime's");
    }
  }

  @Override
  public void step(
      long step, int thread, Access access, @Nullable SharedLocation location, long virtualNanos) {
    if (location != null) {
      met.add(location);
    }
  }

  @Override
  public void begins() {
    met.clear();
  }
}
