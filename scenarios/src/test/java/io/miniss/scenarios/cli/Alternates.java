package io.miniss.scenarios.cli;

import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.scenario.World;
import java.util.concurrent.atomic.AtomicInteger;

/** A scenario of two clients in one run of this JVM, and of three in the next. */
public final class Alternates implements Scenario {
  private static final AtomicInteger RUNS = new AtomicInteger();

  @Override
  public String name() {
    return "test-that-alternates";
  }

  @Override
  public String description() {
    return "is not deterministic";
  }

  @Override
  public boolean showsBug() {
    return true;
  }

  @Override
  public void run(World world) {
    for (int i = 2 + RUNS.getAndIncrement() % 2; i > 0; i--) {
      world.client("client", () -> {});
    }
  }
}
