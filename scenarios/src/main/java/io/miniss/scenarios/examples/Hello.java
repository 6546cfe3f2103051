package io.miniss.scenarios.examples;

import io.miniss.runtime.Core;
import io.miniss.runtime.Fiber;
import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.scenario.World;
import java.time.Duration;

/** The first program: a task, a fiber that waits, and a message to another core. */
public final class Hello implements Scenario {
  @Override
  public String name() {
    return "hello";
  }

  @Override
  public String description() {
    return "the first program: a task, a fiber that waits, a message to another core";
  }

  @Override
  public void run(World world) {
    try (MultiCoreRuntime runtime = world.runtime().start()) {
      int last = runtime.coreCount() - 1;
      JoinHandle<Integer> task = runtime.spawn(() -> 6 * 3);
      JoinHandle<Integer> fiber =
          runtime.spawnFiber(
              () -> {
                Fiber.sleep(Duration.ofMillis(10));
                int elsewhere = Fiber.await(Core.current().submit(last, () -> 4));
                return elsewhere + Fiber.await(task.future()) + 20;
              });
      world.require(fiber.join() == 42, "4 + 18 + 20 is 42, not " + fiber.join());
    }
  }
}
