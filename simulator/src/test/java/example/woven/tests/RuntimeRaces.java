package example.woven.tests;

import io.miniss.runtime.Core;
import io.miniss.runtime.Fiber;
import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.task.TaskOptions;
import io.miniss.simulator.Simulation;
import io.miniss.simulator.junit.SimulationTest;
import io.miniss.simulator.weave.BenignRace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Launched by a test: tasks that share plain data, and nothing of the runtime orders them. */
@SuppressWarnings("all")
class RuntimeRaces {
  private int value;

  @BenignRace("whoever is last decides")
  private int last;

  @SimulationTest(seeds = 300)
  void betweenCores(Simulation simulation) {
    try (MultiCoreRuntime runtime = simulation.runtime().start()) {
      var one = runtime.spawnOn(0, () -> value = 1);
      var other = runtime.spawnOn(1, () -> value = 1);
      one.join();
      other.join();
    }
  }

  @SimulationTest(seeds = 300)
  void betweenMainAndTask(Simulation simulation) {
    try (MultiCoreRuntime runtime = simulation.runtime().start()) {
      var task = runtime.spawn(() -> value = 1);
      value = 2;
      task.join();
    }
  }

  @SimulationTest(seeds = 300)
  void betweenFibers(Simulation simulation) {
    Map<String, Integer> map = new HashMap<>();
    try (MultiCoreRuntime runtime = simulation.runtime().start()) {
      var one = runtime.spawnFiber(TaskOptions.defaults().on(0), () -> map.put("a", 1));
      var other = runtime.spawnFiber(TaskOptions.defaults().on(1), () -> map.put("b", 1));
      one.join();
      other.join();
    }
  }

  @SimulationTest(seeds = 300)
  void betweenStealableTasks(Simulation simulation) {
    List<Integer> list = new ArrayList<>();
    try (MultiCoreRuntime runtime = simulation.runtime().start()) {
      var one = runtime.spawn(() -> list.add(1));
      var other = runtime.spawn(() -> list.add(2));
      one.join();
      other.join();
    }
  }

  @SimulationTest(seeds = 300)
  void afterFutureOfAnother(Simulation simulation) {
    try (MultiCoreRuntime runtime = simulation.runtime().start()) {
      var one = runtime.spawnOn(0, () -> value = 1);
      var other = runtime.spawnFiber(
          TaskOptions.defaults().on(1),
          () -> {
            Fiber.await(Core.current().submit(1, () -> 0));
            return value;
          });
      one.join();
      other.join();
    }
  }

  @SimulationTest(seeds = 300)
  void inTimer(Simulation simulation) {
    try (MultiCoreRuntime runtime = simulation.runtime().start()) {
      runtime.spawnOn(1, () -> Core.current().after(Duration.ofNanos(1), () -> value++)).join();
      runtime.spawnOn(0, () -> value++).join();
    }
  }

  @SimulationTest(seeds = 100)
  void onBenignField(Simulation simulation) {
    try (MultiCoreRuntime runtime = simulation.runtime().start()) {
      var one = runtime.spawnOn(0, () -> last = 1);
      var other = runtime.spawnOn(1, () -> last = 2);
      one.join();
      other.join();
    }
  }

  @SimulationTest(seeds = 100, races = false)
  void whereNobodyLooks(Simulation simulation) {
    try (MultiCoreRuntime runtime = simulation.runtime().start()) {
      var one = runtime.spawnOn(0, () -> value = 1);
      var other = runtime.spawnOn(1, () -> value = 1);
      one.join();
      other.join();
    }
  }
}
