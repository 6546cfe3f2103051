package io.miniss.runtime.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.miniss.runtime.diagnostics.Phase;
import io.miniss.runtime.machine.PinningPolicy;
import io.miniss.runtime.shared.Work;
import io.miniss.runtime.spi.Access;
import io.miniss.runtime.spi.Clock;
import io.miniss.runtime.spi.CoreThread;
import io.miniss.runtime.spi.Parker;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.runtime.spi.SharedLocation;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.Placement;
import io.miniss.runtime.task.TaskFailure;
import io.miniss.runtime.task.TaskOptions;
import io.miniss.runtime.task.TaskState;
import io.miniss.runtime.util.Registration;
import io.miniss.runtime.util.TimeLimit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/**
 * The loop of core 0 on the test thread, over a mocked clock, scheduler and parker. Each test says
 * what happens during the loop's sleeps, one after the other; after the last the runtime is shut
 * down, so the loop ends.
 */
@Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
class CoreLoopTest {

  private static final int SPINS = 3;
  private static final int YIELDS = 2;
  private static final int BATCH = 4;

  private final Clock clock = mock();
  private final Scheduler scheduler = mock();
  private final Parker parker = mock();
  private final Deque<Runnable> sleeps = new ArrayDeque<>();
  private final List<String> log = new ArrayList<>();
  private final List<Throwable> reported = new ArrayList<>();
  private final List<Runnable> bodies = new ArrayList<>();
  private Thread loopThread; // the test's, known when it makes the runtime
  private CoreGroup group;

  @BeforeEach
  void mockTheWorld() {
    when(scheduler.startCore(any(), any()))
        .thenAnswer(
            call -> {
              bodies.add(call.getArgument(1));
              return mock(CoreThread.class);
            });
    when(scheduler.currentParker())
        .thenAnswer(call -> Thread.currentThread() == loopThread ? parker : mock(Parker.class));
    when(scheduler.watch(anyString(), anyBoolean(), anyLong(), any())).thenReturn(() -> {});
    when(scheduler.random(anyString())).thenAnswer(call -> new Random(1));
    doAnswer(call -> log.add("spin")).when(scheduler).spinning();
    doAnswer(call -> log.add("yield")).when(scheduler).yielding();
    doAnswer(call -> sleep("park")).when(parker).park();
    doAnswer(call -> sleep("park until " + call.getArgument(0)))
        .when(parker)
        .parkUntil(anyLong());
  }

  private Void sleep(String how) {
    log.add(how);
    if (sleeps.isEmpty()) {
      outside(() -> group.close(0, 0));
    } else {
      sleeps.remove().run();
    }
    return null;
  }

  @Nested
  class Sleeping {

    @Test
    void withoutTimersItParksWithoutADeadlineAndNeverReadsTheClock() {
      start(1);
      sleeps.add(() -> verify(clock, never()).nanos());
      runLoop();
      assertThat(log).contains("park").noneMatch(event -> event.startsWith("park until"));
      assertThat(sleeps).isEmpty();
    }

    @Test
    void itParksUntilTheDeadlineOfTheNextTimer() {
      start(1);
      theClockSays(1_000);
      spawn(
          () -> {
            after(50, "late");
            after(20, "early");
          });
      sleeps.add(() -> theClockSays(1_020));
      sleeps.add(() -> theClockSays(1_050));
      runLoop();
      assertThat(sleepsAndTimers())
          .startsWith("park until 1020", "early", "park until 1050", "late", "park");
    }

    @Test
    void afterAnEarlyReturnFromTheParkItParksForTheSameDeadlineAgain() {
      start(1);
      theClockSays(1_000);
      spawn(() -> after(20, "timer"));
      sleeps.add(() -> theClockSays(1_019));
      sleeps.add(() -> theClockSays(1_020));
      runLoop();
      assertThat(sleepsAndTimers())
          .startsWith("park until 1020", "park until 1020", "timer", "park");
    }

    @Test
    void aFreshTimerGetsItsDeadlineFromTheNextReadingOfTheClock() {
      start(1);
      theClockSays(1_000);
      spawn(
          () -> {
            after(20, "timer");
            theClockSays(5_000); // time passes between the creation and the next turn
          });
      sleeps.add(() -> theClockSays(5_020));
      runLoop();
      assertThat(sleepsAndTimers()).startsWith("park until 5020", "timer");
    }

    @Test
    void aTimerThatWasCancelledIsNotSleptFor() {
      start(1);
      theClockSays(1_000);
      spawn(
          () -> {
            var gone = here().after(10, () -> log.add("gone"));
            after(30, "timer");
            gone.close();
          });
      sleeps.add(() -> theClockSays(1_030));
      runLoop();
      assertThat(sleepsAndTimers()).startsWith("park until 1030", "timer", "park");
    }

    @Test
    void aTimerThatIsClosedElsewhereDoesNotFire() {
      start(1);
      theClockSays(1_000);
      List<Registration> timer = new ArrayList<>();
      spawn(() -> timer.add(here().after(10, () -> log.add("gone"))));
      sleeps.add(() -> outside(() -> timer.getFirst().close()));
      sleeps.add(() -> theClockSays(1_010));
      runLoop();
      assertThat(sleepsAndTimers()).startsWith("park until 1010", "park").doesNotContain("gone");
    }

    @Test
    void aTimerThatIsClosedElsewhereAgainAndAgainIsOneRequest() {
      start(1);
      theClockSays(1_000);
      List<Registration> timer = new ArrayList<>();
      spawn(() -> timer.add(here().after(10, () -> log.add("gone"))));
      int[] pushes = {0};
      sleeps.add(
          () -> {
            doAnswer(
                call -> {
                  SharedLocation location = call.getArgument(1);
                  if (location.describe().equals("remote work of core 0")) {
                    pushes[0]++;
                  }
                  return null;
                })
                .when(scheduler)
                .point(eq(Access.UPDATE), any(SharedLocation.class));
            outside(
                () -> {
                  for (int i = 0; i < 100; i++) {
                    timer.getFirst().close();
                  }
                });
            assertThat(pushes[0]).isEqualTo(1);
          });
      runLoop();
      assertThat(log).doesNotContain("gone");
    }

    @Test
    void itSpinsThenYieldsThenParks() {
      start(1);
      runLoop();
      assertThat(log)
          .startsWith("spin", "spin", "spin", "yield", "yield", "park")
          .hasSizeGreaterThanOrEqualTo(6);
    }

    @Test
    void workStartsTheSpinningAgain() {
      start(1);
      sleeps.add(() -> outside(() -> spawn(() -> log.add("task"))));
      runLoop();
      assertThat(log)
          .startsWith(
              "spin", "spin", "spin", "yield", "yield", "park", //
              "task", //
              "spin", "spin", "spin", "yield", "yield", "park");
    }

    @Test
    void aWakeUpForNothingGoesStraightBackToSleep() {
      start(1);
      sleeps.add(() -> {});
      runLoop();
      assertThat(log)
          .startsWith("spin", "spin", "spin", "yield", "yield", "park", "park");
    }

    @Test
    void aCoreThatMayNotParkOnlySpinsAndYields() {
      group = new CoreGroup(config(1, false, true));
      group.start(new Throwable());
      doAnswer(
          call -> {
            log.add("yield");
            if (log.size() == 50) {
              outside(() -> group.close(0, 0));
            }
            return null;
          })
          .when(scheduler)
          .yielding();
      runLoop();
      assertThat(log).hasSizeGreaterThanOrEqualTo(50).containsOnly("spin", "yield");
      verify(parker, never()).park();
      verify(parker, never()).parkUntil(anyLong());
    }
  }

  @Nested
  class ReadingTheClock {

    @Test
    void theClockIsReadAtMostOnceATurnAndNotAtAllWithoutTimers() {
      start(1);
      List<Long> readings = new ArrayList<>();
      when(clock.nanos())
          .thenAnswer(
              call -> {
                if (Thread.currentThread() == loopThread) {
                  log.add("clock");
                  readings.add(1_000L);
                }
                return 1_000L;
              });
      spawn(() -> log.add("task without a timer"));
      sleeps.add(
          () -> {
            assertThat(readings).isEmpty();
            outside(
                () -> spawn(
                    () -> {
                      for (int i = 0; i < 20; i++) {
                        after(i % 3 == 0 ? 0 : 1_000, "timer");
                      }
                    }));
          });
      runLoop();
      assertThat(readings).isNotEmpty();
      List<String> turns = new ArrayList<>(log);
      turns.removeIf("timer"::equals);
      int first = turns.indexOf("clock");
      int firstSpin = first + turns.subList(first, turns.size()).indexOf("spin");
      // 7 timers are due at once, BATCH of them a turn: two turns, and then one reading each turn.
      assertThat(turns.subList(first, firstSpin)).containsOnly("clock").hasSizeLessThanOrEqualTo(3);
      for (int i = firstSpin; i < turns.indexOf("park until 2000"); i++) {
        assertThat(turns.get(i).equals("clock") && turns.get(i + 1).equals("clock"))
            .as("two readings in one turn: %s", turns)
            .isFalse();
      }
    }
  }

  @Nested
  class Waking {

    @Test
    void severalWakesDuringOneSleepUnparkOnce() {
      start(1);
      sleeps.add(
          () -> outside(
              () -> {
                for (int i = 0; i < 3; i++) {
                  spawn(() -> log.add("task"));
                  group.core(0).deliver(work("returned"));
                }
                verify(parker, times(1)).unpark();
              }));
      runLoop();
      assertThat(log).filteredOn("task"::equals).hasSize(3);
      assertThat(log).filteredOn("returned"::equals).hasSize(3);
    }

    @Test
    void aWakeWhileAwakeNeverUnparks() {
      start(1);
      spawn(
          () -> outside(
              () -> {
                spawn(() -> log.add("task"));
                group.core(0).deliver(work("returned"));
              }));
      sleeps.add(() -> verify(parker, never()).unpark());
      runLoop();
      assertThat(log).contains("task", "returned");
      assertThat(sleeps).isEmpty();
    }

    @Test
    void afterASleepThatATimerEndedAWakeWhileAwakeUnparksNobody() {
      start(1);
      theClockSays(1_000);
      spawn(
          () -> {
            var _ =
                here()
                    .after(
                        10,
                        () -> {
                          outside(() -> spawn(() -> log.add("task")));
                          verify(parker, never()).unpark();
                        });
          });
      sleeps.add(() -> theClockSays(1_010));
      runLoop();
      assertThat(reported).isEmpty();
      assertThat(log).contains("task");
    }

    @Test
    void eachSleepIsWokenByAnUnparkOfItsOwn() {
      start(1);
      for (int i = 1; i <= 3; i++) {
        int sleep = i;
        sleeps.add(
            () -> outside(
                () -> {
                  spawn(() -> log.add("task"));
                  verify(parker, times(sleep)).unpark();
                }));
      }
      runLoop();
      assertThat(log).filteredOn("task"::equals).hasSize(3);
    }

    /**
     * The same arrival at each single access to shared group that the loop makes on its way from
     * awake to parked: wherever it falls, the loop finds the work or the parker has its permit.
     */
    @Test
    void anArrivalAtAnyPointOfTheWayToSleepIsNeverSleptThrough() {
      boolean swept = false;
      int parkedWithPermit = 0;
      int foundWithoutParking = 0;
      for (int at = 1; at < 500 && !swept; at++) {
        CoreLoopTest world = new CoreLoopTest();
        world.mockTheWorld();
        switch (world.arrivalAtPoint(at)) {
          case PARKED_WITH_PERMIT -> parkedWithPermit++;
          case FOUND_WITHOUT_PARKING -> foundWithoutParking++;
          case NO_SUCH_POINT -> swept = true;
          case SLEPT_THROUGH -> throw new AssertionError("lost wake-up: arrival at point " + at);
        }
      }
      assertThat(swept).as("500 points were enough").isTrue();
      assertThat(parkedWithPermit).as("the announced part of the way").isPositive();
      assertThat(foundWithoutParking).as("the part before").isPositive();
    }

    @Test
    void aStealableTaskOfABusyCoreWakesASleeperWhichStealsIt() {
      start(2); // core 1 never runs, so it is awake and does not come to its queue
      for (int i = 0; i < 2; i++) {
        sleeps.add(
            () -> outside(
                () -> group.spawn(TaskKind.PLAIN, TaskOptions.defaults(), logging("stealable"))));
      }
      runLoop();
      assertThat(log).filteredOn("stealable"::equals).hasSize(2);
      verify(parker, times(2 + 1)).unpark(); // the last is the end
      assertThat(group.core(0).diagnostics().stolen()).isEqualTo(1);
    }

    @Test
    void withoutStealingATaskInAnotherCoresQueueWakesNobodyElse() {
      group = new CoreGroup(config(2, true, false));
      group.start(new Throwable());
      sleeps.add(
          () -> outside(
              () -> {
                for (int i = 0; i < 4; i++) {
                  group.spawn(TaskKind.PLAIN, TaskOptions.defaults(), logging("stealable"));
                }
              }));
      runLoop();
      assertThat(log).filteredOn("stealable"::equals).hasSize(2);
      assertThat(group.core(0).diagnostics().stolen()).isZero();
    }
  }

  private enum Arrival {
    SLEPT_THROUGH,
    FOUND_WITHOUT_PARKING,
    PARKED_WITH_PERMIT,
    NO_SUCH_POINT
  }

  private Arrival arrivalAtPoint(int at) {
    start(1);
    int[] points = {0};
    boolean[] arrived = {false};
    boolean[] permit = {false};
    List<Arrival> outcome = new ArrayList<>();
    doAnswer(call -> permit[0] = true).when(parker).unpark();
    doAnswer(
        call -> {
          if (Thread.currentThread() == loopThread && !arrived[0] && ++points[0] == at) {
            arrived[0] = true;
            outside(() -> spawn(() -> log.add("task")));
          }
          return null;
        })
        .when(scheduler)
        .point(any(Access.class), any(SharedLocation.class));
    sleeps.add(
        () -> {
          if (!arrived[0]) {
            outcome.add(Arrival.NO_SUCH_POINT);
          } else if (log.contains("task")) {
            outcome.add(Arrival.FOUND_WITHOUT_PARKING);
          } else {
            outcome.add(permit[0] ? Arrival.PARKED_WITH_PERMIT : Arrival.SLEPT_THROUGH);
          }
          arrived[0] = true;
        });
    runLoop();
    return outcome.getFirst();
  }

  @Nested
  class Serving {

    @Test
    void everySourceIsServedInEveryTurnAndNoneAboveItsBatch() {
      start(1);
      theClockSays(1_000);
      spawn(() -> after(0, "timer"));
      for (int i = 1; i < 2 * BATCH + 2; i++) {
        spawn(() -> log.add("inbox"));
      }
      runLoop();
      // The first batch of the inbox begins with the task that starts the timer.
      assertThat(work())
          .startsWith("inbox", "inbox", "inbox", "timer", "inbox", "inbox", "inbox", "inbox");
    }

    @Test
    void stealableTasksAreServedInEveryTurn() {
      start(1);
      for (int i = 0; i < 2 * BATCH; i++) {
        spawn(() -> log.add("inbox"));
      }
      outside(
          () -> group.spawn(TaskKind.PLAIN, TaskOptions.defaults(), logging("stealable")));
      runLoop();
      assertThat(work()).startsWith("inbox", "inbox", "inbox", "inbox", "stealable", "inbox");
    }

    @Test
    void timersTakeABatchATurn() {
      start(1);
      theClockSays(1_000);
      spawn(
          () -> {
            for (int i = 0; i <= BATCH; i++) {
              after(0, "timer");
            }
          });
      for (int i = 0; i < BATCH; i++) {
        spawn(() -> log.add("inbox"));
      }
      runLoop();
      assertThat(work())
          .containsExactly(
              "inbox", "inbox", "inbox", "timer", "timer", "timer", "timer", "inbox", "timer");
    }

    @Test
    void whatBecomesReadyDuringABatchWaitsForTheNextTurn() {
      start(1);
      when(clock.nanos()).thenReturn(1_000L, 1_001L); // due in the second turn
      int[] left = {3 * BATCH};
      spawn(
          () -> {
            after(1, "timer");
            here().enqueue(again(left));
          });
      runLoop();
      assertThat(work()).startsWith("ready", "timer", "ready").hasSize(3 * BATCH + 1);
    }

    @Test
    void aTaskThatThrowsEndsAloneAndTheLoopGoesOn() {
      start(1);
      StackOverflowError overflow = new StackOverflowError("thrown by a task");
      JoinHandle<Object> failing =
          spawn(
              () -> {
                throw overflow;
              });
      spawn(() -> log.add("next"));
      runLoop();
      assertThat(log).contains("next");
      assertThat(failing.state()).isEqualTo(TaskState.FAILED);
      assertThat(failing.future().failure()).isInstanceOf(TaskFailure.class).hasCause(overflow);
    }

    @Test
    void aVirtualMachineErrorBetweenTwoTasksIsReportedAndTheLoopGoesOn() {
      start(1);
      OutOfMemoryError outOfMemory = new OutOfMemoryError("between two tasks");
      when(clock.nanos()).thenThrow(outOfMemory).thenReturn(1_000L);
      spawn(() -> after(0, "timer"));
      runLoop();
      assertThat(reported).containsExactly(outOfMemory);
      assertThat(log).contains("timer");
    }

    @Test
    void eachVirtualMachineErrorBetweenTasksIsReported() {
      start(1);
      OutOfMemoryError first = new OutOfMemoryError("the first");
      OutOfMemoryError second = new OutOfMemoryError("the second");
      Deque<OutOfMemoryError> toThrow = new ArrayDeque<>(List.of(first));
      when(clock.nanos())
          .thenAnswer(
              call -> {
                if (!toThrow.isEmpty()) {
                  throw toThrow.poll();
                }
                return 1_000L;
              });
      Runnable failsAgain =
          () -> {
            toThrow.add(second);
            after(0, "after the second");
          };
      spawn(() -> here().after(0, failsAgain));
      runLoop();
      assertThat(reported).containsExactly(first, second);
      assertThat(log).contains("after the second");
    }

    @Test
    void aDefectOfTheLoopEndsTheRuntimeInsteadOfHangingIt() {
      start(1);
      IllegalStateException defect = new IllegalStateException("a defect");
      when(clock.nanos()).thenThrow(defect).thenReturn(1_000L);
      spawn(() -> after(0, "timer"));
      assertThatThrownBy(() -> bodies.getFirst().run()).isSameAs(defect);
      assertThat(reported).containsExactly(defect);
      assertThat(group.phase()).isEqualTo(Phase.TERMINATED);
    }

    @Test
    void aDefectKeepsOtherCoresFromStartingTasks() {
      start(2);
      IllegalStateException defect = new IllegalStateException("a defect");
      when(clock.nanos()).thenThrow(defect).thenReturn(1_000L);
      spawn(() -> after(0, "timer"));
      List<JoinHandle<Object>> queued = new ArrayList<>();
      outside(
          () -> queued.add(
              group.spawn(TaskKind.PLAIN, TaskOptions.defaults().on(1), logging("queued"))));
      assertThatThrownBy(() -> bodies.getFirst().run()).isSameAs(defect);
      bodies.getLast().run();
      assertThat(log).doesNotContain("queued");
      assertThat(queued.getFirst().state()).isEqualTo(TaskState.CANCELLED);
    }
  }

  @Nested
  class Ending {

    @Test
    void afterAShutdownTheSleeperIsWokenOnceAndTheBodyReturns() {
      start(1);
      sleeps.add(
          () -> {
            outside(() -> assertThat(group.shutdown(TimeLimit.NONE).isDone()).isFalse());
            verify(parker, times(1)).unpark();
          });
      bodies.getFirst().run();
      assertThat(group.phase()).isEqualTo(Phase.TERMINATED);
      assertThat(group.terminated().join().isClean()).isTrue();
    }

    @Test
    void aTaskThatWasAcceptedBeforeTheShutdownIsDone() {
      start(1);
      theClockSays(1_000);
      sleeps.add(
          () -> outside(
              () -> {
                spawn(() -> log.add("accepted before"));
                var _ = group.shutdown(TimeLimit.NONE);
              }));
      bodies.getFirst().run();
      assertThat(log).contains("accepted before");
      assertThat(group.terminated().join().completed()).isEqualTo(1);
    }

    @Test
    void aShutdownWithALimitSleepsUntilThatLimitWhileSomethingIsUnfinished() {
      start(2); // the task is placed on core 1, which never runs
      theClockSays(1_000);
      sleeps.add(
          () -> outside(
              () -> {
                group.spawn(TaskKind.PLAIN, TaskOptions.defaults().on(1), logging("never"));
                var _ = group.shutdown(TimeLimit.ofNanos(500));
              }));
      sleeps.add(() -> {});
      runLoop();
      assertThat(log).contains("park until 1500").doesNotContain("never");
    }
  }

  // ---- the world ----

  private void start(int cores) {
    group = new CoreGroup(config(cores, true, true));
    group.start(new Throwable());
  }

  private RuntimeConfig config(int cores, boolean parking, boolean stealing) {
    loopThread = Thread.currentThread();
    return new RuntimeConfig(
        "test",
        cores,
        new RuntimeConfig.Capacities(64, 64, 64),
        new RuntimeConfig.Serving(BATCH, stealing, Placement.ROUND_ROBIN),
        new RuntimeConfig.Idle(SPINS, YIELDS, parking),
        new RuntimeConfig.Limits(0, 0, 0, 1_000_000_000, 1_000_000_000),
        true,
        PinningPolicy.none(),
        (failure, where) -> reported.add(failure),
        clock,
        scheduler);
  }

  private void runLoop() {
    bodies.getFirst().run();
    assertThat(group.phase()).isEqualTo(Phase.TERMINATED);
  }

  private void theClockSays(long nanos) {
    when(clock.nanos()).thenReturn(nanos);
  }

  private void after(long nanos, String name) {
    var _ = here().after(nanos, () -> log.add(name));
  }

  /** Spawns on core 0, from an external thread. */
  private JoinHandle<Object> spawn(Runnable body) {
    List<JoinHandle<Object>> handle = new ArrayList<>();
    outside(
        () -> handle.add(
            group.spawn(
                TaskKind.PLAIN,
                TaskOptions.defaults().on(0),
                () -> {
                  body.run();
                  return "done";
                })));
    return handle.getFirst();
  }

  private Callable<Object> logging(String name) {
    return () -> log.add(name);
  }

  private Work work(String name) {
    return new Work() {
      @Override
      public void run() {
        log.add(name);
      }
    };
  }

  private Work again(int[] left) {
    return new Work() {
      @Override
      public void run() {
        log.add("ready");
        if (--left[0] > 0) {
          here().enqueue(again(left));
        }
      }
    };
  }

  /** Does {@code action} on another thread, all of it, while the loop stands still. */
  private static void outside(Runnable action) {
    CompletableFuture<Void> end = new CompletableFuture<>();
    Thread.ofPlatform()
        .name("outside")
        .start(
            () -> {
              try {
                action.run();
                end.complete(null);
              } catch (Throwable e) {
                end.completeExceptionally(e);
              }
            });
    end.join();
  }

  private List<String> sleepsAndTimers() {
    List<String> events = new ArrayList<>(log);
    events.removeIf(event -> event.equals("spin") || event.equals("yield"));
    return events;
  }

  private List<String> work() {
    List<String> events = sleepsAndTimers();
    events.removeIf(event -> event.startsWith("park"));
    return events;
  }

  private static CoreLoop here() {
    return Objects.requireNonNull(CoreLoop.current(), "only a core runs this");
  }
}
