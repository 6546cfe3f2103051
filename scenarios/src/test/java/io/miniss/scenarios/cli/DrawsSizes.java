package io.miniss.scenarios.cli;

import io.miniss.simulator.Simulation;
import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.scenario.World;

/** A scenario with a size of every run, one of every second seed, and one whose range is another for every second. */
public final class DrawsSizes implements Scenario {
  @Override
  public String name() {
    return "test-that-draws-sizes";
  }

  @Override
  public String description() {
    return "draws sizes";
  }

  @Override
  public boolean showsBug() {
    return true;
  }

  @Override
  public void run(World world) {
    world.drawSize("buyers", 2, 6);
    boolean odd = world instanceof Simulation simulation && simulation.seed() % 2 == 1;
    world.drawSize("rounds", 1, odd ? 20 : 10);
    if (odd) {
      world.drawSize("refunds", 1, 3);
    }
  }
}
