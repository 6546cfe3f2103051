package io.miniss.scenarios.cli;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.task.TaskOptions;
import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.scenario.World;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** A scenario whose runtime gives up a task that does not heed its cancellation. On the machine. */
public final class GivesUp implements Scenario {
  /** Ends the task. */
  static final AtomicBoolean RELEASED = new AtomicBoolean();

  @Override
  public String name() {
    return "test-that-gives-up";
  }

  @Override
  public String description() {
    return "has a task that never ends";
  }

  @Override
  public boolean showsBug() {
    return true;
  }

  @Override
  public void run(World world) {
    try (MultiCoreRuntime runtime =
        world
            .runtime()
            .drainLimit(Duration.ofMillis(50))
            .cancelLimit(Duration.ofMillis(50))
            .start()) {
      runtime.spawn(TaskOptions.named("stubborn"), GivesUp::spin);
    }
  }

  private static String spin() {
    while (!RELEASED.get()) {
      Thread.onSpinWait();
    }
    return "released";
  }
}
