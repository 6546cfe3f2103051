package io.miniss.scenarios.cli;

import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.scenario.World;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A scenario whose second run in this JVM fails, whatever the seed. A strategy that learns from runs before the
 * first seed would take that one.
 */
public final class FailsOnce implements Scenario {
  private static final AtomicInteger RUNS = new AtomicInteger();

  @Override
  public String name() {
    return "test-that-fails-once";
  }

  @Override
  public String description() {
    return "fails for a reason that is in no seed";
  }

  @Override
  public boolean showsBug() {
    return true;
  }

  @Override
  public void run(World world) {
    world.require(RUNS.incrementAndGet() != 2, "this is not the second run");
  }
}
