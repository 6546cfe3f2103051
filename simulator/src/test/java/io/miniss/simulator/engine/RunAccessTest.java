package io.miniss.simulator.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.shared.SharedFlag;
import io.miniss.runtime.shared.SharedLong;
import io.miniss.runtime.spi.Access;
import io.miniss.simulator.Simulation;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What woven code asks of its run. */
final class RunAccessTest {
  private static final SimulationOptions OPTIONS = SimulationOptions.seed(3).withMaxSteps(20_000);

  private static RunThread me() {
    return Objects.requireNonNull(RunThread.current());
  }

  private static RunThread.Run myRun() {
    return me().run();
  }

  private static SimulationResult run(Simulator.Body body) {
    return Simulator.run(OPTIONS, body);
  }

  private static void assertHolds(Simulator.Body body) {
    assertThat(run(body).failure()).isEmpty();
  }

  private static RunFailure failure(Simulator.Body body) {
    return run(body).failure().orElseThrow();
  }

  @Test
  void aRunKnowsItsSeedStepsAndCarrier() {
    assertHolds(
        simulation -> {
          SharedFlag flag = new SharedFlag(simulation.scheduler(), "flag");
          flag.setVolatile(true);
          RunThread.Run run = myRun();
          simulation.require(run.seed() == 3, "the seed of the options");
          simulation.require(run.steps() == 1, "one access, one step");
          simulation.require(run.announcedStep() == 0, "the first access is step 0");
          simulation.require(!run.carrier().isVirtual(), "a real thread carries it");
          simulation.require(run.clock().nanos() == simulation.clock().nanos(), "one clock");
          simulation.require(run.scheduler() == simulation.scheduler(), "one scheduler");
          simulation.require(!run.hasEnded() && !run.escaped().getAsBoolean(), "it goes on");
          run.throwIfEnded();
        });
  }

  @Test
  void whoTracesARunObservesIt() {
    List<Boolean> observed = new ArrayList<>();
    Simulator.Body body = simulation -> observed.add(myRun().isObserved());
    Simulator.run(OPTIONS, body);
    Simulator.trace(OPTIONS, body);
    assertThat(observed).containsExactly(false, true);
  }

  // ---- state that is kept with a run ----

  private static void startDaemonThatSpins() {
    RunThread.Run run = myRun();
    SharedLong looks = new SharedLong(run.scheduler(), "looks");
    Runnable spin =
        () -> {
          while (true) {
            looks.getAndAdd(1);
          }
        };
    run.newThread("daemon", true, spin).start();
  }

  @Test
  void aRunWithStateEndsWithItsLastUser() {
    assertHolds(
        simulation -> {
          simulation.require(myRun().attachment() == null, "nothing yet");
          myRun().attach("state");
          simulation.require("state".equals(myRun().attachment()), "what was attached");
          startDaemonThatSpins();
        });
    assertThat(failure(simulation -> startDaemonThatSpins()).kind())
        .isEqualTo(FailureKind.STEP_BOUND);
  }

  @Test
  void aThreadMayBecomeADaemonOrNone() {
    assertHolds(
        simulation -> {
          myRun().attach("state");
          RunThread waits = myRun().newThread("waits", false, () -> me().parkThread(Deadline.NONE));
          simulation.require(!waits.isDaemon() && !waits.hasStarted(), "as it was made");
          waits.setDaemon(true);
          simulation.require(waits.isDaemon(), "as was said");
          waits.start();
          simulation.work(Duration.ofNanos(1_000));
          simulation.require(waits.hasStarted(), "as it runs");
        });
  }

  @Test
  void aThreadHasTheStateOfItsWait() {
    assertHolds(
        simulation -> {
          RunThread parked =
              myRun().newThread("parked", true, () -> me().parkThread(Deadline.NONE));
          RunThread sleeps =
              myRun().newThread("sleeps", true, () -> simulation.work(Duration.ofDays(1)));
          parked.start();
          sleeps.start();
          simulation.work(Duration.ofNanos(1_000));
          simulation.require(parked.waitState() == Thread.State.WAITING, "without an end");
          simulation.require(sleeps.waitState() == Thread.State.TIMED_WAITING, "for a time");
          simulation.require(me().waitState() == Thread.State.RUNNABLE, "it runs");
        });
  }

  // ---- points ----

  @Test
  void whoIsToldHearsOfEachAccess() {
    List<String> heard = new ArrayList<>();
    assertHolds(
        simulation -> {
          SharedFlag flag = new SharedFlag(simulation.scheduler(), "flag");
          flag.setVolatile(true);
          myRun().tell((access, location) -> heard.add(access + " " + location.describe()));
          flag.getVolatile();
          me().point(Access.WRITE, flag);
        });
    assertThat(heard).containsExactly("READ flag", "WRITE flag");
  }

  @Test
  void pointsOfAnInvariantDoNotCount() {
    List<Boolean> counted = new ArrayList<>();
    SimulationResult result =
        run(
            simulation -> {
              SharedFlag flag = new SharedFlag(simulation.scheduler(), "flag");
              counted.add(myRun().counts());
              simulation.invariant(
                  "looks",
                  () -> {
                    me().point(Access.READ, flag);
                    return counted.add(myRun().counts());
                  });
              me().point(Access.READ, flag);
            });
    assertThat(result.failure()).isEmpty();
    assertThat(counted.getFirst()).isTrue();
    assertThat(counted.subList(1, counted.size())).isNotEmpty().containsOnly(false);
    assertThat(result.steps()).isEqualTo(1);
  }

  @Test
  void whatIsNotedIsInTheTrace() {
    SimulationResult traced = Simulator.trace(OPTIONS, simulation -> myRun().note("so it is"));
    assertThat(traced.trace().orElseThrow().notes().toString()).contains("so it is");
  }

  // ---- spinning ----

  @Test
  void timePassesWhereAllSpin() {
    assertHolds(
        simulation -> {
          long begin = simulation.virtualTime().toNanos();
          simulation.require(me().spin(5_000), "there is nobody else");
          long passed = simulation.virtualTime().toNanos() - begin;
          simulation.require(passed >= 5_000 && passed < 6_000, "it took " + passed);
        });
  }

  @Test
  void timePassesToTheNextDeadlineOnly() {
    assertHolds(
        simulation -> {
          RunThread sleeper =
              myRun().newThread("sleeper", true, () -> simulation.work(Duration.ofNanos(9_000)));
          sleeper.start();
          while (sleeper.waitState() != Thread.State.TIMED_WAITING) {
            me().spin(0);
          }
          long begin = simulation.virtualTime().toNanos();
          simulation.require(me().spin(1_000_000), "there is nobody else");
          long passed = simulation.virtualTime().toNanos() - begin;
          simulation.require(passed > 2_000 && passed < 10_000, "it took " + passed);
        });
  }

  @Test
  void noTimePassesWhileSomebodyWorks() {
    assertHolds(
        simulation -> {
          SharedLong work = new SharedLong(simulation.scheduler(), "work");
          var _ =
              simulation.client(
                  "worker",
                  () -> {
                    for (int i = 0; i < 100; i++) {
                      work.getAndAdd(1);
                    }
                  });
          long begin = simulation.virtualTime().toNanos();
          while (work.getVolatile() < 90) {
            simulation.require(!me().spin(1_000_000), "the worker does not spin");
          }
          simulation.require(simulation.virtualTime().toNanos() - begin < 900_000, "by steps only");
        });
  }

  @Test
  void whoeverSpunLongAgoWorks() {
    assertHolds(
        simulation -> {
          SharedLong work = new SharedLong(simulation.scheduler(), "work");
          me().spin(0);
          for (int i = 0; i < 63; i++) {
            work.getAndAdd(1);
          }
          simulation.require(myRun().passIdleTime(1_000), "a moment ago");
          work.getAndAdd(1);
          simulation.require(!myRun().passIdleTime(1_000), "64 steps ago");
        });
  }

  // ---- the end ----

  private static void waitForEver(Simulation simulation) {
    var _ = simulation.client("waits", () -> me().parkThread(Deadline.NONE));
  }

  @Test
  void anExitEndsARunWithoutAFailure() {
    assertHolds(
        simulation -> {
          waitForEver(simulation);
          throw myRun().exit();
        });
  }

  @Test
  void whatFailsARunEndsIt() {
    RunFailure failed =
        failure(
            simulation -> {
              throw myRun().fail(FailureKind.INVARIANT, "rule", "words", null);
            });
    assertThat(failed).hasToString("INVARIANT rule at step 0: words");
    RunFailure threw =
        failure(
            simulation -> {
              throw myRun().threw("worker", new IllegalStateException("odd"));
            });
    assertThat(threw.kind()).isEqualTo(FailureKind.EXCEPTION);
    assertThat(threw.name()).isEqualTo("worker");
    assertThat(threw.message()).contains("odd");
  }

  @Test
  void anEscapeSaysWhoHasEscaped() {
    List<Boolean> escaped = new ArrayList<>();
    RunFailure failure =
        failure(
            simulation -> {
              Error end = myRun().escape("it reads a file");
              escaped.add(myRun().hasEnded());
              escaped.add(myRun().escaped().getAsBoolean());
              escaped.add(RunThread.isEndOfRun(end));
              throw end;
            });
    assertThat(failure.kind()).isEqualTo(FailureKind.ESCAPE);
    assertThat(failure.message()).startsWith("it reads a file");
    assertThat(escaped).containsOnly(true);
  }

  @Test
  void aFailureOfAnotherKindIsNoEscape() {
    List<Boolean> seen = new ArrayList<>();
    var _ =
        failure(
            simulation -> {
              Error end = myRun().fail(FailureKind.INVARIANT, "rule", "words", null);
              seen.add(myRun().escaped().getAsBoolean());
              seen.add(RunThread.isEndOfRun(new IllegalStateException()));
              throw end;
            });
    assertThat(seen).containsOnly(false);
  }
}
