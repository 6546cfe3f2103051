package io.miniss.simulator;

import io.miniss.runtime.Core;
import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.shared.SharedLong;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.Placement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where tasks without a core go, if nobody steals them. */
class PlacementTest {
  private static final int CORES = 3;
  private static final int EACH = 2;

  @Test
  void coresGiveStealableTasksToEachInTurn() {
    Seeds.assertHolds(
        50, CORES, simulation -> spawnFromCore(simulation, Placement.ROUND_ROBIN));
  }

  @Test
  void theLeastLoadedGetsTheNextTask() {
    Seeds.assertHolds(
        50, CORES, simulation -> spawnFromCore(simulation, Placement.LEAST_LOADED));
  }

  /** All cores are busy, so nothing that was put somewhere is taken before all is. */
  private static void spawnFromCore(Simulation simulation, Placement placement) {
    SharedLong[] ran = new SharedLong[CORES];
    for (int core = 0; core < CORES; core++) {
      ran[core] = new SharedLong(simulation.scheduler(), "ran on core " + core);
    }
    try (MultiCoreRuntime runtime =
        simulation.runtime().stealing(false).placement(placement).start()) {
      for (int core = 1; core < CORES; core++) {
        var _ = runtime.spawnOn(core, () -> simulation.work(Duration.ofSeconds(1)));
      }
      List<JoinHandle<?>> tasks = new ArrayList<>();
      runtime
          .spawnOn(
              0,
              () -> {
                simulation.work(Duration.ofMillis(1));
                for (int i = 0; i < CORES * EACH; i++) {
                  tasks.add(runtime.spawn(() -> ran[Core.current().index()].getAndAdd(1)));
                }
              })
          .join();
      tasks.forEach(JoinHandle::join);
    }
    for (SharedLong each : ran) {
      simulation.require(each.getVolatile() == EACH, "each core has its share: " + each);
    }
  }
}
