package io.miniss.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.Core;
import io.miniss.runtime.Fiber;
import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.shared.SharedFlag;
import io.miniss.runtime.shared.SharedLong;
import io.miniss.runtime.shared.SharedReference;
import io.miniss.runtime.spi.Access;
import io.miniss.runtime.spi.Parker;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.runtime.spi.SharedLocation;
import io.miniss.simulator.campaign.Campaign;
import io.miniss.simulator.campaign.FailureReport;
import io.miniss.simulator.engine.FailureKind;
import io.miniss.simulator.engine.RunFailure;
import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.scenario.World;
import io.miniss.simulator.strategy.Strategies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SpinDeadlockTest {
  private static final int MANY = 50_000;

  private static final int MORE_THAN_A_TRIAL = 250_000;

  /** A lock that spins. */
  private static final class SpinLock {
    private final SharedFlag held;
    private final Scheduler scheduler;

    SpinLock(Scheduler scheduler, String name) {
      this.held = new SharedFlag(scheduler, name);
      this.scheduler = scheduler;
    }

    void lock() {
      while (!held.compareAndSet(false, true)) {
        scheduler.spinning();
      }
    }

    void unlock() {
      held.setVolatile(false);
    }
  }

  /** Two locks, taken in both orders. */
  private static final class Crossed implements Scenario {
    @Override
    public String name() {
      return "crossed-spin-locks";
    }

    @Override
    public String description() {
      return "for this test";
    }

    @Override
    public void run(World world) {
      SpinLock left = new SpinLock(world.scheduler(), "left");
      SpinLock right = new SpinLock(world.scheduler(), "right");
      world.client("one", () -> both(left, right));
      world.client("two", () -> both(right, left));
    }

    private static void both(SpinLock first, SpinLock second) {
      first.lock();
      second.lock();
      second.unlock();
      first.unlock();
    }
  }

  private static @Nullable RunFailure failureOf(String strategy, Simulator.Body body) {
    return Simulator.run(
        SimulationOptions.seed(3).withStrategy(Strategies.parse(strategy)).withMaxSteps(400_000),
        body)
        .failure()
        .orElse(null);
  }

  private static @Nullable RunFailure failureOf(Simulator.Body body) {
    return failureOf("random", body);
  }

  // ---- what is one ----

  @Test
  void crossedSpinLocksAreReportedWithTheirValues() {
    FailureReport report =
        new Campaign(
            new Crossed(), SimulationOptions.seed(0), 0, 1_000, Optional.empty(), 1,
            Campaign.DEFAULT_AUDIT)
            .run(progress -> {})
            .failure()
            .orElseThrow();
    assertThat(report.failure().kind()).isEqualTo(FailureKind.DEADLOCK);
    assertThat(report.failure().name()).isEqualTo("spin deadlock");
    assertThat(report.failure().message())
        .contains(
            "look at the same values for ever",
            "one tries to change right: true\n",
            "two tries to change left: true\n");
    assertThat(report.traced().steps()).isLessThan(60_000);
    FailureReport small = report.shrink(new Crossed(), 200, Duration.ofSeconds(5));
    assertThat(small.failure().name()).isEqualTo("spin deadlock");
    assertThat(small.text())
        .containsPattern("one +updates left: CAS false -> true \\(SpinDeadlockTest")
        .containsPattern("two +updates right: CAS false -> true \\(SpinDeadlockTest")
        .containsPattern("one +(spins; )?updates right: CAS false -> true failed, is true")
        .containsPattern("two +(spins; )?updates left: CAS false -> true failed, is true")
        .contains("nothing changes:")
        .containsPattern("shrunk: steps [0-9]+ -> " + small.failure().step() + ",");
  }

  @Test
  void auditOfASpinDeadlockAgrees() {
    SimulationResult result =
        Simulator.audit(
            SimulationOptions.seed(1),
            simulation -> {
              SharedFlag never = new SharedFlag(simulation.scheduler(), "never");
              while (!never.getVolatile()) {
                simulation.scheduler().spinning();
              }
            });
    assertThat(result.failure().orElseThrow().name()).isEqualTo("spin deadlock");
  }

  @Test
  void taskThatSpinsForASleeperIsOne() {
    RunFailure failure =
        failureOf(
            simulation -> {
              SharedFlag ready = new SharedFlag(simulation.scheduler(), "ready");
              simulation.client(
                  "forgotten",
                  () -> {
                    Parker me = simulation.scheduler().currentParker();
                    me.park();
                    ready.setVolatile(true);
                  });
              try (MultiCoreRuntime runtime = simulation.runtime().start()) {
                runtime.spawn(
                    () -> {
                      while (!ready.getVolatile()) {
                        simulation.scheduler().spinning();
                      }
                      return 0;
                    })
                    .join();
              }
            });
    assertThat(failure).isNotNull();
    assertThat(failure.name()).isEqualTo("spin deadlock");
    assertThat(failure.message()).contains("reads ready: false", "forgotten is parked");
  }

  @Test
  @SuppressWarnings("BoxedPrimitiveEquality")
  void compareAndSetOfBoxedNumbersIsOne() {
    RunFailure failure =
        failureOf(
            simulation -> {
              SharedReference<Long> number =
                  new SharedReference<>(simulation.scheduler(), "number", 1_000L);
              long seen = number.getVolatile();
              while (!number.compareAndSet(seen, seen + 1)) {
                seen = number.getVolatile();
              }
            });
    assertThat(failure).isNotNull();
    assertThat(failure.name()).isEqualTo("spin deadlock");
  }

  /** Waits for {@code flag}, and yields after some rounds. */
  private static void backOff(SharedFlag flag, Scheduler scheduler) {
    int rounds = 0;
    while (!flag.getVolatile()) {
      if (++rounds > 10) {
        scheduler.spinning();
      }
    }
  }

  @Test
  void loopsThatCountTellWhatTheyLookAt() {
    RunFailure failure =
        failureOf(
            simulation -> {
              SharedFlag never = new SharedFlag(simulation.scheduler(), "never");
              simulation.client("other", () -> backOff(never, simulation.scheduler()));
              backOff(never, simulation.scheduler());
            });
    assertThat(failure).isNotNull();
    assertThat(failure.kind()).isEqualTo(FailureKind.STEP_BOUND);
    assertThat(failure.message())
        .containsPattern(
            "from step [0-9,]+ on, the threads that can run look at the same values, and only their"
                + " counters change:\n")
        .contains("\n  main reads never: false\n", "\n  other reads never: false\n");
  }

  @Test
  void whoHasCountedToAnEndIsInADeadlock() {
    RunFailure failure =
        failureOf(
            simulation -> spin(new SharedFlag(simulation.scheduler(), "never"), MANY));
    assertThat(failure).isNotNull();
    assertThat(failure.name()).isEqualTo("spin deadlock");
  }

  // ---- loops that are no deadlock ----

  @Test
  void loopThatWaitsForVirtualTimeIsNone() {
    assertThat(
        failureOf(
            simulation -> {
              SharedFlag never = new SharedFlag(simulation.scheduler(), "never");
              long end = simulation.clock().nanos() + 20_000_000; // more steps than a trial takes
              while (!never.getVolatile() && simulation.clock().nanos() < end) {
                simulation.scheduler().spinning();
              }
            }))
        .isNull();
  }

  @Test
  void loopThatASleeperWillEndIsNone() {
    assertThat(
        failureOf(
            simulation -> {
              SharedFlag done = new SharedFlag(simulation.scheduler(), "done");
              simulation.client(
                  "sleeper",
                  () -> {
                    simulation.work(Duration.ofMillis(20));
                    done.setVolatile(true);
                  });
              while (!done.getVolatile()) {
                simulation.scheduler().spinning();
              }
            }))
        .isNull();
  }

  @Test
  void loopThatATimerWillEndIsNone() {
    assertThat(
        failureOf(
            simulation -> {
              SharedFlag done = new SharedFlag(simulation.scheduler(), "done");
              try (MultiCoreRuntime runtime = simulation.runtime().start()) {
                runtime.spawn(
                    () -> Core.current().after(Duration.ofMillis(20),
                        () -> done.setVolatile(true)));
                while (!done.getVolatile()) {
                  simulation.scheduler().spinning();
                }
              }
            }))
        .isNull();
  }

  @Test
  void loopThatChangesWhatHasNoValueIsNone() {
    OutOfSight.reset();
    assertThat(
        failureOf(
            simulation -> {
              SharedLocation unseen =
                  new SharedLocation(simulation.scheduler()) {
                    @Override
                    public String describe() {
                      return "unseen";
                    }
                  };
              while (OutOfSight.count() < MORE_THAN_A_TRIAL) {
                simulation.scheduler().point(Access.UPDATE, unseen);
              }
            }))
        .isNull();
  }

  @Test
  void loopThatATaskWillEndIsNone() {
    OutOfSight.reset();
    assertThat(
        failureOf(
            simulation -> {
              try (MultiCoreRuntime runtime = simulation.runtime().cores(1).start()) {
                runtime.spawnFiber(
                    () -> {
                      while (OutOfSight.count() < 20_000) {
                        Fiber.yieldNow();
                      }
                      return 0;
                    })
                    .join();
              }
            }))
        .isNull();
  }

  @Test
  void loopThatALocalCountEndsIsNone() {
    assertThat(
        failureOf(
            simulation -> {
              SharedFlag never = new SharedFlag(simulation.scheduler(), "never");
              for (int i = 0; i < MANY && !never.getVolatile(); i++) {
                simulation.scheduler().spinning();
              }
              for (long i = MANY; i > 0 && !never.getVolatile(); i--) {
                simulation.scheduler().spinning();
              }
            }))
        .isNull();
  }

  @Test
  void loopThatAnotherThreadWillEndIsNone() {
    for (String strategy : List.of("random", "pos", "pct(depth=3,steps=1000)",
        "urw(events=100.100)")) {
      assertThat(
          failureOf(
              strategy,
              simulation -> {
                SharedFlag done = new SharedFlag(simulation.scheduler(), "done");
                SharedLong count = new SharedLong(simulation.scheduler(), "count");
                simulation.client(
                    "worker",
                    () -> {
                      for (int i = 0; i < MANY; i++) {
                        count.getVolatile();
                      }
                      done.setVolatile(true);
                    });
                while (!done.getVolatile()) {
                  simulation.scheduler().spinning();
                }
              }))
          .as(strategy)
          .isNull();
    }
  }

  @Test
  void readingManyLocationsIsNone() {
    assertThat(
        failureOf(
            simulation -> {
              List<SharedLong> all = new ArrayList<>();
              for (int i = 0; i < 200; i++) {
                all.add(new SharedLong(simulation.scheduler(), "count " + i));
              }
              long sum = 0;
              for (int round = 0; round < 200; round++) {
                for (SharedLong each : all) {
                  sum += each.getVolatile();
                }
              }
              simulation.require(sum == 0, "nobody has counted");
            }))
        .isNull();
  }

  @Test
  void loopThatARandomNumberEndsIsNone() {
    assertThat(
        failureOf(
            simulation -> {
              RandomGenerator random = simulation.random("end");
              SharedFlag never = new SharedFlag(simulation.scheduler(), "never");
              while (!never.getVolatile() && random.nextInt(40_000) != 0) {
                simulation.scheduler().spinning();
              }
            }))
        .isNull();
  }

  @Test
  void flagThatChangesAndChangesBackIsNone() {
    RunFailure failure =
        failureOf(
            simulation -> {
              SharedFlag flag = new SharedFlag(simulation.scheduler(), "flag");
              SharedFlag never = new SharedFlag(simulation.scheduler(), "never");
              while (!never.getVolatile()) {
                flag.setVolatile(true);
                flag.setVolatile(false);
              }
            });
    assertThat(failure).isNotNull();
    assertThat(failure.kind()).isEqualTo(FailureKind.STEP_BOUND);
  }

  /** Looks again each time that the other one has woken it, and wakes the other one. */
  private static void pingPong(SharedFlag never, Parker[] parkers, int me) {
    while (!never.getVolatile()) {
      parkers[1 - me].unpark();
      parkers[me].park();
    }
  }

  @Test
  void threadsThatWakeEachOtherAreNone() {
    RunFailure failure =
        failureOf(
            simulation -> {
              SharedFlag never = new SharedFlag(simulation.scheduler(), "never");
              SharedLong ready = new SharedLong(simulation.scheduler(), "ready");
              Parker[] parkers = new Parker[2];
              for (int i = 0; i < 2; i++) {
                int me = i;
                simulation.client(
                    "client",
                    () -> {
                      parkers[me] = simulation.scheduler().currentParker();
                      ready.getAndAdd(1);
                      while (ready.getVolatile() < 2) {
                        simulation.scheduler().spinning();
                      }
                      pingPong(never, parkers, me);
                    });
              }
            });
    assertThat(failure).isNotNull();
    assertThat(failure.kind()).isEqualTo(FailureKind.STEP_BOUND);
  }

  /** How long the local variable below changes, which delays that the deadlock is recognised; another one each run. */
  private static int changes;

  @Test
  void aSpinRecognisedLaterIsTheSame() {
    changes = 0;
    SimulationResult result =
        Simulator.audit(
            SimulationOptions.seed(1).withStrategy(Strategies.parse("random")),
            simulation -> {
              changes += MANY / 10;
              spin(new SharedFlag(simulation.scheduler(), "never"), changes);
            });
    assertThat(result.failure().orElseThrow().kind()).isEqualTo(FailureKind.DEADLOCK);
  }

  private static void spin(SharedFlag never, int limit) {
    int changing = 0;
    while (!never.getAcquire()) {
      changing = Math.min(limit, changing + 1);
    }
  }
}
