package io.miniss.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miniss.runtime.Core;
import io.miniss.runtime.Fiber;
import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.future.Promise;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.TaskOptions;
import io.miniss.simulator.engine.FailureKind;
import io.miniss.simulator.engine.RunFailure;
import io.miniss.simulator.fault.Faults;
import io.miniss.simulator.replay.Recording;
import io.miniss.simulator.scenario.World;
import io.miniss.simulator.strategy.Pct;
import io.miniss.simulator.strategy.Portfolio;
import io.miniss.simulator.strategy.RandomWalk;
import io.miniss.simulator.strategy.Strategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the simulator promises about a run. */
final class SimulatorTest {
  private static final List<Strategy> STRATEGIES = List.of(new RandomWalk(), new Pct(3, 300));

  /** Two cores, fibers that fight for a lock and call each other's core, a client that spawns. */
  private static void busy(Simulation simulation) {
    ReentrantLock lock = new ReentrantLock();
    int[] count = {0};
    try (MultiCoreRuntime runtime = simulation.runtime().start()) {
      List<JoinHandle<Integer>> fibers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        fibers.add(
            runtime.spawnFiber(
                TaskOptions.defaults().on(i % simulation.cores()),
                () -> {
                  lock.lock();
                  try {
                    int seen = count[0];
                    Fiber.sleep(Duration.ofMillis(1));
                    count[0] = seen + 1;
                  } finally {
                    lock.unlock();
                  }
                  int other = simulation.cores() - 1 - Core.current().index();
                  return Fiber.await(Core.current().submit(other, () -> 1));
                }));
      }
      spawnMany(simulation, runtime);
      int sum = 0;
      for (JoinHandle<Integer> fiber : fibers) {
        sum += fiber.join();
      }
      simulation.require(sum == 4 && count[0] == 4,
          "every fiber ran once: " + sum + ", " + count[0]);
    }
  }

  private static void spawnMany(Simulation simulation, MultiCoreRuntime runtime) {
    simulation
        .client(
            "spawner",
            () -> {
              for (int i = 0; i < 5; i++) {
                runtime.spawn(() -> 1);
              }
            })
        .join();
  }

  private static RunFailure failureOf(SimulationResult result) {
    assertThat(result.failure()).as("the run should fail").isPresent();
    return result.failure().orElseThrow();
  }

  @Test
  void anInterruptedFiberWaitsAndIsInterruptedAfterIt() {
    for (int seed = 0; seed < 50; seed++) {
      AtomicBoolean wasInterrupted = new AtomicBoolean();
      SimulationResult result =
          Simulator.run(
              SimulationOptions.seed(seed),
              simulation -> {
                try (MultiCoreRuntime runtime = simulation.runtime().start()) {
                  Promise<String> promise = runtime.newPromise();
                  var fiber =
                      runtime.spawnFiber(
                          () -> {
                            Thread.currentThread().interrupt();
                            Fiber.await(promise.future());
                            wasInterrupted.set(Thread.interrupted());
                          });
                  promise.complete("value");
                  fiber.join();
                }
              });
      assertThat(result.failure()).isEmpty();
      assertThat(wasInterrupted).isTrue();
    }
  }

  @Test
  void aFiberThatIsCancelledInItsSleepTakesItsTimerAlong() {
    SimulationResult result =
        Simulator.run(
            SimulationOptions.seed(1),
            simulation -> {
              try (MultiCoreRuntime runtime = simulation.runtime().cores(1).start()) {
                var asleep = runtime.spawnFiber(() -> Fiber.sleep(Duration.ofHours(1)));
                runtime.spawnFiber(() -> Fiber.sleep(Duration.ofSeconds(1))).join();
                asleep.cancel("enough");
                runtime.spawnFiber(() -> Fiber.sleep(Duration.ofHours(2))).join();
                assertThat(runtime.core(0).diagnostics().timersFired()).isEqualTo(2);
              }
            });
    assertThat(result.failure()).isEmpty();
  }

  @Test
  void theSameSeedIsTheSameRunAndOtherSeedsAreOthers() {
    for (Strategy strategy : STRATEGIES) {
      Set<Long> hashes = new TreeSet<>();
      for (int seed = 0; seed < 50; seed++) {
        SimulationOptions options = SimulationOptions.seed(seed).withStrategy(strategy);
        SimulationResult once = Simulator.run(options, SimulatorTest::busy);
        SimulationResult again = Simulator.run(options, SimulatorTest::busy);
        assertThat(once.failure()).as("seed %s", seed).isEmpty();
        assertThat(again.traceHash()).isEqualTo(once.traceHash());
        assertThat(again.steps()).isEqualTo(once.steps());
        hashes.add(once.traceHash());
      }
      assertThat(hashes).hasSizeGreaterThan(45);
    }
  }

  @Test
  void aRunIsTheSameWhateverRanBeforeIt() {
    int seeds = 60;
    SimulationOptions base =
        SimulationOptions.seed(0).withStrategy(new Portfolio(256)).withFaults(Faults.swarm());
    long[] hashes = new long[seeds];
    for (int seed = 0; seed < seeds; seed++) {
      hashes[seed] = Simulator.run(base.withSeed(seed), SimulatorTest::busy).traceHash();
    }
    for (int seed = seeds - 1; seed >= 0; seed--) {
      SimulationResult failed = // ends with threads in locks and fibers in the middle
          Simulator.run(base.withSeed(-seed).withMaxSteps(40 + seed), SimulatorTest::busy);
      assertThat(failureOf(failed).kind()).isEqualTo(FailureKind.STEP_BOUND);
      assertThat(Simulator.run(base.withSeed(seed), SimulatorTest::busy).traceHash())
          .as("seed %s", seed)
          .isEqualTo(hashes[seed]);
    }
  }

  @Test
  void tracingDoesNotChangeTheRun() {
    SimulationOptions options = SimulationOptions.seed(7);
    SimulationResult plain = Simulator.run(options, SimulatorTest::busy);
    SimulationResult traced = Simulator.trace(options, SimulatorTest::busy);
    assertThat(traced.traceHash()).isEqualTo(plain.traceHash());
    assertThat(traced.trace().orElseThrow().steps()).hasSize((int) plain.steps());
  }

  @Test
  void virtualTimeJumpsToTheNextDeadline() {
    SimulationResult result =
        Simulator.run(
            SimulationOptions.seed(1).withStepsCostTime(false),
            simulation -> {
              try (MultiCoreRuntime runtime = simulation.runtime().start()) {
                runtime.spawnFiber(() -> Fiber.sleep(Duration.ofHours(100))).join();
              }
            });
    assertThat(result.failure()).isEmpty();
    assertThat(result.virtualTime()).isEqualTo(Duration.ofHours(100));
  }

  @Test
  void workCostsVirtualTimeAndOtherThreadsGoOnMeanwhile() {
    SimulationResult result =
        Simulator.run(
            SimulationOptions.seed(1).withStepsCostTime(false),
            simulation -> {
              try (MultiCoreRuntime runtime = simulation.runtime().start()) {
                JoinHandle<?> one = runtime.spawnOn(0, () -> simulation.work(Duration.ofMillis(3)));
                JoinHandle<?> other =
                    runtime.spawnOn(1, () -> simulation.work(Duration.ofMillis(5)));
                one.join();
                other.join();
              }
            });
    assertThat(result.failure()).isEmpty();
    assertThat(result.virtualTime()).isEqualTo(Duration.ofMillis(5));
  }

  @Test
  void aFiberSpendsTheTimeOfItsCore() {
    SimulationResult result =
        Simulator.run(
            SimulationOptions.seed(1).withStepsCostTime(false).withCores(1),
            simulation -> {
              try (MultiCoreRuntime runtime = simulation.runtime().start()) {
                JoinHandle<?> one = runtime.spawnFiber(() -> simulation.work(Duration.ofMillis(3)));
                JoinHandle<?> other =
                    runtime.spawnFiber(() -> simulation.work(Duration.ofMillis(5)));
                one.join();
                other.join();
              }
            });
    assertThat(result.failure()).isEmpty();
    assertThat(result.virtualTime()).isEqualTo(Duration.ofMillis(8));
  }

  @Test
  void aDeadlockIsAFailureThatSaysWhoWaitsAndWhere() {
    SimulationResult result =
        Simulator.run(
            SimulationOptions.seed(1),
            simulation -> {
              MultiCoreRuntime runtime = simulation.runtime().start();
              runtime.newPromise().future().join();
            });
    RunFailure failure = failureOf(result);
    assertThat(failure.kind()).isEqualTo(FailureKind.DEADLOCK);
    assertThat(failure.message())
        .contains("main is parked")
        .contains("miniss-core-0 is parked")
        .contains("FutureCell.join")
        .contains("SimulatorTest");
  }

  @Test
  void joiningClientsThatWaitForEverIsADeadlock() {
    SimulationResult result =
        Simulator.run(
            SimulationOptions.seed(1),
            simulation -> {
              List<World.Client> clients = new ArrayList<>();
              for (int i = 0; i < 2; i++) {
                clients.add(
                    simulation.client(
                        "client " + i, () -> simulation.scheduler().currentParker().park()));
              }
              clients.forEach(World.Client::join);
            });
    RunFailure failure = failureOf(result);
    assertThat(failure.kind()).isEqualTo(FailureKind.DEADLOCK);
    assertThat(failure.message()).contains("main is parked").contains("client 1 is parked");
    assertThat(result.virtualTime()).isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void aFiberThatWaitsForEverIsNamedInTheDeadlock() {
    SimulationResult result =
        Simulator.run(
            SimulationOptions.seed(1),
            simulation -> {
              MultiCoreRuntime runtime = simulation.runtime().start();
              runtime
                  .spawnFiber(
                      TaskOptions.named("hopeful"),
                      () -> Fiber.await(runtime.newPromise().future()))
                  .join();
            });
    assertThat(failureOf(result).kind()).isEqualTo(FailureKind.DEADLOCK);
    assertThat(failureOf(result).message()).contains("\"hopeful\"").contains("Fiber.await");
  }

  @Test
  void aDeadlockOfLocksIsADeadlock() {
    SimulationResult result = null;
    for (int seed = 0; seed < 200 && (result == null || result.isSuccess()); seed++) {
      result =
          Simulator.run(
              SimulationOptions.seed(seed),
              simulation -> {
                ReentrantLock first = new ReentrantLock();
                ReentrantLock second = new ReentrantLock();
                MultiCoreRuntime runtime = simulation.runtime().start();
                JoinHandle<?> one = runtime.spawnOn(0, () -> bothLocks(first, second, runtime));
                JoinHandle<?> other = runtime.spawnOn(1, () -> bothLocks(second, first, runtime));
                one.join();
                other.join();
                runtime.close();
              });
    }
    RunFailure failure = failureOf(result);
    assertThat(failure.kind()).isEqualTo(FailureKind.DEADLOCK);
    assertThat(failure.message()).contains("waits in java.util.concurrent")
        .contains("ReentrantLock");
  }

  @SuppressWarnings("LockNotBeforeTry") // nothing can fail between the two lines
  private static void bothLocks(ReentrantLock first, ReentrantLock second, MultiCoreRuntime any) {
    first.lock();
    try {
      any.phase(); // an interleaving point
      second.lock();
      second.unlock();
    } finally {
      first.unlock();
    }
  }

  @Test
  void aRunThatDoesNotEndMeetsItsBoundOnSteps() {
    SimulationResult result =
        Simulator.run(
            SimulationOptions.seed(1).withMaxSteps(5_000),
            simulation -> {
              try (MultiCoreRuntime runtime = simulation.runtime().start()) {
                runtime
                    .spawn(
                        () -> {
                          while (!Core.currentToken().isCancelled()) {
                            simulation.work(Duration.ofNanos(1));
                          }
                        })
                    .join();
              }
            });
    assertThat(failureOf(result).kind()).isEqualTo(FailureKind.STEP_BOUND);
    assertThat(failureOf(result).message()).contains("5000 steps").contains("main is parked");
  }

  @Test
  void anInvariantIsCheckedAfterEveryStepAndStopsTheRun() {
    SimulationResult result =
        Simulator.run(
            SimulationOptions.seed(1),
            simulation -> {
              int[] tasks = {0};
              simulation.invariant(
                  "fewer than three",
                  () -> simulation.require(tasks[0] < 3, "fewer than 3 tasks ran: " + tasks[0]));
              try (MultiCoreRuntime runtime = simulation.runtime().start()) {
                for (int i = 0; i < 10; i++) {
                  runtime.spawnOn(0, () -> tasks[0]++);
                }
              }
            });
    RunFailure failure = failureOf(result);
    assertThat(failure.kind()).isEqualTo(FailureKind.INVARIANT);
    assertThat(failure.name()).isEqualTo("fewer than three");
    assertThat(failure.message()).isEqualTo("fewer than 3 tasks ran: 3");
    assertThat(result.steps()).isEqualTo(failure.step());
  }

  @Test
  void anInvariantIsCheckedWhenAThreadEndsAndWhenItWaits() {
    for (boolean waits : new boolean[] {true, false}) {
      SimulationResult result =
          Simulator.run(
              SimulationOptions.seed(1),
              simulation -> {
                int[] broken = {0};
                simulation.invariant(
                    "whole", () -> simulation.require(broken[0] == 0, "it is whole"));
                simulation
                    .client(
                        "breaker",
                        () -> {
                          broken[0] = 1; // after its last access
                          if (waits) {
                            simulation.work(Duration.ofNanos(1));
                          }
                          broken[0] = waits ? 0 : 1;
                        })
                    .join();
              });
      assertThat(failureOf(result).kind()).isEqualTo(FailureKind.INVARIANT);
    }
  }

  @Test
  void anInvariantMayAskHandlesAndFutures() {
    SimulationResult result =
        Simulator.run(
            SimulationOptions.seed(1),
            simulation -> {
              try (MultiCoreRuntime runtime = simulation.runtime().start()) {
                JoinHandle<Integer> handle = runtime.spawn(() -> 1);
                simulation.invariant(
                    "state and future agree",
                    () -> simulation.require(
                        handle.state().isEnd() == handle.future().isDone(), "they differ"));
                handle.join();
              }
            });
    assertThat(result.failure()).isEmpty();
  }

  @Test
  void whatAClientThrowsFailsTheRun() {
    SimulationResult result =
        Simulator.run(
            SimulationOptions.seed(1),
            simulation -> simulation.client("clumsy", () -> simulation.require(false, "two is one"))
                .join());
    RunFailure failure = failureOf(result);
    assertThat(failure.kind()).isEqualTo(FailureKind.EXCEPTION);
    assertThat(failure.name()).isEqualTo("clumsy");
    assertThat(failure.message()).isEqualTo("two is one");
  }

  @Test
  void aFinalCheckIsMadeWhenAllHasEnded() {
    SimulationResult result =
        Simulator.run(
            SimulationOptions.seed(1),
            simulation -> simulation.finalCheck("nothing is left",
                () -> simulation.require(false, "3 left")));
    assertThat(failureOf(result).kind()).isEqualTo(FailureKind.FINAL_CHECK);
    assertThat(failureOf(result).message()).isEqualTo("3 left");
  }

  @Test
  void aCheckMayBeACondition() {
    AtomicBoolean sound = new AtomicBoolean(true);
    Simulator.Body invariant = simulation -> simulation.invariant("sound", sound::get);
    Simulator.Body finalCheck = simulation -> simulation.finalCheck("sound", sound::get);
    for (Simulator.Body body : List.of(invariant, finalCheck)) {
      sound.set(true);
      assertThat(Simulator.run(SimulationOptions.seed(1), body).failure()).isEmpty();
      sound.set(false);
      RunFailure failure = failureOf(Simulator.run(SimulationOptions.seed(1), body));
      assertThat(failure.name()).isEqualTo("sound");
      assertThat(failure.message()).isEqualTo("does not hold");
      assertThat(failure.place()).isEmpty(); // not that of this test, which has called the simulator
    }
  }

  @Test
  void everyThreadIsUnwoundWhenARunIsOver() {
    AtomicInteger unwound = new AtomicInteger();
    SimulationResult result =
        Simulator.run(
            SimulationOptions.seed(1),
            simulation -> {
              MultiCoreRuntime runtime = simulation.runtime().start();
              runtime.spawnFiber(
                  () -> {
                    try {
                      Fiber.await(runtime.newPromise().future());
                    } finally {
                      unwound.incrementAndGet();
                    }
                  });
              try {
                runtime.newPromise().future().join();
              } finally {
                unwound.incrementAndGet();
              }
            });
    assertThat(failureOf(result).kind()).isEqualTo(FailureKind.DEADLOCK);
    assertThat(unwound).hasValue(2);
  }

  // ---- escapes ----

  private static void assertEscape(SimulationResult result, String... words) {
    assertThat(failureOf(result).kind()).isEqualTo(FailureKind.ESCAPE);
    assertThat(failureOf(result).message()).contains(words);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @SuppressWarnings({"ThreadSleepInTest", "ThreadSleepMillis"})
  void sleepingInRealTimeIsAnEscape(boolean onFiber) {
    SimulationResult result =
        Simulator.run(
            SimulationOptions.seed(1),
            simulation -> {
              try (MultiCoreRuntime runtime = simulation.runtime().start()) {
                if (onFiber) {
                  runtime
                      .spawnFiber(
                          () -> {
                            java.util.concurrent.TimeUnit.HOURS.sleep(1);
                            return null;
                          })
                      .join();
                } else {
                  java.util.concurrent.TimeUnit.HOURS.sleep(1);
                }
              }
            });
    assertEscape(result, "real time", "SimulatorTest");
  }

  @Test
  void aTimedWaitOfTheJdkIsAnEscape() {
    SimulationResult result =
        Simulator.run(
            SimulationOptions.seed(1),
            simulation -> {
              var _ =
                  new CountDownLatch(1).await(1, java.util.concurrent.TimeUnit.HOURS);
            });
    assertEscape(result, "real time", "CountDownLatch.await");
  }

  @Test
  void waitingForAMonitorIsAnEscape() {
    SimulationResult result = null;
    for (int seed = 0; seed < 100 && (result == null || result.isSuccess()); seed++) {
      Object monitor = new Object();
      result =
          Simulator.run(
              SimulationOptions.seed(seed),
              simulation -> {
                MultiCoreRuntime runtime = simulation.runtime().start();
                Runnable locks =
                    () -> {
                      synchronized (monitor) {
                        runtime.phase(); // an interleaving point
                      }
                    };
                JoinHandle<?> one = runtime.spawnOn(0, locks);
                JoinHandle<?> other = runtime.spawnOn(1, locks);
                one.join();
                other.join();
                runtime.close();
              });
    }
    assertEscape(result, "synchronized", "SimulatorTest");
  }

  @Test
  void aRealThreadThatTouchesTheRuntimeIsAnEscape() {
    SimulationResult result =
        Simulator.run(
            SimulationOptions.seed(1),
            simulation -> {
              MultiCoreRuntime runtime = simulation.runtime().start();
              var promise = runtime.<Integer>newPromise();
              Thread real =
                  Thread.ofPlatform().name("intruder")
                      .uncaughtExceptionHandler((thread, expected) -> {})
                      .start(() -> promise.tryComplete(1));
              while (real.isAlive()) {
                Thread.onSpinWait();
              }
              promise.future().join();
            });
    assertEscape(result, "intruder", "simulated client");
  }

  @Test
  void aVirtualThreadOfOnesOwnIsAnEscape() {
    SimulationResult result =
        Simulator.run(
            SimulationOptions.seed(1), simulation -> Thread.startVirtualThread(() -> {}).join());
    assertEscape(result, "virtual thread of its own");
  }

  @Test
  void aSimulationOnAVirtualThreadIsRefused() throws Exception {
    Throwable[] thrown = {null};
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                Simulator.run(SimulationOptions.seed(1), simulation -> {});
              } catch (IllegalStateException e) {
                thrown[0] = e;
              }
            })
        .join();
    assertThat(thrown[0]).hasMessageContaining("platform thread");
  }

  @Test
  void aSimulationInsideSynchronizedIsRefused() throws Exception {
    Object monitor = new Object();
    Throwable[] thrown = {null};
    Thread thread =
        Thread.ofPlatform()
            .start(
                () -> {
                  synchronized (monitor) {
                    try {
                      Simulator.run(SimulationOptions.seed(1), simulation -> {});
                    } catch (IllegalStateException e) {
                      thrown[0] = e;
                    }
                  }
                });
    thread.join();
    assertThat(thrown[0]).hasMessageContaining("inside synchronized");
  }

  // ---- audit, record and replay ----

  @Test
  void theAuditNamesTheFirstStepThatDiffers() {
    AtomicInteger runs = new AtomicInteger();
    SimulationResult result =
        Simulator.audit(
            SimulationOptions.seed(1),
            simulation -> {
              int tasks = 1 + runs.getAndIncrement() % 2;
              try (MultiCoreRuntime runtime = simulation.runtime().start()) {
                for (int i = 0; i < tasks; i++) {
                  runtime.spawn(() -> 1).join();
                }
              }
            });
    assertThat(failureOf(result).kind()).isEqualTo(FailureKind.NONDETERMINISM);
    assertThat(failureOf(result).message()).contains("first difference is step").contains("main");
    assertThat(Simulator.audit(SimulationOptions.seed(1), SimulatorTest::busy).failure()).isEmpty();
  }

  @Test
  void aRecordBringsTheRunBackWithoutItsStrategy() {
    for (Strategy strategy : STRATEGIES) {
      SimulationOptions options = SimulationOptions.seed(3).withStrategy(strategy);
      SimulationResult traced = Simulator.trace(options, SimulatorTest::busy);
      SimulationResult replayed = Recording.of("busy", traced).replay(SimulatorTest::busy);
      assertThat(replayed.failure()).isEmpty();
      assertThat(replayed.traceHash()).isEqualTo(traced.traceHash());
    }
  }

  @Test
  void aReplayOfOtherCodeSaysWhereItDiverges() {
    SimulationResult traced = Simulator.trace(SimulationOptions.seed(3), SimulatorTest::busy);
    SimulationResult replayed =
        Recording.of("busy", traced)
            .replay(simulation -> simulation.runtime().start().close());
    assertThat(failureOf(replayed).kind()).isEqualTo(FailureKind.DIVERGENCE);
    assertThat(failureOf(replayed).message()).contains("context switch ");
  }

  @Test
  void theOptionsRefuseWhatMakesNoSense() {
    SimulationOptions options = SimulationOptions.seed(1);
    assertThatThrownBy(() -> options.withCores(0))
        .hasMessageContaining("at least 1 core and at most 4094: 0");
    assertThatThrownBy(() -> options.withMaxSteps(0)).hasMessageContaining("at least 1 step: 0");
  }

  @Test
  void aSizeMayBeAnyNumberFrom0On() {
    SimulationResult result =
        Simulator.run(
            SimulationOptions.seed(1),
            simulation -> simulation.drawSize("any", 0, Integer.MAX_VALUE));
    assertThat(result.failure()).isEmpty();
    assertThat(result.sizes().get("any")).isNotNegative();
  }

  @Test
  void sizesOfTwoNamesAreDrawnIndependently() {
    int equal = 0;
    for (int seed = 0; seed < 400; seed++) {
      Map<String, Integer> sizes =
          Simulator.run(
              SimulationOptions.seed(seed),
              simulation -> {
                int one = simulation.drawSize("one", 1, 4);
                int _ = simulation.drawSize("other", 1, 4);
                simulation.require(
                    one == simulation.drawSize("one", 1, 4), "the same name has the same size");
              })
              .sizes();
      equal += sizes.get("one").equals(sizes.get("other")) ? 1 : 0;
    }
    assertThat(equal).isBetween(70, 130);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "two words", "a=b"})
  void aSizeThatNoReplayLineCouldNameIsRefused(String name) {
    SimulationResult result =
        Simulator.run(SimulationOptions.seed(1), simulation -> simulation.drawSize(name, 1, 2));
    assertThat(result.failure().orElseThrow().message()).contains("the name of a size");
  }
}
