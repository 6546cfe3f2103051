package io.miniss.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.simulator.scenario.World;
import io.miniss.simulator.strategy.Strategies;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A thread cancels a task while the runtime ends. */
class CancelAtTheEndTest {
  @Test
  void theResultIsThereWhenCloseReturns() {
    SimulationOptions options =
        SimulationOptions.seed(0)
            .withCores(1)
            .withStrategy(Strategies.parse("pos"));
    for (long seed = 0; seed < 10_000; seed++) {
      assertThat(
          Simulator.run(options.withSeed(seed), CancelAtTheEndTest::cancelAndClose).failure())
          .as("seed %d", seed)
          .isEmpty();
    }
  }

  private static void cancelAndClose(Simulation simulation) {
    MultiCoreRuntime runtime = simulation.runtime().start();
    var _ = runtime.spawnOn(0, () -> simulation.work(Duration.ofNanos(3_000)));
    JoinHandle<Integer> queued = runtime.spawnOn(0, () -> 1);
    World.Client client = simulation.client("client", () -> queued.cancel("no longer wanted"));
    runtime.close();
    simulation.require(queued.future().isDone(), "a task that has ended has a result");
    client.join();
  }
}
