package io.miniss.simulator.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.shared.SharedFlag;
import io.miniss.runtime.shared.SharedLong;
import io.miniss.runtime.spi.Access;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.simulator.Simulation;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.Trace;
import io.miniss.simulator.engine.FailureKind;
import io.miniss.simulator.engine.RunFailure;
import io.miniss.simulator.fault.Faults;
import io.miniss.simulator.replay.ContextSwitches.ContextSwitch;
import io.miniss.simulator.replay.ContextSwitches.Place;
import io.miniss.simulator.replay.ContextSwitches.ThreadPositions;
import io.miniss.simulator.scenario.World;
import io.miniss.simulator.strategy.Strategies;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the words of a record mean, and what is said where a run has no such thing. */
final class FollowingTest {
  private static final Place START = new Place("main", ContextSwitches.START, 1, 0);

  /** Main starts a, which reads and adds, and b, which adds; and adds to what they have done. */
  private static void three(Simulation simulation) {
    SharedLong count = new SharedLong(simulation.scheduler(), "count");
    World.Client a =
        simulation.client("a", () -> count.getAndAdd(count.getVolatile()));
    World.Client b = simulation.client("b", () -> count.getAndAdd(1));
    a.join();
    b.join();
    count.getAndAdd(1);
    new SharedLong(simulation.scheduler(), "last").getAndAdd(1);
  }

  private static RunFailure failure(
      Simulator.Body body, Place end, ContextSwitch... switches) {
    Recording recording =
        new Recording(
            new ReplayLine("x", SimulationOptions.seed(1), Optional.empty()),
            1,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(new ContextSwitches(List.of(switches), end)));
    return recording.replay(body).failure().orElseThrow();
  }

  private static String divergence(ContextSwitch... switches) {
    RunFailure failure = failure(FollowingTest::three, Place.NOWHERE, switches);
    assertThat(failure.kind()).isEqualTo(FailureKind.DIVERGENCE);
    return failure.message();
  }

  @Test
  void aTurnToNobodyIsNoTurn() {
    assertThat(divergence(new ContextSwitch(START.waiting(1), "nobody")))
        .isEqualTo(
            "context switch 1 of 1 is from main waiting at the start to nobody, but at step 0,"
                + " with main at the start: nobody is no thread of this run");
  }

  @Test
  void aTurnToWaitingThreadIsNoTurn() {
    ContextSwitch itself = new ContextSwitch(START.waiting(1), "main");
    assertThat(divergence(itself))
        .isEqualTo("context switch 1 of 1 is from main waiting at the start to main, but at step 0,"
            + " with main at the start: main cannot run");
  }

  @Test
  void aTurnOfNobodyIsNoTurn() {
    assertThat(divergence(new ContextSwitch(new Place("ghost", "reads count", 1, 0), "a")))
        .isEqualTo("context switch 1 of 1 is from ghost before it reads count to a, but at step 0,"
            + " without a thread ghost: ghost is no thread of this run");
  }

  @Test
  void aTurnOfThreadThatIsPastIsNoTurn() {
    ContextSwitch toA = new ContextSwitch(START.waiting(1), "a");
    Place second = new Place("main", ContextSwitches.START, 1, 7);
    Simulator.Body later =
        simulation -> {
          SharedLong early = new SharedLong(simulation.scheduler(), "early");
          early.getAndAdd(1);
          three(simulation);
        };
    assertThat(failure(later, Place.NOWHERE, new ContextSwitch(second, "a"), toA).message())
        .contains("context switch 1 of 2 is from main waiting at the start to a", "at step 1",
            "has gone on from there");
  }

  @Test
  void aWaitBeyondTheLastTurnDiverges() {
    assertThat(divergence())
        .isEqualTo("the record has no more context switches, and at step 0 there is main waiting at"
            + " the start with 2 threads that can go on");
    Place end = new Place("main", "reads none", 1, 0);
    assertThat(failure(FollowingTest::three, end).message()).contains("no more context switches");
  }

  @ParameterizedTest
  @CsvSource({"a", "b"})
  void whereTheRecordEndsItsLastThreadGoesOn(String last) {
    StringBuilder order = new StringBuilder();
    Simulator.Body body =
        simulation -> {
          order.setLength(0);
          World.Client[] clients = new World.Client[2];
          for (int i = 0; i < 2; i++) {
            String name = i == 0 ? "a" : "b";
            clients[i] =
                simulation.client(
                    name,
                    () -> {
                      new SharedLong(simulation.scheduler(), "count").getAndAdd(1);
                      order.append(name);
                      simulation.require(!name.equals(last), "it was the last");
                    });
          }
          clients[0].join();
          clients[1].join();
        };
    RunFailure failure = failure(body, new Place(last, "updates count", 1, 0));
    assertThat(failure.message()).contains("it was the last");
    assertThat(order).hasToString(last);
  }

  @Test
  void aReplayTracesWhatTheRunTraced() {
    for (long seed = 0; seed < 10; seed++) {
      SimulationOptions options =
          SimulationOptions.seed(seed).withFaults(Faults.parse("stall=0.05,spurious-wake=0.2"));
      SimulationResult traced = Simulator.trace(options, FollowingTest::busy);
      Trace expected = traced.trace().orElseThrow();
      Trace found = Recording.of("busy", traced).replay(FollowingTest::busy).trace().orElseThrow();
      assertThat(found.choices()).isNotEmpty().isEqualTo(expected.choices());
      assertThat(found.wakes()).isNotEmpty().isEqualTo(expected.wakes());
      assertThat(found.events()).isNotEmpty().isEqualTo(expected.events());
      assertThat(found.effects()).isNotEmpty().extracting(Trace.Effect::step)
          .isEqualTo(expected.effects().stream().map(Trace.Effect::step).toList());
      assertThat(found.notes()).isNotEmpty().isEqualTo(expected.notes());
      assertThat(found.faults()).isEqualTo(expected.faults());
    }
  }

  @Test
  void aReplayTracesWhatEachAccessDid() {
    Simulator.Body body =
        simulation -> {
          SharedFlag flag = new SharedFlag(simulation.scheduler(), "flag");
          flag.compareAndSet(true, false);
          flag.compareAndSet(false, true);
          flag.setVolatile(false);
        };
    SimulationResult traced = Simulator.trace(SimulationOptions.seed(1), body);
    assertThat(Recording.of("x", traced).replay(body).trace().orElseThrow().effects())
        .hasSize(3)
        .isEqualTo(traced.trace().orElseThrow().effects());
  }

  @Test
  void aReplayIsNamedByItsSwitches() {
    List<String> strategies = new ArrayList<>();
    Simulator.Body body =
        simulation -> {
          strategies.add(simulation.options().strategy().toString());
          three(simulation);
        };
    SimulationResult traced =
        Simulator.trace(
            SimulationOptions.seed(1).withStrategy(Strategies.parse("switches()")), body);
    Recording recording = Recording.of("x", traced);
    var _ = recording.replay(body);
    int switches = recording.switches().orElseThrow().switches().size();
    assertThat(strategies).containsExactly("switches()", "recorded(" + switches + " switches)");
  }

  /** A run that another simulation has disturbed is done again. */
  @Test
  void aReplayThatBeginsAgainTakesTheSameTurns() {
    SimulationResult traced = Simulator.trace(SimulationOptions.seed(1), FollowingTest::busy);
    ReplayStrategy again =
        new ReplayStrategy(ContextSwitches.of(traced.trace().orElseThrow(), false));
    for (int run = 0; run < 2; run++) {
      SimulationResult replayed =
          Simulator.observe(traced.options().withStrategy(again), FollowingTest::busy, again);
      assertThat(replayed.failure()).isEmpty();
      assertThat(replayed.traceHash()).isEqualTo(traced.traceHash());
    }
  }

  private static void busy(Simulation simulation) {
    try (MultiCoreRuntime runtime = simulation.runtime().start()) {
      simulation.note("it has started");
      runtime.spawnFiber(() -> runtime.spawn(() -> 1).join()).join();
    }
  }

  // ---- what a record is made of ----

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "the start; 1; 0; t at the start",
        "the start; 1; 2; t waiting at the start",
        "reads x; 1; 0; t before it reads x",
        "reads x; 1; 1; t waiting after it reads x",
        "reads x; 2; 0; t before it reads x (time 2)",
        "reads x; 3; 2; t waiting after it reads x (time 3)"
      })
  void aPlaceReadsAsSentence(String what, int times, int waits, String words) {
    assertThat(new Place("t", what, times, waits)).hasToString(words);
  }

  @Test
  void whoeverGoesOnMakesNoTurn() {
    SimulationOptions alone =
        SimulationOptions.seed(1).withStrategy(Strategies.parse("switches()"));
    SimulationResult traced = Simulator.trace(alone, FollowingTest::three);
    ContextSwitches turns = ContextSwitches.of(traced.trace().orElseThrow(), false);
    assertThat(turns.switches()).allMatch(turn -> turn.from().waits() > 0);
    assertThat(turns.hasEnd()).isFalse();
  }

  @Test
  void aFailedRunEndsWithItsLastAccess() {
    SimulationResult traced =
        Simulator.trace(
            SimulationOptions.seed(1),
            simulation -> {
              three(simulation);
              simulation.require(false, "it fails");
            });
    Recording recording = Recording.of("x", traced);
    assertThat(recording.switches().orElseThrow().end())
        .hasToString("main before it updates last");
  }

  @Test
  void ofOneNameTheSecondHasNumber() {
    ThreadPositions positions = new ThreadPositions();
    for (String name : List.of("t", "other", "t", "t")) {
      positions.started(name);
    }
    assertThat(List.of(0, 1, 2, 3)).extracting(positions::name)
        .containsExactly("t", "other", "t #2", "t #3");
    assertThat(positions.thread("t #2")).isEqualTo(2);
  }

  @Test
  void waitsAreCountedSinceTheLastAccess() {
    Trace trace = new Trace();
    ThreadPositions positions = new ThreadPositions();
    trace.started(0, "t");
    positions.started("t");
    for (int step = 0; step < 2; step++) {
      trace.step(step, 0, Access.READ, null, 0);
      positions.step(trace.steps().getLast());
      assertThat(positions.at(0, true).waits()).isEqualTo(1);
      assertThat(positions.at(0, true).waits()).isEqualTo(2);
    }
  }

  @Test
  void aPlaceHasNoNumberInTheOrderOfCreation() {
    Trace trace = new Trace();
    ThreadPositions positions = new ThreadPositions();
    trace.started(0, "t");
    positions.started("t");
    SharedLong order = new SharedLong(Scheduler.system(), "order #7 of core 1");
    trace.step(0, 0, Access.READ, order, 0);
    positions.step(trace.steps().getLast());
    assertThat(positions.standsAt(0).what()).isEqualTo("reads order of core 1");
  }

  private static Recording recording(int turns) {
    Place from = new Place("t", "reads x", 1, 0);
    ContextSwitch[] switches = new ContextSwitch[turns];
    for (int i = 0; i < turns; i++) {
      switches[i] = new ContextSwitch(new Place("t", "reads x", 1 + i / 3, i % 3), "u");
    }
    return new Recording(
        new ReplayLine("x", SimulationOptions.seed(1), Optional.empty()),
        1,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(new ContextSwitches(List.of(switches), from)));
  }

  @Test
  void sixteenTurnsStandInLine() {
    for (int turns : new int[] {0, 1, 15, 16, 17, 40}) {
      Recording recording = recording(turns);
      String text = recording.toText();
      assertThat(Recording.parse("memory", text)).isEqualTo(recording);
      List<Integer> inLine =
          Arrays.stream(text.split("\n"))
              .filter(line -> line.contains(">"))
              .map(line -> line.split(" ").length)
              .toList();
      assertThat(inLine).hasSize((turns + 15) / 16);
      assertThat(inLine.stream().mapToInt(n -> n).sum()).isEqualTo(turns);
      assertThat(inLine.stream().limit(turns / 16)).allMatch(n -> n == 16);
    }
  }
}
