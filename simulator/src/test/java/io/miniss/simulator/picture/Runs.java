package io.miniss.simulator.picture;

import io.miniss.runtime.Core;
import io.miniss.runtime.Fiber;
import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.TaskOptions;
import io.miniss.simulator.Simulation;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.fault.Faults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Runs to draw. */
final class Runs {
  /** So many fibers take more than 20,000 steps. */
  static final int MANY = 500;

  private Runs() {}

  /** Fibers that sleep and ask the other core, spawned by a client. */
  static SimulationResult passed(int fibers) {
    return Simulator.trace(SimulationOptions.seed(3), simulation -> busy(simulation, fibers));
  }

  /** The same with faults. */
  static SimulationResult withFaults() {
    return Simulator.trace(
        SimulationOptions.seed(3).withFaults(Faults.parse("swarm")),
        simulation -> busy(simulation, 20));
  }

  /** The same, until an invariant fails in the middle of a task. */
  static SimulationResult failed(int fibers) {
    return Simulator.trace(
        SimulationOptions.seed(3),
        simulation -> {
          int[] running = {0};
          simulation.invariant(
              "one at a time",
              () -> simulation.require(
                  running[0] < 2, "\"one\" at a time: <" + running[0] + "> run </script>"));
          try (MultiCoreRuntime runtime = simulation.runtime().start()) {
            busy(simulation, runtime, fibers);
            for (int core = 0; core < simulation.cores(); core++) {
              runtime.spawnFiber(
                  TaskOptions.named("<b>greedy</b>").on(core),
                  () -> {
                    running[0]++;
                    Fiber.sleep(Duration.ofMillis(1));
                    running[0]--;
                    return 0;
                  });
            }
          }
        });
  }

  private static void busy(Simulation simulation, int fibers) throws Exception {
    try (MultiCoreRuntime runtime = simulation.runtime().start()) {
      busy(simulation, runtime, fibers);
    }
  }

  private static void busy(Simulation simulation, MultiCoreRuntime runtime, int fibers) {
    simulation
        .client(
            "spawner",
            () -> {
              List<JoinHandle<Integer>> handles = new ArrayList<>();
              for (int i = 0; i < fibers; i++) {
                handles.add(
                    runtime.spawnFiber(
                        TaskOptions.named("asks-" + i).on(i % simulation.cores()),
                        () -> {
                          Fiber.sleep(Duration.ofNanos(5_000));
                          int other = simulation.cores() - 1 - Core.current().index();
                          return Fiber.await(Core.current().submit(other, () -> 1));
                        }));
              }
              handles.forEach(JoinHandle::join);
            })
        .join();
  }
}
