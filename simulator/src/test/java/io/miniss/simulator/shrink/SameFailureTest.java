package io.miniss.simulator.shrink;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.shared.SharedFlag;
import io.miniss.runtime.shared.SharedLong;
import io.miniss.runtime.shared.SharedReference;
import io.miniss.runtime.spi.Parker;
import io.miniss.simulator.Simulation;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.engine.FailureKind;
import io.miniss.simulator.engine.RunFailure;
import io.miniss.simulator.fault.Faults;
import io.miniss.simulator.scenario.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

final class SameFailureTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  private static SimulationResult firstFailure(
      SimulationOptions base, FailureKind kind, String at, Simulator.Body body) {
    for (int seed = 0; seed < 5_000; seed++) {
      SimulationResult result = Simulator.run(base.withSeed(seed), body);
      RunFailure failure = result.failure().orElse(null);
      if (failure != null && failure.kind() == kind && failure.message().contains(at)) {
        return result;
      }
    }
    throw new AssertionError("none of 5000 seeds fails so");
  }

  /** A lost wake-up; and, with the smallest workload only, a wait that nobody ends. */
  private static void twoDeadlocks(Simulation world) {
    int size = world.drawSize("a", 1, 4) * world.drawSize("b", 1, 4) * world.drawSize("c", 1, 4);
    SharedFlag asleep = new SharedFlag(world.scheduler(), "asleep");
    SharedFlag work = new SharedFlag(world.scheduler(), "work");
    if (size == 1) {
      waitsForNobody(world);
    }
    SharedReference<Parker> parker = new SharedReference<>(world.scheduler(), "parker", null);
    World.Client sleeper =
        world.client(
            "sleeper",
            () -> {
              Parker me = world.scheduler().currentParker();
              parker.setVolatile(me);
              if (!work.getVolatile()) { // looks before it announces
                asleep.setVolatile(true);
                losesWakeUp(me);
              }
            });
    work.setVolatile(true);
    if (asleep.getVolatile()) {
      Objects.requireNonNull(parker.getVolatile()).unpark();
    }
    sleeper.join();
  }

  private static void losesWakeUp(Parker me) {
    me.park();
  }

  private static void waitsForNobody(Simulation world) {
    world.scheduler().currentParker().park();
  }

  @Test
  void anotherDeadlockIsNoSmallerFormOfThisOne() {
    SimulationResult failed =
        firstFailure(
            SimulationOptions.seed(0),
            FailureKind.DEADLOCK,
            "losesWakeUp",
            SameFailureTest::twoDeadlocks);
    Shrunk shrunk =
        Shrinker.shrink(SameFailureTest::twoDeadlocks, failed, Shrinker.DEFAULT_RUNS, LONG);
    assertThat(shrunk.smallest().failure().orElseThrow().message())
        .contains("losesWakeUp")
        .doesNotContain("waitsForNobody");
    assertThat(shrunk.smallest().sizes().values().stream().mapToInt(size -> size).sum())
        .isEqualTo(4);
  }

  @Test
  void anotherLivelockIsNoSmallerFormOfThisOne() {
    Simulator.Body body =
        world -> {
          SharedFlag never = new SharedFlag(world.scheduler(), "never");
          if (world.drawSize("size", 1, 9) == 1) {
            spinsHere(world, never);
          }
          spinsThere(world, never);
        };
    SimulationOptions options = SimulationOptions.seed(0).withMaxSteps(200);
    SimulationResult failed =
        firstFailure(options, FailureKind.STEP_BOUND, "spinsThere", body);
    Shrunk shrunk = Shrinker.shrink(body, failed, 2_000, LONG);
    assertThat(shrunk.smallest().failure().orElseThrow().message()).contains("spinsThere");
    assertThat(shrunk.smallest().sizes()).containsEntry("size", 2);
  }

  private static void spinsHere(Simulation world, SharedFlag never) {
    while (!never.getVolatile()) {
      world.scheduler().spinning();
    }
  }

  private static void spinsThere(Simulation world, SharedFlag never) {
    while (!never.getVolatile()) {
      world.scheduler().spinning();
    }
  }

  @Test
  void aLivelockIsShrunkInShortRuns() {
    AtomicLong steps = new AtomicLong();
    Simulator.Body body =
        world -> {
          SharedFlag never = new SharedFlag(world.scheduler(), "never");
          SharedLong looks = new SharedLong(world.scheduler(), "looks");
          for (int i = 0; i < world.drawSize("threads", 1, 3); i++) {
            world.client(
                "spins",
                () -> {
                  while (!never.getVolatile()) {
                    steps.incrementAndGet();
                    looks.getAndAdd(1); // or it would be a deadlock that is seen much earlier
                  }
                });
          }
        };
    SimulationResult failed = Simulator.run(SimulationOptions.seed(0), body);
    steps.set(0);
    Shrunk shrunk = Shrinker.shrink(body, failed, 300, LONG);
    assertThat(steps.get()).isLessThan(6_000_000);
    assertThat(shrunk.smallest().options().maxSteps()).isEqualTo(failed.options().maxSteps());
    assertThat(shrunk.smallest().failure().orElseThrow().kind()).isEqualTo(FailureKind.STEP_BOUND);
    assertThat(shrunk.after().preemptions()).isZero();
  }

  @Test
  void theNumberOfWaitersIsNoPartOfDeadlock() {
    Simulator.Body body =
        world -> {
          int waiters = world.drawSize("waiters", 1, 6);
          for (int i = 0; i < waiters; i++) {
            world.client("waiter " + i, () -> losesWakeUp(world.scheduler().currentParker()));
          }
        };
    SimulationResult failed = null;
    for (int seed = 0; failed == null || failed.sizes().get("waiters") < 3; seed++) {
      failed = Simulator.run(SimulationOptions.seed(seed), body);
    }
    Shrunk shrunk = Shrinker.shrink(body, failed, 200, LONG);
    assertThat(shrunk.smallest().sizes()).containsEntry("waiters", 1);
  }

  @Test
  void aDeadlockNamesItsCircle() {
    Simulator.Body body =
        world -> {
          ReentrantLock first = new ReentrantLock();
          ReentrantLock second = new ReentrantLock();
          SharedFlag met = new SharedFlag(world.scheduler(), "met");
          world.client("t1", () -> locksBoth(first, second, met));
          world.client("t2", () -> locksBoth(second, first, met));
        };
    SimulationResult failed =
        firstFailure(SimulationOptions.seed(0), FailureKind.DEADLOCK, "", body);
    assertThat(failed.failure().orElseThrow().message())
        .contains("in a circle: t1 waits for t2, t2 waits for t1")
        .contains("t1 waits in java.util.concurrent for a lock, held by t2\n");
  }

  @SuppressWarnings("LockNotBeforeTry") // nothing throws here but the end of the run
  private static void locksBoth(ReentrantLock one, ReentrantLock other, SharedFlag met) {
    one.lock();
    met.setVolatile(true);
    other.lock();
    other.unlock();
    one.unlock();
  }

  @Test
  void aJoinIsReportedAsJoin() {
    Simulator.Body body =
        world -> {
          SharedFlag flag = new SharedFlag(world.scheduler(), "some flag");
          World.Client client =
              world.client("other", () -> losesWakeUp(world.scheduler().currentParker()));
          flag.getVolatile();
          client.join();
        };
    SimulationResult failed = Simulator.run(SimulationOptions.seed(0), body);
    assertThat(failed.failure().orElseThrow().message())
        .contains("main is parked until other has ended")
        .doesNotContain("after a look at");
  }

  @Test
  void aShrunkRunIsInNothingLarger() {
    Simulator.Body body =
        world -> {
          int threads = world.drawSize("threads", 2, 4);
          int rounds = world.drawSize("rounds", 1, 4);
          SharedLong count = new SharedLong(world.scheduler(), "count");
          List<World.Client> clients = new ArrayList<>();
          for (int i = 0; i < threads; i++) {
            clients.add(
                world.client(
                    "client",
                    () -> {
                      for (int round = 0; round < rounds; round++) {
                        long seen = count.getVolatile();
                        count.getAndAdd(1);
                        world.require(count.getVolatile() == seen + 1, "nobody else counts");
                      }
                    }));
          }
          clients.forEach(World.Client::join);
        };
    for (int seed = 0; seed < 40; seed++) {
      SimulationOptions options =
          SimulationOptions.seed(seed).withFaults(Faults.parse("stall=0.1"));
      SimulationResult failed = Simulator.run(options, body);
      if (failed.isSuccess()) {
        continue;
      }
      Shrunk shrunk = Shrinker.shrink(body, failed, 400, LONG);
      SimulationResult small = shrunk.smallest();
      assertThat(small.steps()).isLessThanOrEqualTo(failed.steps());
      assertThat(small.faults()).hasSizeLessThanOrEqualTo(failed.faults().size());
      assertThat(shrunk.after().preemptions())
          .isLessThanOrEqualTo(shrunk.before().preemptions());
      failed
          .sizes()
          .forEach((name, size) -> assertThat(small.sizes().get(name)).isLessThanOrEqualTo(size));
      assertThat(small.options().sizes()).isEqualTo(small.sizes());
    }
  }

  /** Spawns three tasks, and of another order of threads one task after many steps. */
  private static void failsEitherWay(World world) {
    SharedLong set = new SharedLong(world.scheduler(), "set");
    try (MultiCoreRuntime runtime = world.runtime().start()) {
      World.Client client = world.client("client", () -> set.getAndAdd(1));
      boolean isSet = set.getVolatile() != 0;
      for (int i = 0; isSet && i < 1_000; i++) {
        set.getAndAdd(1);
      }
      for (int i = isSet ? 2 : 0; i < 3; i++) {
        runtime.spawn(() -> 1).join();
      }
      client.join();
      world.require(false, "fails in any order");
    }
  }

  @Test
  void aShrunkRunHasNoMoreTasks() {
    int seed = 0;
    SimulationResult failed;
    do {
      failed = Simulator.run(SimulationOptions.seed(seed++), SameFailureTest::failsEitherWay);
    } while (failed.steps() < 1_000);
    Shrunk shrunk = Shrinker.shrink(SameFailureTest::failsEitherWay, failed, 400, LONG);
    assertThat(shrunk.before().tasks()).isEqualTo(1);
    assertThat(shrunk.after().tasks()).isLessThanOrEqualTo(1);
  }
}
