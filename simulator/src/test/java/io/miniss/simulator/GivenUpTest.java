package io.miniss.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.RejectedTaskException;
import io.miniss.simulator.scenario.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code close} gives up on a task that goes on beyond all limits. */
class GivenUpTest {
  @Test
  void whatIsAcceptedMeanwhileEndsLater() {
    for (long seed = 0; seed < 1_000; seed++) {
      assertThat(
          Simulator.run(SimulationOptions.seed(seed).withCores(1), GivenUpTest::closeEarly)
              .failure())
          .as("seed %d", seed)
          .isEmpty();
    }
  }

  private static void closeEarly(Simulation simulation) {
    MultiCoreRuntime runtime =
        simulation
            .runtime()
            .batch(1)
            .drainLimit(Duration.ofNanos(500))
            .cancelLimit(Duration.ofNanos(500))
            .start();
    var _ = runtime.spawnOn(0, () -> simulation.work(Duration.ofNanos(2_000)));
    List<JoinHandle<Integer>> accepted = new ArrayList<>();
    World.Client client =
        simulation.client(
            "client",
            () -> {
              try {
                for (int i = 0; i < 10; i++) {
                  accepted.add(runtime.spawnOn(0, () -> 1));
                }
              } catch (RejectedTaskException expected) {
                // the runtime stops
              }
            });
    var _ = runtime.closeAndReport();
    client.join();
    simulation.work(Duration.ofMillis(200));
    simulation.require(
        accepted.stream().allMatch(each -> each.state().isEnd()),
        "what was accepted has ended: " + accepted);
  }
}
