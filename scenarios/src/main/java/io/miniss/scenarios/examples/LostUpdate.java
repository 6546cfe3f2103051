package io.miniss.scenarios.examples;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.shared.SharedReference;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.scenario.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A bug to look at: two cores count in one place by reading and then writing, instead of by a message
 * to the core that owns the count. On the machine it loses an update once in a blue moon.
 */
public final class LostUpdate implements Scenario {
  @Override
  public String name() {
    return "lost-update";
  }

  @Override
  public String description() {
    return "a bug: two cores read a count and write it back, and an update is lost";
  }

  @Override
  public boolean showsBug() {
    return true;
  }

  @Override
  public void run(World world) {
    try (MultiCoreRuntime runtime = world.runtime().start()) {
      SharedReference<Integer> count =
          new SharedReference<>(world.scheduler(), "the count", 0);
      List<JoinHandle<?>> tasks = new ArrayList<>();
      for (int core = 0; core < world.cores(); core++) {
        tasks.add(
            runtime.spawnOn(
                core, () -> count.setVolatile(Objects.requireNonNull(count.getVolatile()) + 1)));
      }
      tasks.forEach(JoinHandle::join);
      world.require(
          Objects.equals(count.getVolatile(), world.cores()),
          "every core counted once: expected " + world.cores() + ", counted "
              + count.getVolatile());
    }
  }
}
