package io.miniss.simulator;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.shared.SharedFlag;
import io.miniss.simulator.strategy.Pct;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Who waits for room in a queue is told as soon as there is some. */
class RoomTest {
  private static final int CAPACITY = 4;

  /** The first task that a core takes makes room, and runs until who waits for the room has had it. */
  @Test
  void itIsToldBeforeTheTaskThatMadeItRuns() {
    Seeds.assertHolds(
        200,
        SimulationOptions.seed(0)
            .withCores(1)
            .withMaxSteps(20_000)
            .withStrategy(new Pct(2, 100)), // so that the queue is often full before the core looks
        RoomTest::fill);
  }

  private static void fill(Simulation simulation) {
    SharedFlag sent = new SharedFlag(simulation.scheduler(), "all are sent");
    try (MultiCoreRuntime runtime = simulation.runtime().mailboxCapacity(CAPACITY).start()) {
      runtime.spawnOn(
          0,
          () -> {
            while (!sent.getVolatile()) {
              simulation.work(Duration.ofNanos(300));
            }
          });
      for (int i = 0; i < CAPACITY; i++) {
        runtime.spawnOn(0, () -> 1);
      }
      sent.setVolatile(true);
    }
  }
}
