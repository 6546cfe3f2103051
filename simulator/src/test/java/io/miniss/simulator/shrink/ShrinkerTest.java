package io.miniss.simulator.shrink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miniss.runtime.Fiber;
import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.shared.SharedFlag;
import io.miniss.runtime.shared.SharedLong;
import io.miniss.runtime.shared.SharedReference;
import io.miniss.runtime.shared.WakeFlag;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.simulator.Simulation;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.engine.FailureKind;
import io.miniss.simulator.engine.RunFailure;
import io.miniss.simulator.fault.Faults;
import io.miniss.simulator.scenario.World;
import io.miniss.simulator.strategy.Strategies;
import io.miniss.simulator.strategy.Switches;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ShrinkerTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  /** Some tasks on each core read a count and write it back. */
  private static void lostUpdate(Simulation simulation) {
    int tasks = simulation.drawSize("tasks", 1, 8);
    try (MultiCoreRuntime runtime = simulation.runtime().start()) {
      SharedReference<Integer> count = new SharedReference<>(simulation.scheduler(), "count", 0);
      List<JoinHandle<?>> handles = new ArrayList<>();
      for (int i = 0; i < tasks * simulation.cores(); i++) {
        handles.add(
            runtime.spawnOn(
                i % simulation.cores(),
                () -> count.setVolatile(Objects.requireNonNull(count.getVolatile()) + 1)));
      }
      handles.forEach(JoinHandle::join);
      simulation.require(
          Objects.equals(count.getVolatile(), handles.size()), "an update was lost");
    }
  }

  private static SimulationResult firstFailure(SimulationOptions base, Simulator.Body body) {
    for (int seed = 0; seed < 5_000; seed++) {
      SimulationResult result = Simulator.run(base.withSeed(seed), body);
      if (!result.isSuccess()) {
        return result;
      }
    }
    throw new AssertionError("none of 5000 seeds fails");
  }

  private static Shrunk shrink(SimulationResult failed, Simulator.Body body) {
    return Shrinker.shrink(body, failed, Shrinker.DEFAULT_RUNS, LONG);
  }

  @ParameterizedTest
  @ValueSource(strings = {"random", "pct(depth=3,steps=200)"})
  void aLostUpdateShrinksToOneSwitchAndOneTaskACore(String strategy) {
    SimulationOptions base = SimulationOptions.seed(0).withStrategy(Strategies.parse(strategy));
    SimulationResult failed = firstFailure(base, ShrinkerTest::lostUpdate);
    Shrunk shrunk = shrink(failed, ShrinkerTest::lostUpdate);
    assertThat(shrunk.after().switches()).hasSizeLessThanOrEqualTo(2);
    assertThat(shrunk.smallest().sizes()).containsEntry("tasks", 1);
    assertThat(shrunk.after().tasks()).isEqualTo(2);
    assertThat(shrunk.summary())
        .matches("steps \\d+ -> \\d+, preemptions \\d+ -> [12], faults 0 -> 0, tasks \\d+ -> 2,"
            + " size\\.tasks \\d -> 1 \\(\\d+ runs\\)");
    assertThat(shrunk.smallest().failure().orElseThrow().message()).isEqualTo("an update was lost");
    assertThat(shrunk.smallest().options().maxSteps()).isEqualTo(failed.options().maxSteps());
  }

  @Test
  void theShrunkRunIsReplayedByItsOptionsAlone() {
    SimulationResult failed = firstFailure(SimulationOptions.seed(0), ShrinkerTest::lostUpdate);
    Shrunk shrunk = shrink(failed, ShrinkerTest::lostUpdate);
    SimulationResult again =
        Simulator.run(shrunk.smallest().options(), ShrinkerTest::lostUpdate);
    assertThat(again.traceHash()).isEqualTo(shrunk.smallest().traceHash());
    assertThat(shrink(failed, ShrinkerTest::lostUpdate)).hasToString(shrunk.toString());
  }

  @Test
  void faultsThatAreNotNeededGo() {
    SimulationOptions swarm =
        SimulationOptions.seed(0).withFaults(Faults.parse("stall=0.05,spurious-wake=0.5"));
    SimulationResult failed = firstFailure(swarm, ShrinkerTest::lostUpdate);
    assertThat(failed.faults()).isNotEmpty();
    Shrunk shrunk = shrink(failed, ShrinkerTest::lostUpdate);
    assertThat(shrunk.smallest().faults()).isEmpty();
    assertThat(shrunk.smallest().options().faults()).isEqualTo(Faults.none());
    assertThat(shrunk.summary()).contains(" -> 0");
  }

  @Test
  void aFaultThatIsNeededStays() {
    Simulator.Body body =
        simulation -> {
          long before = simulation.clock().nanos();
          try (MultiCoreRuntime runtime = simulation.runtime().start()) {
            runtime.spawn(() -> 1).join();
          }
          simulation.require(
              simulation.clock().nanos() - before < 1_000_000, "it took no millisecond");
        };
    SimulationOptions jumpy =
        SimulationOptions.seed(0).withFaults(Faults.parse("time-jump=0.05,stall=0.01"));
    Shrunk shrunk = shrink(firstFailure(jumpy, body), body);
    assertThat(shrunk.smallest().faults()).hasSize(1);
    assertThat(shrunk.smallest().options().faults())
        .isEqualTo(Faults.at(shrunk.smallest().faults()));
    assertThat(shrunk.after().switches()).hasSizeLessThanOrEqualTo(2);
  }

  @Test
  void theOnlyFaultIsNamed() {
    Simulator.Body body =
        simulation -> {
          simulation.scheduler().currentParker().park();
          simulation.require(false, "it came back");
        };
    SimulationOptions spurious =
        SimulationOptions.seed(0).withFaults(Faults.parse("spurious-wake=1"));
    SimulationResult failed = firstFailure(spurious, body);
    assertThat(failed.faults()).hasSize(1);
    assertThat(shrink(failed, body).smallest().options().faults())
        .isEqualTo(Faults.at(failed.faults()));
  }

  /** One jump of the time is enough with the largest size; with a smaller one it takes two. */
  private static void failsByJumps(Simulation simulation) {
    int needed = simulation.drawSize("size", 1, 9) == 9 ? 1 : 2;
    SharedLong looks = new SharedLong(simulation.scheduler(), "looks");
    int jumps = 0;
    for (int i = 0; i < 10; i++) {
      long before = simulation.clock().nanos();
      looks.getAndAdd(1);
      jumps += simulation.clock().nanos() - before > 100_000 ? 1 : 0;
    }
    simulation.require(jumps < needed, "time goes on evenly");
  }

  @Test
  void noSmallerSizeIsBoughtWithMoreFaults() {
    SimulationOptions jumpy =
        SimulationOptions.seed(0)
            .withFaults(Faults.parse("time-jump=0.2"))
            .withSizes(Map.of("size", 9));
    SimulationResult failed = firstFailure(jumpy, ShrinkerTest::failsByJumps);
    for (int seed = 0; failed.isSuccess() || failed.faults().size() != 1; seed++) {
      failed = Simulator.run(jumpy.withSeed(seed), ShrinkerTest::failsByJumps);
    }
    Shrunk shrunk = shrink(failed, ShrinkerTest::failsByJumps);
    assertThat(shrunk.smallest().faults()).hasSize(1);
    assertThat(shrunk.smallest().sizes()).containsEntry("size", 9);
  }

  @Test
  void anotherFailureIsNoSmallerFormOfThisOne() {
    // With fewer than three tasks it fails too, but elsewhere.
    Simulator.Body body =
        simulation -> {
          int tasks = simulation.drawSize("tasks", 1, 9);
          if (tasks < 3) {
            throw new IllegalStateException("too few");
          }
          simulation.require(tasks < 0, "as found");
        };
    SimulationResult failed = firstFailure(SimulationOptions.seed(0), simulation -> {
      body.run(simulation);
    });
    for (int seed = 0; failed.failure().orElseThrow().message().contains("too few"); seed++) {
      failed = Simulator.run(SimulationOptions.seed(seed), body);
    }
    Shrunk shrunk = shrink(failed, body);
    assertThat(shrunk.smallest().failure().orElseThrow().message()).isEqualTo("as found");
    assertThat(shrunk.smallest().sizes()).containsEntry("tasks", 3);
  }

  /** Fails in one of two lines, through an assertion of a library whose frames stay in the stack. */
  private static void fails(Simulation simulation) {
    int tasks = simulation.drawSize("tasks", 1, 9);
    if (tasks < 3) {
      Assertions.fail("as found");
    }
    Assertions.fail("as found");
  }

  @Test
  void thePlaceOfAFailureIsInTheTestAndNotInTheAssertionThatItCalls() {
    SimulationResult failed =
        firstFailure(SimulationOptions.seed(0).withSizes(Map.of("tasks", 9)), ShrinkerTest::fails);
    RunFailure failure = failed.failure().orElseThrow();
    assertThat(failure.cause().getStackTrace()[0].getClassName()).startsWith("org.junit.");
    assertThat(failure.place()).startsWith(ShrinkerTest.class.getName() + ":");
  }

  @Test
  void anAssertionThatFailsInAnotherLineIsAnotherFailure() {
    SimulationResult failed =
        firstFailure(SimulationOptions.seed(0), simulation -> fails(simulation));
    for (int seed = 0; failed.sizes().get("tasks") < 3; seed++) {
      failed = Simulator.run(SimulationOptions.seed(seed), ShrinkerTest::fails);
    }
    Shrunk shrunk = shrink(failed, ShrinkerTest::fails);
    assertThat(shrunk.smallest().sizes()).containsEntry("tasks", 3);
  }

  @Test
  void aDeadlockStaysADeadlock() {
    Simulator.Body body =
        simulation -> {
          SharedFlag done = new SharedFlag(simulation.scheduler(), "done");
          WakeFlag flag = new WakeFlag(simulation.scheduler(), "flag");
          flag.sleeper(simulation.scheduler().currentParker());
          simulation.client(
              "waker",
              () -> {
                done.setVolatile(true);
                flag.wake();
              });
          while (!done.getVolatile()) {
            flag.announceSleep(); // and does not look again
            simulation.scheduler().currentParker().park();
            flag.endSleep();
          }
        };
    SimulationResult failed = firstFailure(SimulationOptions.seed(0), body);
    Shrunk shrunk = shrink(failed, body);
    assertThat(shrunk.smallest().failure().orElseThrow().kind()).isEqualTo(FailureKind.DEADLOCK);
    assertThat(shrunk.smallest().steps()).isLessThanOrEqualTo(failed.steps());
  }

  @Test
  void shrinkingKeepsToItsNumberOfRuns() {
    SimulationResult failed = firstFailure(SimulationOptions.seed(0), ShrinkerTest::lostUpdate);
    AtomicInteger runs = new AtomicInteger();
    Shrunk shrunk =
        Shrinker.shrink(
            simulation -> {
              runs.incrementAndGet();
              lostUpdate(simulation);
            },
            failed,
            10,
            LONG);
    assertThat(shrunk.runs()).isLessThanOrEqualTo(12);
    assertThat(runs).hasValueLessThan(20);
    assertThat(shrunk.smallest().failure()).isPresent();
  }

  @Test
  void aRunThatHeldCannotBeShrunk() {
    SimulationResult passed = Simulator.run(SimulationOptions.seed(1), simulation -> {});
    assertThatThrownBy(() -> shrink(passed, simulation -> {})).hasMessageContaining("passed");
  }

  @Test
  void switchesReadBackAsTheyAreWritten() {
    for (String text : List.of("switches()", "switches(1@6>2)", "switches(0@12w>3,1@6>2)")) {
      assertThat(Strategies.parse(text)).isInstanceOf(Switches.class).hasToString(text);
    }
    for (String text : List.of("1>2", "1@6>", "1@>2", "@6>2", "1@6>2>3", "1@-6>2")) {
      assertThatThrownBy(() -> Strategies.parse("switches(" + text + ")"))
          .hasMessageContaining("\"" + text + "\" is no THREAD@STEP>THREAD");
    }
  }

  @Test
  void aConditionIsTheSameWhoeverHasCalledTheSimulator() {
    Simulator.Body body =
        simulation -> {
          SharedReference<Integer> sum = new SharedReference<>(simulation.scheduler(), "sum", 0);
          for (int i = 0; i < 2; i++) {
            simulation.client(
                "adder",
                () -> {
                  for (int k = 0; k < 10; k++) {
                    sum.setVolatile(Objects.requireNonNull(sum.getVolatile()) + 1);
                  }
                });
          }
          simulation.finalCheck("both", () -> Objects.equals(sum.getVolatile(), 20));
        };
    SimulationResult failed = Simulator.run(SimulationOptions.seed(0), body); // not from the shrinker
    assertThat(Shrinker.shrink(body, failed, 1_000, LONG).after().preemptions()).isEqualTo(1);
  }

  @Test
  void aLivelockOfManySwitchesIsShrunk() {
    Simulator.Body body =
        simulation -> {
          for (int i = 0; i < 2; i++) {
            SharedFlag never = new SharedFlag(simulation.scheduler(), "never");
            SharedLong looks = new SharedLong(simulation.scheduler(), "looks");
            simulation.client("waiter", () -> {
              while (!never.getVolatile()) {
                looks.getAndAdd(1); // or it would be a deadlock that is seen much earlier
              }
            });
          }
        };
    SimulationOptions options = SimulationOptions.seed(0).withMaxSteps(100_000);
    SimulationResult failed = Simulator.run(options, body);
    Shrunk shrunk = Shrinker.shrink(body, failed, 100, LONG);
    assertThat(shrunk.before().preemptions()).isGreaterThan(10_000);
    assertThat(shrunk.after().preemptions()).isZero();
  }

  /** Wrong if {@code isWrong} says so of the two numbers that the second client has seen of the first. */
  private static void seenTwice(
      Simulation simulation, int additions, BiPredicate<Long, Long> isWrong) {
    SharedLong count = new SharedLong(simulation.scheduler(), "count");
    boolean[] wrong = new boolean[1];
    World.Client first =
        simulation.client(
            "first",
            () -> {
              for (int i = 0; i < additions; i++) {
                count.getAndAdd(1);
              }
            });
    World.Client second =
        simulation.client(
            "second",
            () -> {
              long one = count.getVolatile();
              long other = count.getVolatile();
              wrong[0] = isWrong.test(one, other);
            });
    first.join();
    second.join();
    simulation.require(!wrong[0], "nothing is seen halfway");
  }

  @Test
  void aSearchFindsFewerPreemptionsThanLeavingOut() {
    Simulator.Body body =
        simulation -> seenTwice(
            simulation,
            60,
            (one, other) -> one > 0 && other < 60 && (one == 40 || !one.equals(other)));
    int searched = 0;
    for (int seed = 0; seed < 20; seed++) {
      SimulationResult failed = Simulator.run(SimulationOptions.seed(seed), body);
      if (!failed.isSuccess()) {
        searched++;
        assertThat(shrink(failed, body).after().preemptions()).as("seed %d", seed).isEqualTo(1);
      }
    }
    assertThat(searched).isGreaterThan(2);
  }

  @Test
  void searchHasItsShareOfTheBudget() {
    Simulator.Body body =
        simulation -> seenTwice(
            simulation,
            60,
            (one, other) -> (one == 10 && other == 10) || (one > 0 && other == one + 3));
    SimulationResult failed = firstFailure(SimulationOptions.seed(0), body);
    Shrunk shrunk = Shrinker.shrink(body, failed, 100, LONG);
    assertThat(shrunk.after().preemptions()).isEqualTo(1);
    assertThat(shrunk.runs()).isLessThanOrEqualTo(101);
  }

  private static void takesBoth(Simulation simulation, SharedFlag first, SharedFlag second) {
    for (SharedFlag lock : List.of(first, second)) {
      while (!lock.compareAndSet(false, true)) {
        simulation.scheduler().spinning();
      }
    }
    second.setVolatile(false);
    first.setVolatile(false);
  }

  @Test
  void spinDeadlockIsSearchedBeforeSwitchesAreLeftOut() {
    Simulator.Body body =
        simulation -> {
          SharedFlag a = new SharedFlag(simulation.scheduler(), "a");
          SharedFlag b = new SharedFlag(simulation.scheduler(), "b");
          simulation.client("x", () -> takesBoth(simulation, a, b));
          simulation.client("y", () -> takesBoth(simulation, b, a));
        };
    SimulationResult failed = firstFailure(SimulationOptions.seed(0), body);
    assertThat(failed.failure().orElseThrow().isSpin()).isTrue();
    Shrunk shrunk = shrink(failed, body);
    assertThat(shrunk.before().preemptions()).isGreaterThan(10_000);
    assertThat(shrunk.after().preemptions()).isEqualTo(1);
    assertThat(shrunk.runs()).isLessThan(40);
    assertThat(shrunk.smallest().steps()).isLessThanOrEqualTo(failed.steps());
  }

  /** Wrong if the second has seen two numbers of the first, for which it takes two preemptions. */
  private static void seesTwo(Simulation simulation) {
    SharedLong count = new SharedLong(simulation.scheduler(), "count");
    boolean[] differ = new boolean[1];
    World.Client first =
        simulation.client(
            "first",
            () -> {
              for (int i = 0; i < 400; i++) {
                count.getAndAdd(1);
              }
            });
    World.Client second =
        simulation.client(
            "second",
            () -> {
              long one = count.getVolatile();
              differ[0] = one > 0 && one != count.getVolatile();
            });
    first.join();
    second.join();
    simulation.require(!differ[0], "nothing happens in between");
  }

  @Test
  void noBudgetOfRunsIsExceeded() {
    SimulationResult failed = firstFailure(SimulationOptions.seed(0), ShrinkerTest::seesTwo);
    for (int budget : new int[] {0, 1, 2, 10, 200, 600}) {
      AtomicInteger runs = new AtomicInteger();
      Shrunk shrunk =
          Shrinker.shrink(
              simulation -> {
                runs.incrementAndGet();
                seesTwo(simulation);
              },
              failed,
              budget,
              LONG);
      // A candidate that is taken has been run twice.
      assertThat(shrunk.runs()).isLessThanOrEqualTo(budget + (budget == 0 ? 0 : 1));
      assertThat(runs.get() - shrunk.runs()).as("runs that are not counted").isBetween(0, 40);
    }
  }

  @Test
  void whereNothingFailsAgainTheBudgetIsMet() {
    AtomicInteger runs = new AtomicInteger();
    Simulator.Body body =
        simulation -> {
          SharedLong count = new SharedLong(simulation.scheduler(), "count");
          for (int i = 0; i < 5; i++) {
            simulation.client("client " + i, () -> count.getAndAdd(1));
          }
          simulation.require(runs.incrementAndGet() > 1, "never seen again");
        };
    SimulationResult failed = Simulator.run(SimulationOptions.seed(1), body);
    assertThat(Shrinker.shrink(body, failed, 7, LONG).runs()).isEqualTo(7);
  }

  /** Fails once, and never again; tells of each run its seed and whether its size is smaller than the first one's. */
  private static Shrunk shrinkHopeless(int sizes, BiConsumer<Long, Boolean> seen) {
    AtomicInteger runs = new AtomicInteger();
    Simulator.Body body =
        simulation -> {
          boolean smaller = sizes > 0 && simulation.drawSize("size", 1, 9) < 9;
          seen.accept(simulation.seed(), smaller);
          SharedLong count = new SharedLong(simulation.scheduler(), "count");
          for (int i = 0; i < 5; i++) {
            simulation.client("client " + i, () -> count.getAndAdd(1));
          }
          simulation.require(runs.incrementAndGet() > 1, "never seen again");
        };
    SimulationOptions options = SimulationOptions.seed(1).withSizes(Map.of("size", 9));
    return shrink(Simulator.run(options, body), body);
  }

  @Test
  void startsHaveSeedsOfTheirOwn() {
    List<Long> seeds = new ArrayList<>();
    shrinkHopeless(0, (seed, smaller) -> seeds.add(seed));
    seeds.removeIf(seed -> seed == 1);
    assertThat(seeds).hasSize(5 * 100).doesNotHaveDuplicates();
    assertThat(seeds).contains(seeds.getFirst() + seeds.size() - 1); // without a gap
  }

  @Test
  void sizesAreTriedWithHundredSeeds() {
    Set<Long> seeds = new TreeSet<>();
    shrinkHopeless(
        1,
        (seed, smaller) -> {
          if (smaller) {
            seeds.add(seed);
          }
        });
    assertThat(seeds).hasSize(100);
  }

  @Test
  void runsForSizesAreCounted() {
    AtomicInteger with = new AtomicInteger();
    AtomicInteger without = new AtomicInteger();
    int counted = shrinkHopeless(1, (seed, smaller) -> with.incrementAndGet()).runs();
    int countedWithout = shrinkHopeless(0, (seed, smaller) -> without.incrementAndGet()).runs();
    assertThat(with.get() - counted).isEqualTo(without.get() - countedWithout);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5})
  void noBudgetIsExceededForManySizes(int budget) {
    Simulator.Body body =
        simulation -> {
          for (int i = 0; i < 20; i++) {
            simulation.drawSize("size" + i, 1, 9);
          }
          simulation.require(false, "as found");
        };
    SimulationResult failed = Simulator.run(SimulationOptions.seed(1), body);
    Shrunk shrunk = Shrinker.shrink(body, failed, budget, LONG);
    assertThat(shrunk.runs()).isLessThanOrEqualTo(budget + (budget == 0 ? 0 : 1));
  }

  /** Which takes a bound of one step more: a run that reaches its bound has not ended. */
  @Test
  void aCandidateMayBeAsLongAsTheOriginal() {
    Simulator.Body body =
        simulation -> {
          simulation.drawSize("size", 1, 9);
          new SharedLong(simulation.scheduler(), "count").getAndAdd(1);
          simulation.require(false, "as found");
        };
    SimulationOptions options = SimulationOptions.seed(1).withSizes(Map.of("size", 9));
    Shrunk shrunk = shrink(Simulator.run(options, body), body);
    assertThat(shrunk.smallest().sizes()).containsEntry("size", 1);
  }

  @Test
  void whereNoTimeIsLeftNothingIsTried() {
    SimulationResult failed = firstFailure(SimulationOptions.seed(0), ShrinkerTest::seesTwo);
    Shrunk shrunk =
        Shrinker.shrink(ShrinkerTest::seesTwo, failed, Shrinker.DEFAULT_RUNS, Duration.ofNanos(1));
    assertThat(shrunk.runs()).isLessThan(10);
    assertThat(shrunk.smallest().traceHash()).isEqualTo(failed.traceHash());
  }

  private static volatile boolean loops;

  @Test
  @Timeout(60)
  void aCandidateThatDoesNotComeBackIsGivenUp() {
    Simulator.Body body =
        simulation -> {
          loops = simulation.drawSize("size", 1, 9) < 3;
          while (loops) {
            Thread.onSpinWait();
          }
          simulation.require(false, "as found");
        };
    SimulationOptions options =
        SimulationOptions.seed(0).withSizes(Map.of("size", 9)).withWatchdog(Duration.ofHours(1));
    Shrunk shrunk = Shrinker.shrink(body, Simulator.run(options, body), 3, LONG);
    loops = false;
    assertThat(shrunk.smallest().sizes()).containsEntry("size", 9);
    assertThat(shrunk.smallest().options().watchdog()).isEqualTo(options.watchdog());
  }

  @Test
  void whatOnlyTakesLongIsNoLivelock() {
    Simulator.Body body =
        simulation -> {
          SharedLong looks = new SharedLong(simulation.scheduler(), "looks");
          String[] last = {""};
          for (String name : List.of("one", "other")) {
            simulation.client(
                name,
                () -> {
                  for (int alone = 0; alone < 25_000; alone++) {
                    looks.getAndAdd(1);
                    // Gets on unless the other one comes in between all the time.
                    alone = last[0].equals(name) ? alone : Math.max(0, alone - 10);
                    last[0] = name;
                  }
                });
          }
        };
    SimulationOptions options = SimulationOptions.seed(0).withMaxSteps(100_000);
    SimulationResult failed = Simulator.run(options, body);
    assertThat(failed.failure().orElseThrow().kind()).isEqualTo(FailureKind.STEP_BOUND);
    SimulationResult smallest = Shrinker.shrink(body, failed, 50, LONG).smallest();
    assertThat(smallest.failure().orElseThrow().isSameAs(failed.failure().orElseThrow())).isTrue();
    assertThat(smallest.options().maxSteps()).isEqualTo(options.maxSteps());
  }

  @Test
  void tasksAndFibersThatRanAreCountedOnce() {
    Simulator.Body body =
        simulation -> {
          try (MultiCoreRuntime runtime = simulation.runtime().start()) {
            for (int i = 0; i < 3; i++) {
              runtime.spawn(() -> 1).join();
            }
            runtime
                .spawnFiber(
                    () -> {
                      Fiber.yieldNow();
                      Fiber.yieldNow();
                      return 1;
                    })
                .join();
          }
        };
    assertThat(RunSize.of(SimulationOptions.seed(0), body).tasks()).isEqualTo(4);
    Simulator.Body cancelled =
        simulation -> {
          try (MultiCoreRuntime runtime = simulation.runtime().start()) {
            runtime.spawnOn(0, () -> runtime.spawnOn(1, () -> 1).cancel("not wanted")).join();
          }
        };
    SimulationOptions inOrder =
        SimulationOptions.seed(0).withStrategy(Strategies.parse("switches()"));
    assertThat(RunSize.of(inOrder, cancelled).tasks()).isEqualTo(1);
    Simulator.Body across =
        simulation -> {
          try (MultiCoreRuntime runtime = simulation.runtime().start()) {
            runtime.spawnOn(0, () -> runtime.spawnOn(1, () -> 1)).join().join();
          }
        };
    assertThat(RunSize.of(SimulationOptions.seed(0), across).tasks()).isEqualTo(2);
  }

  @Test
  void toLeaveAWaitingThreadIsNoPreemption() {
    List<Switches.Switch> switches =
        ((Switches) Strategies.parse("switches(0@1>2,0@2w>3,1@6w2>2)")).switches();
    assertThat(new RunSize(1, switches).preemptions()).isEqualTo(1);
  }

  @Test
  void deltaDebuggingFindsTheElementsThatMatter() {
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      all.add(i);
    }
    assertThat(DeltaDebugging.minimize(all, some -> some.contains(17) && some.contains(63)))
        .containsExactly(17, 63);
    assertThat(DeltaDebugging.minimize(all, some -> true)).isEmpty();
    assertThat(DeltaDebugging.minimize(all, some -> some.size() == 100)).hasSize(100);
  }

  @Test
  void whereAllMattersNothingIsTriedTwice() {
    List<List<Integer>> tried = new ArrayList<>();
    List<Integer> all = List.of(1, 2, 3, 4, 5, 6, 7, 8);
    DeltaDebugging.minimize(
        all,
        some -> {
          tried.add(List.copyOf(some));
          return some.equals(all);
        });
    assertThat(tried).doesNotHaveDuplicates();
  }
}
