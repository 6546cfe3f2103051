package io.miniss.scenarios.cli;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.scenario.World;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A scenario that does not close what it starts. On the machine. */
public final class LeavesRuntime implements Scenario {
  private static final AtomicReference<@Nullable MultiCoreRuntime> LEFT = new AtomicReference<>();

  /** Closes it after all. */
  static void close() {
    MultiCoreRuntime runtime = LEFT.getAndSet(null);
    if (runtime != null) {
      runtime.close();
    }
  }

  @Override
  public String name() {
    return "test-that-leaves-a-runtime";
  }

  @Override
  public String description() {
    return "does not close its runtime";
  }

  @Override
  public boolean showsBug() {
    return true;
  }

  @Override
  public void run(World world) {
    LEFT.set(world.runtime().name("left").start());
  }
}
