package io.miniss.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.Core;
import io.miniss.runtime.Fiber;
import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.diagnostics.ShutdownReport;
import io.miniss.runtime.future.Promise;
import io.miniss.runtime.shared.SharedFlag;
import io.miniss.runtime.shared.SharedLong;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.TaskOptions;
import io.miniss.runtime.task.TaskState;
import io.miniss.simulator.fault.Faults;
import io.miniss.simulator.scenario.World;
import io.miniss.simulator.strategy.Strategies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BacklogTest {
  private static final int MESSAGES = 6;

  /** What the ring between two cores holds, whatever the capacity of a mailbox, and a core takes from it in a turn. */
  private static final int SMALLEST_RING = 4;

  /** Far more than core 1 needs to take them all. */
  private static final int MOST_TURNS = 2_000;

  @Test
  void aBusyCoreSendsItsBacklogToo() {
    Seeds.assertHolds(100, 2, BacklogTest::sendWhileBusy);
  }

  private static void sendWhileBusy(Simulation simulation) {
    try (MultiCoreRuntime runtime = simulation.runtime().mailboxCapacity(1).start()) {
      SharedLong received = new SharedLong(simulation.scheduler(), "received");
      Promise<Integer> turnsLeft = runtime.newPromise();
      var _ = runtime.spawnOn(
          0,
          () -> {
            for (int i = 0; i < MESSAGES; i++) {
              runtime.core(1).execute(() -> received.getAndAdd(1));
            }
            beBusy(simulation, received, MOST_TURNS, turnsLeft);
          });
      simulation.require(
          turnsLeft.future().join() > 0, "a core that is busy sends its backlog too");
    }
  }

  /** Each turn of the core has an action until all messages have come. */
  private static void beBusy(
      Simulation simulation, SharedLong received, int turns, Promise<Integer> turnsLeft) {
    if (turns == 0 || received.getVolatile() == MESSAGES) {
      turnsLeft.complete(turns);
    } else {
      simulation.work(Duration.ofNanos(100)); // also a strategy that never preempts lets others run
      Core.current().execute(() -> beBusy(simulation, received, turns - 1, turnsLeft));
    }
  }

  /** Core 1 makes room and goes to sleep at the moment when core 0 does. */
  @Test
  void whatIsSentJustBeforeASleepArrives() {
    Seeds.assertHolds(
        1_000, SimulationOptions.seed(0).withStrategy(Strategies.parse("pos")),
        BacklogTest::sendLastAndSleep);
  }

  private static void sendLastAndSleep(Simulation simulation) {
    try (MultiCoreRuntime runtime = simulation.runtime().mailboxCapacity(1).idle(0, 0).start()) {
      for (int round = 0; round < 20; round++) {
        Promise<String> last = runtime.newPromise();
        runtime.core(0).execute(
            () -> {
              for (int i = 0; i < SMALLEST_RING; i++) {
                runtime.core(1).execute(() -> {});
              }
              runtime.core(1).execute(() -> last.complete("received"));
            });
        simulation.require(last.future().join().equals("received"), "the last message arrives");
      }
    }
  }

  /** Core 0 has nothing to do but to send the rest, for which there is no room before core 1 goes on. */
  @Test
  void aCoreThatSleepsSendsWhenThereIsRoom() {
    Seeds.assertHolds(50, 2, BacklogTest::sendAndSleep);
  }

  private static void sendAndSleep(Simulation simulation) {
    try (MultiCoreRuntime runtime = simulation.runtime().mailboxCapacity(1).start()) {
      JoinHandle<Integer> last =
          runtime
              .spawnOn(
                  0,
                  () -> {
                    var _ = runtime.spawnOn(1, () -> simulation.work(Duration.ofMillis(1)));
                    for (int i = 0; i < MESSAGES; i++) {
                      runtime.core(1).execute(() -> {});
                    }
                    return runtime.spawnOn(1, () -> 1);
                  })
              .join();
      simulation.require(last.join() == 1, "the last message arrives");
    }
  }

  /** Core 1 makes room when core 0 is about to sleep, and will make no more. */
  @Test
  void aCoreAboutToSleepMissesNoRoom() {
    SimulationOptions options =
        SimulationOptions.seed(0).withCores(2).withFaults(Faults.parse("stall=0.05"));
    Seeds.assertHolds(1_000, options, BacklogTest::makeRoomBeforeASleep);
  }

  private static void makeRoomBeforeASleep(Simulation simulation) {
    SharedFlag begun = new SharedFlag(simulation.scheduler(), "begun");
    Duration untilRoom = Duration.ofNanos(simulation.random("time").nextInt(5_000));
    try (MultiCoreRuntime runtime =
        simulation.runtime().mailboxCapacity(1).idle(0, 0).start()) {
      var _ = runtime.spawnOn(
          1,
          () -> {
            begun.setVolatile(true);
            simulation.work(untilRoom);
          });
      JoinHandle<Integer> last =
          runtime
              .spawnOn(
                  0,
                  () -> {
                    while (!begun.getVolatile()) {
                      simulation.work(Duration.ofNanos(100));
                    }
                    for (int i = 0; i < SMALLEST_RING; i++) {
                      runtime.core(1).execute(() -> {});
                    }
                    return runtime.spawnOn(1, () -> 1);
                  })
              .join();
      simulation.require(last.join() == 1, "the last task arrives");
    }
  }

  /** Core 0 is busy beyond the drain limit, and has spawned more than the queues of stealable tasks hold. */
  @Test
  void theStopCancelsStealableTasksInOne() {
    Seeds.assertHolds(50, 1, BacklogTest::stopWithStealableTasks);
  }

  private static void stopWithStealableTasks(Simulation simulation) {
    List<JoinHandle<?>> spawned = new ArrayList<>();
    List<TaskState> seen = new ArrayList<>();
    try (MultiCoreRuntime runtime =
        simulation.runtime().mailboxCapacity(1).batch(1).drainLimit(Duration.ZERO).start()) {
      Promise<Integer> never = runtime.newPromise();
      Promise<Integer> waits = runtime.newPromise();
      var _ = runtime.spawnFiber(
          TaskOptions.defaults().on(0),
          () -> {
            waits.complete(1);
            try {
              return Fiber.await(never.future());
            } finally {
              seen.add(spawned.getLast().state());
            }
          });
      waits.future().join();
      JoinHandle<?> spawner =
          runtime.spawnOn(
              0,
              () -> {
                for (int i = 0; i < 10 * MESSAGES; i++) {
                  spawned.add(runtime.spawn(() -> 1));
                }
                simulation.work(Duration.ofMillis(1));
              });
      while (spawner.state() == TaskState.QUEUED) {
        simulation.work(Duration.ofNanos(300));
      }
    }
    simulation.require(
        seen.equals(List.of(TaskState.CANCELLED)), "the stop finds the last one: " + seen);
  }

  /** Core 1 is busy beyond the drain limit, and core 0 has sent it more than the ring holds. */
  @Test
  void whatWaitsInOneIsCancelledAndCounted() {
    for (long seed = 0; seed < 50; seed++) {
      SimulationOptions options = SimulationOptions.seed(seed).withCores(2);
      SimulationResult result =
          Simulator.run(
              options,
              simulation -> {
                MultiCoreRuntime runtime =
                    simulation
                        .runtime()
                        .mailboxCapacity(2)
                        .drainLimit(Duration.ofMillis(1))
                        .cancelLimit(Duration.ofSeconds(10))
                        .start();
                runtime.spawnOn(1, () -> simulation.work(Duration.ofMillis(100)));
                runtime
                    .spawnOn(
                        0,
                        () -> {
                          for (int i = 0; i < 5; i++) {
                            runtime.core(1).execute(() -> {});
                            var _ = runtime.spawnOn(1, () -> {});
                          }
                        })
                    .join();
                ShutdownReport report = runtime.closeAndReport();
                simulation.require(report.unfinished() == 0, "all have ended: " + report);
                simulation.require(
                    report.cancelled() + report.completed() == report.accepted()
                        && report.cancelled() > 0,
                    "each is counted once: " + report);
              });
      assertThat(result.failure()).as("seed %d", seed).isEmpty();
    }
  }

  /**
   * One thread has begun to ask the cores to stop, and another gives up before it comes to core 0, whose tasks for
   * core 1 wait for room.
   */
  @Test
  void whatWaitsAtTheExitOfACoreEnds() {
    SimulationOptions options =
        SimulationOptions.seed(0).withCores(2).withFaults(Faults.parse("stall=0.05"));
    Seeds.assertHolds(1_000, options, BacklogTest::closeTwice);
  }

  private static void closeTwice(Simulation simulation) {
    MultiCoreRuntime runtime =
        simulation
            .runtime()
            .mailboxCapacity(1)
            .drainLimit(Duration.ofNanos(500))
            .cancelLimit(Duration.ofNanos(500))
            .start();
    var _ = runtime.spawnOn(1, () -> simulation.work(Duration.ofMillis(100)));
    List<JoinHandle<?>> sent = new ArrayList<>();
    runtime
        .spawnOn(
            0,
            () -> {
              for (int i = 0; i < MESSAGES; i++) {
                sent.add(runtime.spawnOn(1, () -> {}));
              }
            })
        .join();
    var _ = runtime.spawnOn(0, () -> simulation.work(Duration.ofMillis(50)));
    World.Client other = simulation.client("closer", runtime::close);
    runtime.close();
    other.join();
    simulation.work(Duration.ofMillis(200));
    simulation.require(
        sent.stream().allMatch(each -> each.state().isEnd()), "each task has ended: " + sent);
  }
}
