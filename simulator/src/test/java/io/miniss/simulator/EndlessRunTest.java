package io.miniss.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.Fiber;
import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.shared.SharedLong;
import io.miniss.runtime.spi.Access;
import io.miniss.runtime.spi.Mark;
import io.miniss.simulator.campaign.Campaign;
import io.miniss.simulator.campaign.FailureReport;
import io.miniss.simulator.engine.FailureKind;
import io.miniss.simulator.engine.RunFailure;
import io.miniss.simulator.scenario.BodyScenario;
import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.shrink.Shrinker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs that go round for ever, or whose threads do: what is done to report them is bounded. */
@Timeout(120)
final class EndlessRunTest {
  private static final int STEPS = 100_000;

  private static volatile boolean leavesTheBrink;

  private static void spinsPrivately(AtomicBoolean loops) {
    while (loops.get()) {
      Thread.onSpinWait();
    }
  }

  private static void countsForEver(Simulation simulation) {
    SharedLong counter = new SharedLong(simulation.scheduler(), "counter");
    MultiCoreRuntime runtime = simulation.runtime().cores(1).start();
    runtime.spawn(
        () -> {
          while (true) {
            counter.getAndAdd(1);
          }
        });
  }

  @Test
  void endlessRunIsTracedAtBothEnds() {
    SimulationResult failed =
        Simulator.run(
            SimulationOptions.seed(1).withMaxSteps(STEPS), EndlessRunTest::countsForEver);
    assertThat(failed.failure().map(RunFailure::kind)).contains(FailureKind.STEP_BOUND);
    SimulationResult traced = Simulator.traceAgain(failed, EndlessRunTest::countsForEver);
    assertThat(traced.traceHash()).isEqualTo(failed.traceHash());
    Trace trace = traced.trace().orElseThrow();
    assertThat(trace.leftOut()).isEqualTo(STEPS - BothEnds.KEPT);
    assertThat(trace.end()).isEqualTo(STEPS);
    assertThat(trace.beginning().orElseThrow().end()).isEqualTo(BothEnds.KEPT);
    assertThat(trace.timeline(20))
        .contains("step     0 ", "9977 -> 9978", " are left out",
            "in x-1: updates counter: ", "not reached");
    Matcher gap =
        Pattern.compile("steps [0-9,]+ to ([0-9,]+) are left out\n    step +([0-9]+) ")
            .matcher(trace.timeline(20));
    assertThat(gap.find()).isTrue();
    assertThat(Long.parseLong(gap.group(2)))
        .isEqualTo(Long.parseLong(gap.group(1).replace(",", "")) + 1);
  }

  @Test
  void shorterRunIsTracedAsWhole() {
    SimulationOptions options = SimulationOptions.seed(1).withMaxSteps(2 * BothEnds.KEPT);
    SimulationResult failed = Simulator.run(options, EndlessRunTest::countsForEver);
    Trace trace = Simulator.traceAgain(failed, EndlessRunTest::countsForEver).trace().orElseThrow();
    assertThat(trace.leftOut()).isZero();
    assertThat(trace.beginning()).isEmpty();
  }

  @Test
  void whatIsUnderWayAtTheFirstKeptStepIsKnown() {
    Trace trace = new Trace(2, new Trace());
    trace.begins();
    trace.started(0, "main");
    trace.started(1, "core");
    trace.marked(0, 1, Mark.TASK_RUNS, "done before", 1);
    trace.marked(0, 1, Mark.TASK_PAUSES, "done before", 2);
    trace.marked(0, 1, Mark.TASK_RUNS, "job", 3);
    trace.step(0, 1, Access.READ, null, 5);
    trace.step(1, 0, Access.READ, null, 6);
    trace.tookEffect(1, 0, Access.READ, null, 6);
    trace.step(2, 0, Access.READ, null, 7);
    trace.tookEffect(2, 0, Access.READ, null, 7);
    trace.ended();
    assertThat(trace.leftOut()).isEqualTo(2);
    assertThat(trace.steps()).singleElement().returns(2L, Trace.Step::step);
    assertThat(trace.pending()).singleElement().returns(0L, Trace.Step::step);
    assertThat(trace.events()).singleElement().returns("job", Trace.Event::label);
    assertThat(trace.effectsLeftOut() + trace.effects().size()).isEqualTo(2);
  }

  // ---- threads that do not end ----

  /** Goes on at the brink of its stack, where no point can be passed, for a time that is exponential in its depth. */
  private static void staysAtTheBrink(SharedLong counter) {
    if (leavesTheBrink) {
      return;
    }
    try {
      counter.getAndAdd(1);
      staysAtTheBrink(counter);
    } finally {
      staysAtTheBrink(counter);
    }
  }

  @Test
  void runAtTheBrinkOfTheStackEnds() {
    leavesTheBrink = false;
    try {
      SimulationResult result =
          Simulator.run(
              SimulationOptions.seed(1).withWatchdog(Duration.ofSeconds(2)),
              simulation -> staysAtTheBrink(new SharedLong(simulation.scheduler(), "counter")));
      assertThat(result.failure().orElseThrow().message())
          .contains("the stack was full at an interleaving point");
    } finally {
      leavesTheBrink = true;
    }
  }

  @Test
  void noPointIsPassedWhenTheRunHasFailed() {
    AtomicInteger passed = new AtomicInteger();
    SimulationResult failed =
        Simulator.run(
            SimulationOptions.seed(1),
            simulation -> {
              SharedLong counter = new SharedLong(simulation.scheduler(), "counter");
              simulation.client(
                  "other",
                  () -> {
                    try {
                      while (true) {
                        counter.getAndAdd(1);
                      }
                    } finally {
                      counter.getAndAdd(1);
                      passed.incrementAndGet();
                    }
                  });
              while (counter.getVolatile() < 3) {
                simulation.scheduler().spinning();
              }
              simulation.require(false, "three is too many");
            });
    assertThat(failed.failure().orElseThrow().message()).isEqualTo("three is too many");
    assertThat(passed).hasValue(0);
  }

  @Test
  void knownStuckThreadsAreNotAwaitedAgain() {
    Duration usual = Watchdog.afterFailure(Watchdog.OFF, false);
    assertThat(Watchdog.afterFailure(Watchdog.OFF, true)).isLessThan(usual);
    AtomicBoolean loops = new AtomicBoolean(true);
    AtomicInteger runs = new AtomicInteger();
    Scenario program =
        new BodyScenario(
            "endless",
            world -> {
              runs.incrementAndGet();
              SharedLong counter = new SharedLong(world.scheduler(), "counter");
              world.client(
                  "deaf",
                  () -> {
                    try {
                      while (true) {
                        counter.getAndAdd(1);
                      }
                    } catch (Throwable end) {
                      spinsPrivately(loops);
                    }
                  });
              while (counter.getVolatile() < 3) {
                world.scheduler().spinning();
              }
              world.require(false, "three is too many");
            });
    try {
      SimulationResult failed = Simulator.run(SimulationOptions.seed(1), program::run);
      assertThat(failed.failure().orElseThrow().isStuck()).isTrue();
      FailureReport report =
          Campaign.explain(program, failed).shrink(program, 100, Duration.ofMinutes(1));
      assertThat(report.text())
          .contains("three is too many", "has made no step for " + Watchdog.describe(usual),
              "counter: 2 -> 3");
      assertThat(runs).hasValue(2);
    } finally {
      loops.set(false);
    }
  }

  @Test
  void candidateThatLeavesThreadBehindEndsShrinking() {
    AtomicBoolean loops = new AtomicBoolean(true);
    AtomicInteger runs = new AtomicInteger();
    AtomicInteger harmless = new AtomicInteger(Integer.MAX_VALUE);
    AtomicInteger left = new AtomicInteger();
    Simulator.Body body =
        simulation -> {
          int number = runs.incrementAndGet();
          SharedLong counter = new SharedLong(simulation.scheduler(), "counter");
          simulation.client(
              "deaf",
              () -> {
                try {
                  for (int i = 0; i < 100; i++) {
                    counter.getAndAdd(1);
                  }
                } finally {
                  if (number > harmless.get()) {
                    left.incrementAndGet();
                    spinsPrivately(loops);
                  }
                }
              });
          while (counter.getVolatile() < 3) {
            simulation.scheduler().spinning();
          }
          simulation.require(false, "three is too many");
        };
    SimulationOptions options =
        SimulationOptions.seed(1).withWatchdog(Duration.ofMillis(200));
    SimulationResult failed = Simulator.run(options, body);
    assertThat(failed.failure().orElseThrow().isStuck()).isFalse();
    harmless.set(runs.get() + 1); // that of the size
    try {
      Shrinker.shrink(body, failed, 100, Duration.ofMinutes(1));
      assertThat(left.get()).isLessThanOrEqualTo(4); // the candidate, and what says how large it is
    } finally {
      loops.set(false);
    }
  }

  @Test
  void fiberThatCatchesAllIsEnded() {
    AtomicBoolean loops = new AtomicBoolean(true);
    AtomicInteger caught = new AtomicInteger();
    try {
      SimulationResult failed =
          Simulator.run(
              SimulationOptions.seed(1),
              simulation -> {
                MultiCoreRuntime runtime = simulation.runtime().cores(1).start();
                runtime.spawnFiber(
                    () -> {
                      runtime.spawn(() -> simulation.require(false, "the fiber waits"));
                      while (loops.get()) {
                        try {
                          Fiber.yieldNow();
                        } catch (Throwable again) {
                          caught.incrementAndGet();
                        }
                      }
                      return 0;
                    });
              });
      assertThat(failed.failure().orElseThrow().message()).isEqualTo("the fiber waits");
      assertThat(caught.get()).isPositive();
    } finally {
      loops.set(false);
    }
  }

  // ---- threads without end ----

  @Test
  void programThatStartsThreadsForEverFails() {
    AtomicInteger runs = new AtomicInteger();
    AtomicInteger started = new AtomicInteger();
    Scenario program =
        new BodyScenario(
            "endless",
            world -> {
              runs.incrementAndGet();
              started.set(0);
              while (true) {
                world.client("one more", () -> {});
                started.incrementAndGet();
              }
            });
    SimulationResult failed = Simulator.run(SimulationOptions.seed(1), program::run);
    RunFailure failure = failed.failure().orElseThrow();
    assertThat(failure.kind()).isEqualTo(FailureKind.STEP_BOUND);
    assertThat(failure.name()).isEqualTo("too many threads");
    assertThat(failure.message())
        .contains("the program has started 12,000 threads", "EndlessRunTest");
    assertThat(started).hasValue(12_000);
    FailureReport report = Campaign.explain(program, failed);
    assertThat(report.shrink(program, 100, Duration.ofMinutes(1))).isSameAs(report);
    assertThat(runs).hasValue(2);
  }

  @Test
  void ofManyThreadsSomeAreListed() {
    SimulationResult failed =
        Simulator.run(
            SimulationOptions.seed(1),
            simulation -> {
              for (int i = 0; i < 149; i++) {
                simulation.client("c" + i, () -> simulation.scheduler().currentParker().park());
              }
              simulation.scheduler().currentParker().park();
            });
    RunFailure failure = failed.failure().orElseThrow();
    assertThat(failure.kind()).isEqualTo(FailureKind.DEADLOCK);
    assertThat(failure.message().lines().filter(line -> line.contains("is parked"))).hasSize(100);
    assertThat(failure.message()).contains("and 50 more threads");
  }
}
