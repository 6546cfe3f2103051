package io.miniss.scenarios.zoo;

import io.miniss.scenarios.zoo.Exhibit.Variant;
import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.scenario.World;
import java.util.Locale;

/** One variant of an exhibit as a scenario. */
record ExhibitScenario(Exhibit exhibit, Variant variant) implements Scenario {
  @Override
  public String name() {
    return "zoo-" + exhibit.number() + "-" + variant.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String description() {
    return exhibit.label().title() + (showsBug() ? " (as it shipped)" : " (as it was fixed)");
  }

  @Override
  public boolean showsBug() {
    return variant == Variant.BUGGY;
  }

  @Override
  public void run(World world) throws Exception {
    exhibit.run(world, variant);
  }
}
