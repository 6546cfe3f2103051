package io.miniss.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.diagnostics.ShutdownReport;
import io.miniss.runtime.future.Promise;
import io.miniss.runtime.shared.SharedLong;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.RejectedTaskException;
import io.miniss.simulator.fault.Faults;
import io.miniss.simulator.scenario.World;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Threads that are no cores submit, wait for room and for results, also at the end and at a limit. */
class ExternalThreadsTest {
  /** Beyond this, the list of those who wait for room is emptied of those who have left. */
  private static final int MAX_LEFT = 64;

  private static final int AFTER_THE_LAST_SWEEP = 10;

  @Test
  void resultsBeforeTheLimitAreReturned() {
    Seeds.assertHolds(
        1_000,
        SimulationOptions.seed(0).withCores(1).withFaults(Faults.parse("stall=0.1")),
        ExternalThreadsTest::joinAtTheLimit);
  }

  private static void joinAtTheLimit(Simulation simulation) {
    try (MultiCoreRuntime runtime = simulation.runtime().start()) {
      Promise<Integer> promise = runtime.newPromise();
      SharedLong completed = new SharedLong(simulation.scheduler(), "time of completion");
      World.Client completer =
          simulation.client(
              "completer",
              () -> {
                simulation.work(Duration.ofNanos(500));
                promise.complete(1);
                completed.setVolatile(simulation.clock().nanos());
              });
      long limit = 5_000;
      long begin = simulation.clock().nanos();
      try {
        promise.future().join(Duration.ofNanos(limit));
      } catch (TimeoutException e) {
        long time = completed.getVolatile();
        simulation.require(
            time == 0 || time >= begin + limit,
            "a result of " + time + " is returned until " + (begin + limit));
      }
      completer.join();
    }
  }

  @Test
  void rejectedSendersLeaveNothingBehind() {
    SimulationResult result =
        Simulator.trace(
            SimulationOptions.seed(0).withCores(1), ExternalThreadsTest::failToSpawn);
    assertThat(result.failure()).isEmpty();
    Trace trace = result.trace().orElseThrow();
    long toldByCore =
        trace
            .effects()
            .stream()
            .filter(each -> trace.threads().get(each.thread()).contains("core"))
            .filter(each -> each.describe().startsWith("writes external thread waiting for room"))
            .count();
    assertThat(toldByCore).isEqualTo(AFTER_THE_LAST_SWEEP);
  }

  private static void failToSpawn(Simulation simulation) {
    try (MultiCoreRuntime runtime =
        simulation.runtime().mailboxCapacity(1).spawnLimit(Duration.ofNanos(100)).start()) {
      var _ = runtime.spawnOn(0, () -> simulation.work(Duration.ofSeconds(1)));
      for (int i = 0; i < 4 * MAX_LEFT + AFTER_THE_LAST_SWEEP; i++) {
        try {
          var _ = runtime.spawnOn(0, () -> {});
        } catch (RejectedTaskException expected) {
          // no room
        }
      }
    }
  }

  @Test
  void lateSubmissionsEndNoTaskThatRuns() {
    Seeds.assertHolds(2_000, 2, ExternalThreadsTest::submitWhileItDrains);
  }

  private static void submitWhileItDrains(Simulation simulation) {
    MultiCoreRuntime runtime = simulation.runtime().start();
    Promise<Integer> last = runtime.newPromise();
    JoinHandle<Integer> waiting = runtime.spawnFiber(() -> last.future().join());
    runtime.shutdown();
    World.Client late =
        simulation.client(
            "late",
            () -> {
              for (int i = 0; i < 30; i++) {
                try {
                  var _ = runtime.spawn(() -> 2);
                } catch (RejectedTaskException expected) {
                  // it drains
                }
              }
              last.complete(1);
            });
    late.join();
    ShutdownReport report = runtime.closeAndReport();
    simulation.require(
        report.completed() == 1 && waiting.future().getNow() == 1,
        "the fiber ends as it likes: " + report);
  }

  /** The submission comes while the runtime ends: all of that may happen between any two of its steps. */
  @Test
  void whatIsAcceptedIsInTheReport() {
    Seeds.assertHolds(
        1_000,
        SimulationOptions.seed(0).withCores(1).withFaults(Faults.parse("stall=0.1")),
        ExternalThreadsTest::submitWhileItEnds);
  }

  private static void submitWhileItEnds(Simulation simulation) {
    MultiCoreRuntime runtime = simulation.runtime().start();
    SharedLong accepted = new SharedLong(simulation.scheduler(), "accepted");
    World.Client late =
        simulation.client(
            "late",
            () -> {
              try {
                var _ = runtime.spawn(() -> 1);
                accepted.setVolatile(1);
              } catch (RejectedTaskException expected) {
                // it drains
              }
            });
    ShutdownReport report = runtime.shutdown().join();
    late.join();
    simulation.require(
        report.accepted() == accepted.getVolatile(),
        "the report counts what was accepted: " + report);
  }
}
