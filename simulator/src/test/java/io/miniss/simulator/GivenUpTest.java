package io.miniss.simulator;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.shared.SharedFlag;
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
    Seeds.assertHolds(1_000, 1, GivenUpTest::closeEarly);
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

  /** The mailbox is full, and nobody takes anything from it before the runtime has ended. */
  @Test
  void whoWaitsForRoomIsRejectedAtTheEnd() {
    Seeds.assertHolds(200, 1, GivenUpTest::closeWhileFull);
  }

  private static void closeWhileFull(Simulation simulation) {
    MultiCoreRuntime runtime =
        simulation
            .runtime()
            .mailboxCapacity(1)
            .drainLimit(Duration.ofMillis(1))
            .cancelLimit(Duration.ofMillis(1))
            .start();
    var _ = runtime.spawnOn(0, () -> simulation.work(Duration.ofHours(1)));
    SharedFlag rejected = new SharedFlag(simulation.scheduler(), "rejected");
    World.Client client =
        simulation.client(
            "client",
            () -> {
              try {
                while (true) {
                  var _ = runtime.spawnOn(0, () -> {});
                }
              } catch (RejectedTaskException expected) {
                rejected.setVolatile(true);
              }
            });
    var _ = runtime.closeAndReport();
    simulation.work(Duration.ofMillis(1));
    simulation.require(rejected.getVolatile(), "the client does not wait for room any more");
    client.join();
  }
}
