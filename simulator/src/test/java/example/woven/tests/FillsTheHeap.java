package example.woven.tests;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.simulator.Simulation;
import io.miniss.simulator.junit.SimulationTest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestMethodOrder;

/** Launched by a test: a woven class one test of which fills the heap. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FillsTheHeap {
  @Order(1)
  @SuppressWarnings("ModifiedButNotUsed") // that is what fills it
  @SimulationTest(seeds = 1)
  void fills(Simulation simulation) {
    try (MultiCoreRuntime runtime = simulation.runtime().start()) {
      runtime
          .spawn(
              () -> {
                List<byte[]> kept = new ArrayList<>();
                while (true) {
                  kept.add(new byte[1_000_000]);
                }
              })
          .join();
    }
  }

  @Order(2)
  @SimulationTest(seeds = 3)
  void comesAfter(Simulation simulation) {
    try (MultiCoreRuntime runtime = simulation.runtime().start()) {
      runtime.spawn(() -> 1).join();
    }
  }
}
