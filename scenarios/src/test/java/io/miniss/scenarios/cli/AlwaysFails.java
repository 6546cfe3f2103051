package io.miniss.scenarios.cli;

import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.scenario.World;

/** A scenario for tests of what the commands do with one that fails. */
public final class AlwaysFails implements Scenario {
  @Override
  public String name() {
    return "test-that-fails";
  }

  @Override
  public String description() {
    return "fails in every world";
  }

  @Override
  public boolean showsBug() {
    return true;
  }

  @Override
  public void run(World world) {
    world.require(false, "nothing that it requires holds");
  }
}
