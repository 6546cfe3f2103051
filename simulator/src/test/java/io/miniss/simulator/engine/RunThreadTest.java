package io.miniss.simulator.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.shared.SharedFlag;
import io.miniss.runtime.task.TaskOptions;
import io.miniss.simulator.Simulation;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.Simulator;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The waits of threads and fibers as woven code has them. */
final class RunThreadTest {
  private static final long SHORT = 1_000;
  private static final long LONG = 1_000_000_000L;

  /** Who waits. */
  enum Waiter {
    THREAD,
    FIBER
  }

  private static RunThread me() {
    return Objects.requireNonNull(RunThread.current());
  }

  private static void run(Waiter waiter, Simulation simulation, Consumer<RunThread> body) {
    if (waiter == Waiter.THREAD) {
      body.accept(me());
      return;
    }
    try (MultiCoreRuntime runtime = simulation.runtime().start()) {
      runtime
          .spawnFiber(
              () -> {
                body.accept(me());
                return 0;
              })
          .join();
    }
  }

  private static void assertHolds(Simulator.Body body) {
    for (long seed = 0; seed < 20; seed++) {
      assertThat(Simulator.run(SimulationOptions.seed(seed), body).failure())
          .as("seed %d", seed).isEmpty();
    }
  }

  private static long now(Simulation simulation) {
    return simulation.virtualTime().toNanos();
  }

  private static Deadline after(Simulation simulation, long nanos) {
    return Deadline.at(simulation.clock().nanos() + nanos);
  }

  // ---- who it is ----

  @Test
  void onlyThreadsOfRunsAreOfRuns() {
    RunThread.prepare();
    assertThat(RunThread.current()).isNull();
    assertThat(RunThread.of(Thread.ofVirtual().unstarted(() -> {}))).isNull();
    assertHolds(
        simulation -> {
          simulation.require(RunThread.of(Thread.currentThread()) == me(), "the calling thread");
          simulation.require(me().thread() == Thread.currentThread(), "and back");
        });
  }

  @Test
  void aFiberRunsInTheTurnsOfItsCore() {
    assertHolds(
        simulation -> {
          run(
              Waiter.THREAD,
              simulation,
              thread -> {
                simulation.require(thread.carrier() == thread && thread.isPlain(), "by itself");
                simulation.require(thread.hasStarted() && !thread.isDaemon(), "a user's thread");
              });
          run(
              Waiter.FIBER,
              simulation,
              fiber -> {
                simulation.require(fiber.carrier() != fiber && !fiber.isPlain(), "on a core");
                simulation.require(fiber.carrier().isPlain(), "which is a thread");
                simulation.require(fiber.hasStarted() && !fiber.isDaemon(), "it has begun");
              });
        });
  }

  @Test
  void aFiberIsNoDaemon() {
    assertHolds(
        simulation -> run(
            Waiter.FIBER,
            simulation,
            fiber -> assertThatThrownBy(() -> fiber.setDaemon(true))
                .isInstanceOf(IllegalThreadStateException.class)));
  }

  @Test
  void threadsHaveDifferentHashes() {
    assertHolds(
        simulation -> {
          RunThread other = me().run().newThread("other", true, () -> {});
          simulation.require(me().hash() != other.hash(), "two threads");
          run(
              Waiter.FIBER,
              simulation,
              fiber -> simulation.require(fiber.hash() < 0, "no thread has that of a fiber"));
        });
  }

  @Test
  void stateIsKeptWithAThread() {
    assertHolds(
        simulation -> {
          simulation.require(me().attachment() == null, "nothing yet");
          me().attach("state");
          simulation.require("state".equals(me().attachment()), "what was attached");
        });
  }

  // ---- what ends a wait ----

  @ParameterizedTest
  @EnumSource
  void aWakeEndsAWait(Waiter waiter) {
    assertHolds(
        simulation -> run(
            waiter,
            simulation,
            me -> {
              var _ = simulation.client("waker", me::wake);
              simulation.require(
                  me.waitUntilWoken(null, after(simulation, LONG)) == now(simulation) < LONG,
                  "woken, or too late");
            }));
  }

  @ParameterizedTest
  @EnumSource
  void aWakeEndsAnInterruptibleWait(Waiter waiter) {
    assertHolds(
        simulation -> run(
            waiter,
            simulation,
            me -> {
              RunThread waker =
                  me.run().newThread(
                      "waker",
                      true,
                      () -> {
                        simulation.work(Duration.ofNanos(100_000));
                        me.wake();
                      });
              waker.start();
              simulation.require(
                  me.waitUntilInterrupted(null, after(simulation, LONG)), "it is woken");
            }));
  }

  @ParameterizedTest
  @EnumSource
  void aWaitWithoutAWakeEndsAtItsDeadline(Waiter waiter) {
    assertHolds(
        simulation -> run(
            waiter,
            simulation,
            me -> {
              me.wake(); // of no wait
              long begin = now(simulation);
              boolean woken = me.waitUntilWoken(null, after(simulation, LONG));
              simulation.require(!woken, "by nobody");
              long late = now(simulation) - begin - LONG;
              simulation.require(late >= 0 && late < LONG / 10, "late by " + late);
            }));
  }

  @ParameterizedTest
  @EnumSource
  void aDeadlineThatHasPassedMakesNoWait(Waiter waiter) {
    assertHolds(
        simulation -> run(
            waiter,
            simulation,
            me -> {
              long begin = now(simulation);
              boolean woken = me.waitUntilInterrupted(null, after(simulation, -1));
              me.parkThread(after(simulation, -1));
              simulation.require(
                  !woken && now(simulation) - begin < SHORT, "it waits for nothing");
            }));
  }

  private static void interrupt(RunThread thread) {
    thread.thread().interrupt();
    thread.wakeInterrupted();
  }

  @ParameterizedTest
  @EnumSource
  void anInterruptEndsAWaitThatAllowsIt(Waiter waiter) {
    assertHolds(
        simulation -> run(
            waiter,
            simulation,
            me -> {
              var _ = simulation.client("interrupter", () -> interrupt(me));
              long begin = now(simulation);
              boolean woken = me.waitUntilInterrupted(null, after(simulation, LONG));
              simulation.require(!woken, "it is not woken");
              simulation.require(now(simulation) - begin < LONG, "and has not waited");
              simulation.require(Thread.interrupted(), "the interrupt is left");
            }));
  }

  @ParameterizedTest
  @EnumSource
  void anInterruptOutlastsOtherWaits(Waiter waiter) {
    assertHolds(
        simulation -> run(
            waiter,
            simulation,
            me -> {
              me.thread().interrupt();
              var _ = simulation.client("interrupter", () -> interrupt(me));
              long begin = now(simulation);
              boolean woken = me.waitUntilWoken(null, after(simulation, LONG));
              simulation.require(!woken && now(simulation) - begin >= LONG, "it has waited");
              simulation.require(Thread.interrupted(), "the interrupt is left");
            }));
  }

  @ParameterizedTest
  @EnumSource
  void anUnparkEndsAPark(Waiter waiter) {
    assertHolds(
        simulation -> run(
            waiter,
            simulation,
            me -> {
              var _ = simulation.client("waker", me::unparkThread);
              me.parkThread(Deadline.NONE);
              me.unparkThread();
              long begin = now(simulation);
              me.parkThread(after(simulation, LONG));
              simulation.require(now(simulation) - begin < LONG, "the permit was there");
            }));
  }

  @ParameterizedTest
  @EnumSource
  void aParkEndsAtItsDeadline(Waiter waiter) {
    assertHolds(
        simulation -> run(
            waiter,
            simulation,
            me -> {
              long begin = now(simulation);
              me.parkThread(after(simulation, LONG));
              long late = now(simulation) - begin - LONG;
              simulation.require(late >= 0 && late < LONG / 10, "late by " + late);
            }));
  }

  @ParameterizedTest
  @EnumSource
  void anInterruptEndsAPark(Waiter waiter) {
    assertHolds(
        simulation -> run(
            waiter,
            simulation,
            me -> {
              var _ = simulation.client("interrupter", () -> interrupt(me));
              me.parkThread(Deadline.NONE);
              me.parkThread(Deadline.NONE); // as it is still interrupted
              simulation.require(Thread.interrupted(), "the interrupt is left");
            }));
  }

  /** The interrupt comes after the park, and so must not count as its end. */
  @Test
  void anInterruptAfterAParkEndsNoOtherWait() {
    assertHolds(
        simulation -> {
          RunThread me = me();
          me.unparkThread();
          me.parkThread(Deadline.NONE);
          me.unparkThread();
          me.parkThread(after(simulation, LONG));
          SharedFlag flag = new SharedFlag(simulation.scheduler(), "flag");
          var _ =
              simulation.client(
                  "interrupter",
                  () -> {
                    interrupt(me);
                    flag.setVolatile(true);
                    me.unparkThread();
                  });
          simulation.scheduler().currentParker().park();
          simulation.require(flag.getVolatile(), "only the unpark has ended it");
          var _ = Thread.interrupted();
        });
  }

  // ---- what a wait is for ----

  private static String deadlock(Waiter waiter, Consumer<RunThread> wait) {
    Optional<RunFailure> failure =
        Simulator.run(
            SimulationOptions.seed(1),
            simulation -> {
              RunThread main = me();
              Runnable body =
                  () -> {
                    main.wake();
                    wait.accept(main);
                  };
              if (waiter == Waiter.THREAD) {
                var _ = simulation.client("waiter", body::run);
              } else {
                MultiCoreRuntime runtime = simulation.runtime().start();
                runtime.spawnFiber(TaskOptions.named("waiter"), body);
              }
              main.waitUntilWoken(null, Deadline.NONE);
              main.waitUntilWoken(null, Deadline.NONE);
            }).failure();
    assertThat(failure.map(RunFailure::kind)).contains(FailureKind.DEADLOCK);
    return failure.orElseThrow().message().replace("\"waiter\"", "waiter");
  }

  private static SharedFlag location(String name) {
    return new SharedFlag(me().run().scheduler(), name);
  }

  @ParameterizedTest
  @EnumSource(Waiter.class)
  void aReportSaysWhatIsWaitedFor(Waiter waiter) {
    assertThat(
        deadlock(waiter, main -> me().waitUntilEnded(main, location("end"), Deadline.NONE)))
        .contains("waiter is parked until main has ended");
    assertThat(deadlock(waiter, main -> me().waitUntilReleased(main, location("lock"))))
        .contains("waiter is parked until main releases lock");
    assertThat(deadlock(waiter, main -> me().waitUntilNotified(location("queue"), Deadline.NONE)))
        .contains("waiter is parked until somebody notifies queue");
  }

  /** The core is in the middle of the fiber that holds the lock, and waits for who wants it. */
  @Test
  void aCircleGoesThroughTheCoreOfAFiber() {
    RunFailure failure =
        Simulator.run(
            SimulationOptions.seed(1),
            simulation -> {
              RunThread main = me();
              RunThread[] holder = new RunThread[1];
              MultiCoreRuntime runtime = simulation.runtime().cores(1).start();
              runtime.spawnFiber(
                  TaskOptions.named("holder"),
                  () -> {
                    holder[0] = me();
                    main.wake();
                    me().carrier().waitUntilEnded(main, location("end"), Deadline.NONE);
                  });
              main.waitUntilWoken(null, Deadline.NONE);
              main.waitUntilReleased(holder[0], location("lock"));
            })
            .failure()
            .orElseThrow();
    assertThat(failure.message())
        .containsPattern(
            "in a circle: main waits for miniss-core-0 in fiber \\S+ \"holder\","
                + " miniss-core-0 in fiber \\S+ \"holder\" waits for main");
  }

  /** A wait that is over leaves nothing behind for the next one. */
  @ParameterizedTest
  @EnumSource(Waiter.class)
  void aReportSaysNothingOfEarlierWaits(Waiter waiter) {
    assertThat(
        deadlock(
            waiter,
            main -> {
              Deadline over = Deadline.at(me().run().clock().nanos() + 1);
              me().waitUntilEnded(main, location("end"), over);
              me().waitUntilNotified(location("queue"), over);
              me().waitUntilWoken(null, Deadline.NONE);
            }))
        .doesNotContain("until");
    assertThat(
        deadlock(
            waiter,
            main -> {
              RunThread me = me();
              me.run().newThread("waker", true, me::wake).start();
              me.waitUntilReleased(main, location("lock"));
              me.waitUntilWoken(null, Deadline.NONE);
            }))
        .doesNotContain("until");
  }
}
