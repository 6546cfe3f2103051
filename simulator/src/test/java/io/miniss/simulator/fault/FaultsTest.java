package io.miniss.simulator.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miniss.runtime.Core;
import io.miniss.runtime.Fiber;
import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.shared.SharedFlag;
import io.miniss.runtime.spi.Parker;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.TaskOptions;
import io.miniss.simulator.Simulation;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.Trace;
import io.miniss.simulator.engine.FailureKind;
import io.miniss.simulator.engine.RunFailure;
import io.miniss.simulator.replay.ReplayLine;
import io.miniss.simulator.shrink.Shrinker;
import io.miniss.simulator.shrink.Shrunk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FaultsTest {
  private static void work(Simulation simulation) {
    try (MultiCoreRuntime runtime = simulation.runtime().start()) {
      List<JoinHandle<Integer>> handles = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        int other = i % simulation.cores();
        handles.add(
            runtime.spawnFiber(
                () -> {
                  Fiber.sleep(Duration.ofNanos(500));
                  return Fiber.await(runtime.spawnOn(other, () -> Core.current().index()).future());
                }));
      }
      for (int i = 0; i < 5; i++) {
        simulation.require(handles.get(i).join() == i % simulation.cores(), "it ran there");
      }
    }
  }

  private static SimulationOptions with(long seed, Faults faults) {
    return SimulationOptions.seed(seed).withFaults(faults);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"none", "few", "swarm", "stall=0.25", "stall=0.25,late-unpark=1.0",
        "at(stall#7,stall#9)", "at()"})
  void faultsReadBackAsTheyAreWritten(String text) {
    assertThat(Faults.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "all", "stall", "stall=x", "stall=2", "stall=-1", "at(stall)", "x=0.5"})
  void whatCannotBeReadIsRefused(String text) {
    assertThatThrownBy(() -> Faults.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theMessageNamesWhatIsAccepted() {
    assertThatThrownBy(() -> Faults.parse("quake=0.5")).hasMessageContaining(Faults.ACCEPTED);
  }

  /** Faults that no program need expect: whatever the mix, everything accepted ends. */
  @Test
  void theRuntimeSurvivesEverySwarm() {
    for (int seed = 0; seed < 1_500; seed++) {
      SimulationResult result = Simulator.run(with(seed, Faults.swarm()), FaultsTest::work);
      assertThat(result.failure()).as("seed %s, %s", seed, result.faultMix()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(value = Fault.class, mode = EnumSource.Mode.EXCLUDE, names = "THREAD_START")
  void everyFaultHappensAndIsSurvived(Fault fault) {
    Faults often = Faults.withProbabilities(Map.of(fault, 0.3));
    Set<Fault> seen = EnumSet.noneOf(Fault.class);
    for (int seed = 0; seed < 200; seed++) {
      SimulationResult result = Simulator.run(with(seed, often), FaultsTest::work);
      assertThat(result.failure()).as("seed %s", seed).isEmpty();
      result.faults().forEach(each -> seen.add(each.fault()));
    }
    assertThat(seen).containsExactly(fault);
  }

  @Test
  void aThreadThatCannotBeStartedFailsTheStartAndLeavesNoneBehind() {
    Faults sometimes = Faults.withProbabilities(Map.of(Fault.THREAD_START, 0.4));
    int refused = 0;
    for (int seed = 0; seed < 200; seed++) {
      int[] caught = {0};
      SimulationResult result =
          Simulator.run(
              with(seed, sometimes).withCores(3),
              simulation -> {
                try {
                  work(simulation);
                } catch (OutOfMemoryError expected) {
                  caught[0]++;
                }
              });
      assertThat(result.failure()).as("seed %s", seed).isEmpty();
      refused += caught[0];
    }
    assertThat(refused).isBetween(1, 199);
  }

  @Test
  void oneSeedOfEightHasStallsIfFewAreAsked() {
    for (int seed = -8; seed < 16; seed++) {
      SimulationResult result = Simulator.run(with(seed, Faults.few()), FaultsTest::work);
      assertThat(result.options().faults())
          .hasToString(seed == -1 || seed == 7 || seed == 15 ? "stall=0.02" : "none");
      assertThat(result.options().faults().isNone()
          || result.options().livenessSteps() >= result.options().maxSteps())
          .as("a long run does not fail because of them")
          .isTrue();
      assertThat(result.failure()).as("seed %s", seed).isEmpty();
    }
  }

  /** One client waits for what another does, which a fault makes late. */
  @ParameterizedTest
  @ValueSource(strings = {"stall=0.5", "late-unpark=1"})
  void delaysEndWhenTheTimeOfFaultsIsOver(String faults) {
    for (int seed = 0; seed < 20; seed++) {
      SimulationOptions options =
          with(seed, Faults.parse(faults)).withFaultSteps(40).withLivenessSteps(600);
      SimulationResult result = Simulator.run(options, FaultsTest::waitsForALateClient);
      assertThat(result.failure()).as("seed %s", seed).isEmpty();
    }
  }

  private static void waitsForALateClient(Simulation simulation) {
    SharedFlag parked = new SharedFlag(simulation.scheduler(), "parked");
    SharedFlag done = new SharedFlag(simulation.scheduler(), "done");
    Parker[] late = new Parker[1];
    simulation.client(
        "late",
        () -> {
          late[0] = simulation.scheduler().currentParker();
          parked.setVolatile(true);
          late[0].park();
          done.setVolatile(true);
        });
    simulation.client(
        "waiting",
        () -> {
          while (!parked.getVolatile()) {
            simulation.scheduler().spinning();
          }
          late[0].unpark();
          while (!done.getVolatile()) {
            simulation.scheduler().spinning();
          }
        });
  }

  @Test
  void eachSeedDrawsItsOwnMixAndTheSameOneAgain() {
    Set<String> mixes = new java.util.TreeSet<>();
    for (int seed = 0; seed < 50; seed++) {
      SimulationResult once = Simulator.run(with(seed, Faults.swarm()), FaultsTest::work);
      SimulationResult again = Simulator.run(with(seed, Faults.swarm()), FaultsTest::work);
      assertThat(again.traceHash()).isEqualTo(once.traceHash());
      assertThat(again.faults()).isEqualTo(once.faults());
      mixes.add(once.faultMix());
    }
    assertThat(mixes).hasSizeGreaterThan(30);
  }

  @Test
  void theFaultsThatHappenedByNumberAreTheSameRun() {
    for (int seed = 0; seed < 100; seed++) {
      SimulationResult swarm = Simulator.run(with(seed, Faults.swarm()), FaultsTest::work);
      SimulationResult fixed =
          Simulator.run(with(seed, Faults.at(swarm.faults())), FaultsTest::work);
      assertThat(fixed.traceHash()).as("seed %s", seed).isEqualTo(swarm.traceHash());
    }
  }

  @Test
  void afterTheFaultStepsNothingGoesWrongAnyMore() {
    Faults often = Faults.parse("stall=0.3,spurious-wake=0.5");
    long last = 0;
    for (long seed = 0; seed < 100; seed++) {
      SimulationResult result =
          Simulator.trace(with(seed, often).withFaultSteps(50), FaultsTest::work);
      assertThat(result.steps()).isGreaterThan(100);
      for (Trace.Injected each : result.trace().orElseThrow().faults()) {
        last = Math.max(last, each.step());
      }
    }
    assertThat(last).isEqualTo(48); // counted from 0: the one before the 50th step
  }

  @Test
  void theGivenStepIsTheFirstWithoutFaults() {
    SimulationResult result =
        Simulator.run(
            with(1, Faults.parse("stall=1")).withFaultSteps(5),
            simulation -> {
              SharedFlag flag = new SharedFlag(simulation.scheduler(), "flag");
              for (int i = 0; i < 20; i++) {
                flag.setVolatile(true);
              }
            });
    assertThat(result.faults()).hasSize(4);
  }

  /** Two threads that wait for each other to stop first, and look again and again. */
  private static void neverEnds(Simulation simulation) {
    SharedFlag stopped = new SharedFlag(simulation.scheduler(), "stopped");
    try (MultiCoreRuntime runtime = simulation.runtime().start()) {
      var _ = runtime.spawnFiber(() -> {
        while (!stopped.getVolatile()) {
          Fiber.sleep(Duration.ofNanos(500));
        }
        return true;
      });
    }
    stopped.setVolatile(true); // close waits for the fiber
  }

  @Test
  void whatDoesNotEndAfterTheFaultsIsReportedSoonAndNamed() {
    SimulationOptions options = with(3, Faults.parse("stall=0.01"));
    SimulationResult result = Simulator.run(options, FaultsTest::neverEnds);
    RunFailure failure = result.failure().orElseThrow();
    assertThat(failure.kind()).isEqualTo(FailureKind.LIVENESS);
    assertThat(failure.message())
        .startsWith(
            "faults stopped at step 10,000, and 100,000 steps later the run has not ended:")
        .contains("main is parked", "neverEnds");
    assertThat(result.steps()).isEqualTo(110_000);
    SimulationResult sooner =
        Simulator.run(
            options.withFaultSteps(200).withLivenessSteps(1_000), FaultsTest::neverEnds);
    assertThat(sooner.failure().orElseThrow().message()).contains("at step 200, and 1,000 steps");
    assertThat(sooner.steps()).isEqualTo(1_200);
  }

  @Test
  void withoutFaultsOnlyTheBoundOnStepsEndsARun() {
    SimulationOptions options = with(3, Faults.none()).withMaxSteps(150_000);
    SimulationResult result = Simulator.run(options, FaultsTest::neverEnds);
    assertThat(result.failure().orElseThrow().kind()).isEqualTo(FailureKind.STEP_BOUND);
    assertThat(result.steps()).isEqualTo(150_000);
  }

  @Test
  void aFailureOfLivenessThatNeedsNoFaultShrinksToNone() {
    SimulationOptions options =
        with(3, Faults.parse("stall=0.01")).withFaultSteps(200).withLivenessSteps(1_000);
    SimulationResult failed = Simulator.run(options, FaultsTest::neverEnds);
    assertThat(failed.faults()).isNotEmpty();
    Shrunk shrunk =
        Shrinker.shrink(FaultsTest::neverEnds, failed, 1_000, Duration.ofMinutes(1));
    assertThat(shrunk.smallest().failure().orElseThrow().kind()).isEqualTo(FailureKind.LIVENESS);
    assertThat(shrunk.smallest().faults()).isEmpty();
    ReplayLine line = ReplayLine.of("never-ends", shrunk.smallest());
    assertThat(line.toString())
        .contains(" faults=at() fault-steps=200 liveness-steps=1000 ");
    assertThat(
        Simulator.run(ReplayLine.parse(line.toString()).options(), FaultsTest::neverEnds)
            .traceHash())
        .isEqualTo(shrunk.smallest().traceHash());
  }

  @ParameterizedTest
  @ValueSource(strings = {"clock-skew=1.0", "clock-drift=1.0", "clock-skew=1.0,clock-drift=1.0"})
  void clocksOfTwoCoresDifferButEachIsRightByItself(String faults) {
    int apart = 0;
    for (int seed = 0; seed < 50; seed++) {
      long[] difference = {0};
      SimulationResult result =
          Simulator.run(
              with(seed, Faults.parse(faults)).withStepsCostTime(false),
              simulation -> {
                long[] after = new long[2];
                try (MultiCoreRuntime runtime = simulation.runtime().start()) {
                  for (int core = 0; core < 2; core++) {
                    int here = core;
                    runtime
                        .spawnFiber(
                            TaskOptions.defaults().on(core),
                            () -> {
                              long before = simulation.clock().nanos();
                              Fiber.sleep(Duration.ofSeconds(1));
                              after[here] = simulation.clock().nanos();
                              simulation.require(
                                  after[here] - before >= 1_000_000_000, "no timer is early");
                              return true;
                            })
                        .join();
                  }
                  simulation.require(
                      !simulation.runtime().start().closeAndReport().took().isNegative(),
                      "an end is not before its beginning");
                  difference[0] =
                      runtime.spawnOn(0, () -> simulation.clock().nanos()).join()
                          - runtime.spawnOn(1, () -> simulation.clock().nanos()).join();
                }
              });
      assertThat(result.failure()).as("seed %s", seed).isEmpty();
      apart += difference[0] == 0 ? 0 : 1;
    }
    assertThat(apart).isGreaterThan(40);
  }

  @ParameterizedTest
  @ValueSource(strings = {"slow-thread=1.0", "fast-time=1.0"})
  void slowThreadsAndFastTimeEndWithTheFaults(String text) {
    Faults slow = Faults.parse(text);
    long always = 0;
    long atFirst = 0;
    for (long seed = 0; seed < 20; seed++) {
      always += Simulator.run(with(seed, slow), FaultsTest::work).virtualTime().toNanos();
      atFirst +=
          Simulator.run(with(seed, slow).withFaultSteps(1), FaultsTest::work)
              .virtualTime()
              .toNanos();
    }
    assertThat(atFirst).isLessThan(always / 2);
  }

  @Test
  void theWallClockJumpsAheadAndBack() {
    int[] jumps = new int[2];
    for (long seed = 0; seed < 20; seed++) {
      SimulationResult result =
          Simulator.run(
              with(seed, Faults.parse("wall-clock-jump=0.1")),
              simulation -> {
                SharedFlag flag = new SharedFlag(simulation.scheduler(), "flag");
                for (int i = 0; i < 20; i++) {
                  long before = simulation.clock().epochMillis();
                  flag.setVolatile(true);
                  long jump = simulation.clock().epochMillis() - before;
                  jumps[0] += jump > 1 ? 1 : 0;
                  jumps[1] += jump < 0 ? 1 : 0;
                }
              });
      assertThat(result.failure()).isEmpty();
    }
    assertThat(jumps[0]).as("ahead").isBetween(5, 40);
    assertThat(jumps[1]).as("back").isBetween(5, 40);
  }
}
