package io.miniss.simulator.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.shared.SharedLong;
import io.miniss.runtime.spi.Access;
import io.miniss.simulator.Simulation;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.fault.Faults;
import io.miniss.simulator.random.SplitMix64;
import io.miniss.simulator.scenario.World;
import io.miniss.simulator.strategy.Switches.Switch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run by its switches is the run. */
final class SwitchesTest {
  /** Waits several times in a row without a step in between. */
  private static void waiting(Simulation simulation) {
    SharedLong counter = new SharedLong(simulation.scheduler(), "counter");
    List<World.Client> clients = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      clients.add(
          simulation.client(
              "client",
              () -> {
                counter.getAndAdd(1);
                simulation.work(Duration.ofNanos(80));
                simulation.work(Duration.ofNanos(80));
                counter.getAndAdd(1);
              }));
    }
    clients.forEach(World.Client::join);
    simulation.work(Duration.ofNanos(10));
    counter.getAndAdd(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "stall=0.2,late-unpark=0.2,spurious-wake=0.2"})
  void whatIsNotedBringsTheRunBackHoweverOftenAThreadWaits(String faults) {
    for (int seed = 0; seed < 300; seed++) {
      List<Switch> notes = new ArrayList<>();
      SimulationOptions options =
          SimulationOptions.seed(seed)
              .withFaults(Faults.parse(faults))
              .withStrategy(Switches.recorder(new RandomWalk(), notes));
      SimulationResult noted = Simulator.run(options, SwitchesTest::waiting);
      Switches switches = new Switches(notes);
      assertThat(Strategies.parse(switches.toString())).isEqualTo(switches);
      SimulationResult again =
          Simulator.run(options.withStrategy(switches), SwitchesTest::waiting);
      assertThat(again.traceHash()).as("seed %s, %s", seed, switches)
          .isEqualTo(noted.traceHash());
    }
  }

  // ---- one choice ----

  private static Pending threads(int... numbers) {
    Pending pending = new Pending();
    for (int number : numbers) {
      pending.add(number, Access.READ, 1, 0);
    }
    return pending;
  }

  private static Chooser start(String strategy) {
    return Strategies.parse(strategy).start(new SplitMix64(1));
  }

  private static int next(Chooser chooser, Pending pending) {
    return pending.thread(chooser.choose(pending));
  }

  @ParameterizedTest
  @ValueSource(strings = {"switches()", "delay(delays=0,steps=1)"})
  void withoutSwitchesThreadsRunInTurn(String strategy) {
    Chooser chooser = start(strategy);
    for (int last : new int[] {5, 1, 3}) {
      assertThat(next(chooser, threads(5, 1, 3).after(last))).as("it can go on").isEqualTo(last);
    }
    int[] following = {1, 3, 3, 5, 5, 1, 1};
    for (int last = 0; last < following.length; last++) {
      Pending others = threads(5, 1, 3).without(last).after(last);
      assertThat(next(chooser, others)).as("after %s", last).isEqualTo(following[last]);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"switches()", "delay(delays=0,steps=1)"})
  void aSpinnerLetsOneOtherGo(String strategy) {
    Chooser chooser = start(strategy);
    int[] following = {0, 3, 0, 5, 0, 1};
    for (int spinner : new int[] {5, 1, 3}) {
      chooser.spinning(spinner);
      assertThat(next(chooser, threads(5, 1, 3).after(spinner))).isEqualTo(following[spinner]);
      assertThat(next(chooser, threads(5, 1, 3).after(spinner))).isEqualTo(spinner);
    }
  }

  @Test
  void aSwitchIsTakenOnceWhereItsThreadStands() {
    Chooser chooser = start("switches(5@0>3,5@0w>3,1@0>5)");
    assertThat(next(chooser, threads(5, 1, 3).after(5))).isEqualTo(3);
    assertThat(next(chooser, threads(5, 1, 3).after(5))).isEqualTo(5);
    assertThat(next(chooser, threads(1, 3).after(5))).isEqualTo(3);
    assertThat(next(chooser, threads(1, 3).after(5))).isEqualTo(1);
    assertThat(next(chooser, threads(5, 1, 3).after(1))).isEqualTo(5);
  }

  @Test
  void waitsAreCountedFromStepToStep() {
    Chooser chooser = start("switches(5@1w>3)");
    assertThat(next(chooser, threads(1, 3).after(5))).isEqualTo(1);
    assertThat(next(chooser, threads(1, 3).after(5).made(1))).isEqualTo(3);
  }

  private static Switches.Watched watched(String text) {
    return ((Switches) Strategies.parse(text)).watched();
  }

  @Test
  void theFirstSwitchToNobodyIsNamed() {
    Switches.Watched watched = watched("switches(5@0>9,1@0>8)");
    assertThat(watched).hasToString("switches(5@0>9,1@0>8)");
    Chooser chooser = watched.start(new SplitMix64(1));
    assertThat(next(chooser, threads(5, 1, 3).after(5).at(7))).isEqualTo(5);
    assertThat(next(chooser, threads(5, 1, 3).after(1).at(8))).isEqualTo(1);
    assertThat(watched.passedOver(20).orElseThrow())
        .contains("the switch 5@0>9 is to thread 9", "at step 7");
  }

  @Test
  void aSwitchThatIsNeverReachedIsNamed() {
    Switches.Watched watched = watched("switches(5@0>3,1@9w>3)");
    Chooser chooser = watched.start(new SplitMix64(1));
    assertThat(next(chooser, threads(5, 1, 3).after(5))).isEqualTo(3);
    assertThat(watched.passedOver(20).orElseThrow())
        .contains("the switch 1@9w>3 is after step 9 of thread 1, where that waits", "step 20");
    assertThat(watched("switches(1@9>3)").passedOver(20).orElseThrow())
        .doesNotContain("where that waits");
  }

  @Test
  void whoTakesAllSwitchesPassesOverNone() {
    Switches.Watched watched = watched("switches(5@0>5,1@0>5)");
    Chooser chooser = watched.start(new SplitMix64(1));
    for (int last : new int[] {5, 1}) {
      assertThat(next(chooser, threads(5, 1, 3).after(last))).isEqualTo(5);
    }
    assertThat(watched.passedOver(20)).isEmpty();
  }

  // ---- what is noted ----

  private static final class Last implements Strategy, Chooser {
    private final List<String> heard = new ArrayList<>();

    @Override
    public Chooser start(SplitMix64 random) {
      return this;
    }

    @Override
    public int choose(Candidates candidates) {
      return candidates.count() - 1;
    }

    @Override
    public void soleCandidate(Candidates candidates) {
      heard.add("only " + candidates.thread(0));
    }

    @Override
    public void spinning(int thread) {
      heard.add("spins " + thread);
    }

    @Override
    public void unparked(int by, int thread) {
      heard.add(by + " unparks " + thread);
    }

    @Override
    public void blocked(int thread) {
      heard.add("blocked " + thread);
    }

    @Override
    public void pinned(int thread) {
      heard.add("pinned " + thread);
    }

    @Override
    public String toString() {
      return "last";
    }
  }

  @Test
  void onlyWhatLeavesTheDefaultIsNoted() {
    List<Switch> notes = new ArrayList<>();
    Chooser chooser = Switches.recorder(new Last(), notes).start(new SplitMix64(1));
    next(chooser, threads(5, 1, 3).after(5));
    next(chooser, threads(5, 1, 3).after(3));
    next(chooser, threads(5, 1).after(3));
    next(chooser, threads(1, 5).after(3));
    next(chooser, threads(5, 1).after(16));
    next(chooser, threads(1, 5).after(16));
    assertThat(new Switches(notes)).hasToString("switches(5@0>3,3@0w>1,16@0w2>5)");
  }

  @Test
  void whatIsNotedIsOfTheLastRun() {
    List<Switch> notes = new ArrayList<>();
    Strategy recorder = Switches.recorder(new Last(), notes);
    for (int run = 0; run < 2; run++) {
      next(recorder.start(new SplitMix64(1)), threads(5, 1, 3).after(5));
    }
    assertThat(notes).hasSize(1);
    assertThat(recorder).hasToString("last");
  }

  @Test
  void whoNotesTellsItsStrategyEverything() {
    Last last = new Last();
    Chooser chooser = Switches.recorder(last, new ArrayList<>()).start(new SplitMix64(1));
    chooser.soleCandidate(new Pending().add(7, Access.READ, 1, 0));
    chooser.spinning(1);
    chooser.unparked(2, 3);
    chooser.blocked(4);
    chooser.pinned(5);
    assertThat(last.heard).containsExactly("only 7", "spins 1", "2 unparks 3", "blocked 4",
        "pinned 5");
  }
}
