package io.miniss.simulator;

import io.miniss.runtime.Fiber;
import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.cancel.CancelledException;
import io.miniss.runtime.diagnostics.Phase;
import io.miniss.runtime.diagnostics.ShutdownReport;
import io.miniss.runtime.future.Future;
import io.miniss.runtime.future.Promise;
import io.miniss.runtime.shared.SharedFlag;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.RejectedTaskException;
import io.miniss.runtime.task.TaskOptions;
import io.miniss.simulator.fault.Faults;
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

  /** A runtime that gives up on what takes longer than a microsecond. */
  private static MultiCoreRuntime.Builder impatient(Simulation simulation) {
    return simulation
        .runtime()
        .drainLimit(Duration.ofNanos(500))
        .cancelLimit(Duration.ofNanos(500));
  }

  private static void closeEarly(Simulation simulation) {
    MultiCoreRuntime runtime = impatient(simulation).batch(1).start();
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

  /** Core 0 hands over more than there is room for, and core 1 does not come back in time. */
  @Test
  void whatWasRejectedIsNotAccepted() {
    Seeds.assertHolds(50, 2, GivenUpTest::rejectBeforeTheEnd);
  }

  private static void rejectBeforeTheEnd(Simulation simulation) {
    MultiCoreRuntime runtime =
        impatient(simulation).mailboxCapacity(1).backlogCapacity(1).start();
    int[] accepted = {2};
    runtime.spawnOn(1, () -> simulation.work(Duration.ofMillis(100)));
    runtime
        .spawnOn(
            0,
            () -> {
              for (int i = 0; i < 20; i++) {
                try {
                  runtime.core(1).execute(() -> {});
                  accepted[0]++;
                } catch (RejectedTaskException expected) {
                  // no room
                }
              }
            })
        .join();
    ShutdownReport report = runtime.closeAndReport();
    simulation.require(accepted[0] < 22, "some are rejected");
    simulation.require(report.accepted() == accepted[0], accepted[0] + ", and " + report);
    simulation.work(Duration.ofMillis(200));
  }

  /** More is queued than the core serves before it exits. */
  @Test
  void whoWaitsOnItsCoreIsToldOfTheCancellation() {
    Seeds.assertHolds(200, 1, GivenUpTest::waitForQueued);
  }

  private static void waitForQueued(Simulation simulation) {
    MultiCoreRuntime runtime = impatient(simulation).batch(1).start();
    List<JoinHandle<Integer>> queued = new ArrayList<>();
    List<Throwable> told = new ArrayList<>();
    var _ = runtime.spawnOn(
        0,
        () -> {
          simulation.work(Duration.ofMillis(100));
          queued.getLast().future().onComplete((value, failure) -> told.add(failure));
        });
    for (int i = 0; i < 10; i++) {
      queued.add(runtime.spawnOn(0, () -> 1));
    }
    var _ = runtime.closeAndReport();
    simulation.work(Duration.ofMillis(200));
    simulation.require(
        told.size() == 1 && told.getFirst() instanceof CancelledException,
        "it ends as the task that it waits for: " + told);
  }

  /** Core 0 exits while core 1, whose task goes on, registers at a future of core 0. */
  @Test
  void whoIsRefusedIsGivenTheResult() {
    SimulationOptions options =
        SimulationOptions.seed(0).withCores(2).withFaults(Faults.parse("stall=0.05"));
    Seeds.assertHolds(1_000, options, GivenUpTest::registerAtTheExit);
  }

  private static void registerAtTheExit(Simulation simulation) {
    MultiCoreRuntime runtime = impatient(simulation).batch(1).start();
    Promise<Integer> promise = runtime.newPromise();
    Future<Integer> derived =
        runtime.spawnOn(0, () -> promise.future().map(value -> value)).join();
    Promise<Integer> begun = runtime.newPromise();
    List<Object> told = new ArrayList<>();
    var _ = runtime.spawnOn(
        1,
        () -> {
          begun.complete(1);
          while (runtime.phase() != Phase.TERMINATED) {
            simulation.work(Duration.ofNanos(300));
          }
          promise.complete(1);
          derived.onComplete((value, failure) -> told.add(failure == null ? value : failure));
          simulation.work(Duration.ofSeconds(1)); // core 0 has exited before core 1 does
        });
    begun.future().join();
    var _ = runtime.closeAndReport();
    simulation.work(Duration.ofSeconds(2));
    Object result = derived.isFailed() ? derived.failure() : derived.getNow();
    simulation.require(told.equals(List.of(result)), "told " + told + " of " + result);
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

  /** Nobody serves the timers of a core that is gone. */
  @Test
  void aFiberInAShieldEndsWithItsCore() {
    Seeds.assertHolds(200, 1, GivenUpTest::sleepInAShield);
  }

  private static void sleepInAShield(Simulation simulation) {
    MultiCoreRuntime runtime = impatient(simulation).start();
    Duration day = Duration.ofDays(1);
    JoinHandle<?> fiber =
        runtime.spawnFiber(
            TaskOptions.defaults().on(0), () -> Fiber.shield(day, () -> Fiber.sleep(day)));
    simulation.work(Duration.ofNanos(5_000));
    var _ = runtime.spawnOn(0, () -> simulation.work(Duration.ofNanos(50_000)));
    var _ = runtime.closeAndReport();
    simulation.work(Duration.ofMillis(200));
    simulation.require(fiber.state().isEnd(), "the fiber has ended: " + fiber.state());
  }

  /** All tasks have ended; the thread of the core is waited for within the same limits. */
  @Test
  void aStuckContinuationIsWaitedForOnce() {
    Seeds.assertHolds(200, 1, GivenUpTest::closeBeforeAContinuation);
  }

  private static void closeBeforeAContinuation(Simulation simulation) {
    Duration limit = Duration.ofMillis(10);
    MultiCoreRuntime runtime =
        simulation.runtime().drainLimit(limit).cancelLimit(limit).start();
    runtime
        .spawnOn(
            0,
            () -> Future.completed(1)
                .onComplete((value, failure) -> simulation.work(Duration.ofHours(1))))
        .join();
    long begun = simulation.clock().nanos();
    var _ = runtime.closeAndReport();
    Duration took = Duration.ofNanos(simulation.clock().nanos() - begun);
    simulation.require(took.compareTo(Duration.ofMillis(21)) < 0, "closing took " + took);
  }
}
