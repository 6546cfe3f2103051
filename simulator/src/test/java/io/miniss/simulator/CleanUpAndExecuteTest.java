package io.miniss.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.miniss.runtime.Core;
import io.miniss.runtime.Fiber;
import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.cancel.CancelledException;
import io.miniss.runtime.cancel.DeadlineExceededException;
import io.miniss.runtime.diagnostics.ShutdownReport;
import io.miniss.runtime.future.Promise;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.RejectedTaskException;
import io.miniss.runtime.task.TaskOptions;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Executed actions, shields, deadlines and rejections of the runtime, over many schedules. */
class CleanUpAndExecuteTest {
  private static final int SEEDS = 300;

  @Test
  void everyAcceptedActionRunsBeforeTheEnd() {
    Seeds.assertHolds(
        SEEDS, 2,
        simulation -> {
          int[] accepted = {0};
          int[] ran = {0};
          MultiCoreRuntime runtime = simulation.runtime().mailboxCapacity(2).start();
          runtime.spawnOn(
              0,
              () -> {
                for (int i = 0; i < 4; i++) {
                  try {
                    Core.current().runtime().core(1).execute(() -> ran[0]++);
                    accepted[0]++;
                  } catch (RejectedTaskException ended) {
                    return;
                  }
                }
              });
          ShutdownReport report = runtime.closeAndReport();
          simulation.require(
              ran[0] == accepted[0],
              "accepted %d, ran %d: %s".formatted(accepted[0], ran[0], report));
          simulation.require(
              report.completed() == accepted[0] + 1, "the task and the actions: " + report);
        });
  }

  @Test
  void afterItsShieldACancelledFiberDoesNotWait() {
    Seeds.assertHolds(
        SEEDS, 2,
        simulation -> {
          try (MultiCoreRuntime runtime = simulation.runtime().start()) {
            Promise<String> shielded = runtime.newPromise();
            JoinHandle<String> fiber =
                runtime.spawnFiber(
                    () -> {
                      Fiber.shield(
                          Duration.ofSeconds(1),
                          () -> {
                            shielded.complete("yes");
                            Fiber.sleep(Duration.ofMillis(1));
                          });
                      new CountDownLatch(1).await();
                      return "not reached";
                    });
            simulation.require(shielded.future().join().equals("yes"), "it has begun");
            fiber.cancel("enough");
            assertThatExceptionOfType(CancelledException.class).isThrownBy(fiber::join);
          }
        });
  }

  @Test
  void aShieldedWaitOutlastsACancelAtAnyMoment() {
    Seeds.assertHolds(
        SEEDS, 2,
        simulation -> {
          String[] cleaned = {"not begun"};
          try (MultiCoreRuntime runtime = simulation.runtime().start()) {
            Promise<String> never = runtime.newPromise();
            JoinHandle<Void> fiber =
                runtime.spawnFiber(
                    TaskOptions.defaults().on(0),
                    () -> {
                      try {
                        Fiber.await(never.future());
                      } finally {
                        cleaned[0] = "begun";
                        Fiber.shield(
                            Duration.ofSeconds(1),
                            () -> {
                              Fiber.yieldNow();
                              Fiber.await(Core.current().submit(1, () -> "closed"));
                              Fiber.sleep(Duration.ofMillis(1));
                              cleaned[0] = "done";
                            });
                      }
                    });
            fiber.cancel("first");
            fiber.cancel("second");
            try {
              fiber.join();
              simulation.require(false, "the fiber was cancelled");
            } catch (CancelledException cancelled) {
              simulation.require(!cleaned[0].equals("begun"), "clean-up that begins is done");
            }
          }
        });
  }

  /** Cancels a fiber that does {@code cleanUp} once it is cancelled; returns how long that takes, in nanoseconds. */
  private static long cleanUpTime(Simulation simulation, Runnable cleanUp) {
    try (MultiCoreRuntime runtime = simulation.runtime().cores(1).start()) {
      long[] time = {0};
      JoinHandle<Integer> fiber =
          runtime.spawnFiber(
              () -> {
                try {
                  return Fiber.await(runtime.<Integer>newPromise().future());
                } finally {
                  long begin = simulation.clock().nanos();
                  try {
                    cleanUp.run();
                  } finally {
                    time[0] = simulation.clock().nanos() - begin;
                  }
                }
              });
      simulation.work(Duration.ofNanos(50_000)); // it waits by then
      fiber.cancel("on purpose");
      simulation.require(
          fiber.future().map(value -> false).recover(failure -> true).join(), "it is cancelled");
      return time[0];
    }
  }

  @Test
  void anInnerShieldKeepsTheOuterLimit() {
    Runnable cleanUp =
        () -> Fiber.shield(
            Duration.ofMillis(1),
            () -> Fiber.shield(Duration.ofDays(1), () -> Fiber.sleep(Duration.ofDays(2))));
    Seeds.assertHolds(
        20, 1,
        simulation -> simulation.require(
            cleanUpTime(simulation, cleanUp) < Duration.ofMillis(2).toNanos(),
            "the earlier limit holds"));
  }

  @Test
  void anOuterShieldOutlastsTheInner() {
    Duration sleep = Duration.ofMillis(5);
    Runnable cleanUp =
        () -> Fiber.shield(
            Duration.ofDays(1),
            () -> {
              Fiber.shield(Duration.ofDays(1), () -> Fiber.sleep(Duration.ofNanos(100)));
              Fiber.sleep(sleep);
            });
    Seeds.assertHolds(
        20, 1,
        simulation -> simulation.require(
            cleanUpTime(simulation, cleanUp) >= sleep.toNanos(), "the outer shield goes on"));
  }

  @Test
  void theLimitOfAShieldHolds() {
    Seeds.assertHolds(
        SEEDS, 2,
        simulation -> {
          Duration[] waited = {Duration.ZERO};
          try (MultiCoreRuntime runtime = simulation.runtime().start()) {
            Promise<String> never = runtime.newPromise();
            JoinHandle<?> fiber =
                runtime.spawnFiber(
                    TaskOptions.defaults().deadline(Duration.ofMillis(1)),
                    () -> {
                      long start = Core.current().clock().nanos();
                      try {
                        return Fiber.shield(
                            Duration.ofMillis(5),
                            () -> Fiber.shield(
                                Duration.ofHours(1), () -> Fiber.await(never.future())));
                      } finally {
                        waited[0] = Duration.ofNanos(Core.current().clock().nanos() - start);
                      }
                    });
            try {
              fiber.join();
              simulation.require(false, "the fiber was cancelled");
            } catch (DeadlineExceededException expected) {
              simulation.require(
                  waited[0].compareTo(Duration.ofMillis(5)) >= 0
                      && waited[0].compareTo(Duration.ofMillis(6)) < 0,
                  "waited until the outer limit: " + waited[0]);
            }
          }
        });
  }

  @Test
  void everyRejectedSubmissionIsRunOrReported() {
    int submissions = 40;
    int[] seen = {0};
    Seeds.assertHolds(
        SEEDS, 2,
        simulation -> {
          int[] ran = {0};
          int[] reported = {0};
          MultiCoreRuntime runtime =
              simulation
                  .runtime()
                  .mailboxCapacity(4)
                  .backlogCapacity(1)
                  .failureGrace(Duration.ofNanos(500))
                  .failureHandler((failure, where) -> reported[0] += count(failure))
                  .start();
          try (runtime) {
            runtime.spawnOn(
                0,
                () -> {
                  for (int i = 0; i < submissions; i++) {
                    var _ = Core.current().submit(1, () -> ran[0]++);
                  }
                });
          }
          simulation.require(
              ran[0] + reported[0] == submissions, ran[0] + " ran, " + reported[0] + " reported");
          seen[0] += reported[0];
        });
    assertThat(seen[0]).as("rejections in all runs").isPositive();
  }

  private static int count(Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    return Integer.parseInt(message.substring(0, message.indexOf(' ')));
  }

  @Test
  void theTypeSaysWhetherTheDeadlineOrTheCancelCameFirst() {
    int[] byDeadline = {0};
    int[] byCancel = {0};
    Seeds.assertHolds(
        SEEDS, 2,
        simulation -> {
          try (MultiCoreRuntime runtime = simulation.runtime().start()) {
            Promise<String> never = runtime.newPromise();
            JoinHandle<String> fiber =
                runtime.spawnFiber(
                    TaskOptions.defaults().deadline(Duration.ofNanos(2_000)),
                    () -> Fiber.await(never.future()));
            simulation.work(Duration.ofNanos(simulation.random("cancel").nextInt(40_000)));
            fiber.cancel("by hand");
            try {
              String value = fiber.join();
              simulation.require(false, "it has a value: " + value);
            } catch (CancelledException ended) {
              boolean deadline = ended instanceof DeadlineExceededException;
              simulation.require(
                  deadline == ended.reason().startsWith("its deadline"),
                  ended.getClass() + ": " + ended.reason());
              (deadline ? byDeadline : byCancel)[0]++;
            }
          }
        });
    assertThat(byDeadline[0]).as("runs that the deadline ended").isPositive();
    assertThat(byCancel[0]).as("runs that the cancel ended").isPositive();
  }
}
