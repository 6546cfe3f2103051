package io.miniss.simulator.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.shared.SharedLong;
import io.miniss.runtime.shared.SharedReference;
import io.miniss.simulator.Simulation;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.engine.FailureKind;
import io.miniss.simulator.engine.RunFailure;
import io.miniss.simulator.fault.Faults;
import io.miniss.simulator.scenario.World;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RecordingTest {
  private static void fails(Simulation simulation) {
    try (MultiCoreRuntime runtime = simulation.runtime().start()) {
      simulation.require(runtime.spawn(() -> 1).join() == 2, "one is two\nand three");
    }
  }

  private static Recording recorded() {
    SimulationResult traced = Simulator.trace(SimulationOptions.seed(5), RecordingTest::fails);
    return Recording.of("odd", traced);
  }

  @Test
  void aFileReadsBackAsItWasWrittenAndReplaysTheFailure() {
    Recording recording = recorded().withNote("the first that\nfailed");
    Recording read = Recording.parse("memory", recording.toText());
    assertThat(read).isEqualTo(recording);
    assertThat(read.note()).contains("the first that failed");
    assertThat(read.failure()).contains("EXCEPTION main");
    assertThat(read.message()).contains("one is two");
    SimulationResult replayed = read.replay(RecordingTest::fails);
    assertThat(replayed.traceHashText()).isEqualTo(read.line().traceHash().orElseThrow());
    assertThat(replayed.failure().orElseThrow().name()).isEqualTo("main");
  }

  // ---- what a record survives ----

  /** How the program has changed since the record. */
  private record Change(int threadsBefore, int stepsMore, boolean named, boolean fixed) {}

  private static final Change NONE = new Change(0, 0, false, false);

  /** Two clients add one by reading and writing; an addition may be lost. */
  private static Simulator.Body adders(Change change) {
    return simulation -> {
      for (int i = 0; i < change.threadsBefore; i++) {
        SharedLong other = new SharedLong(simulation.scheduler(), "other");
        simulation.client("newcomer", () -> other.getAndAdd(1)).join();
      }
      SharedLong log = new SharedLong(simulation.scheduler(), "log");
      SharedReference<Integer> sum =
          new SharedReference<>(simulation.scheduler(), change.named ? "total" : "sum", 0);
      World.Client[] clients = new World.Client[2];
      for (int i = 0; i < clients.length; i++) {
        clients[i] =
            simulation.client(
                "adder",
                () -> {
                  for (int k = 0; k < change.stepsMore; k++) {
                    log.getAndAdd(1);
                  }
                  for (int k = 0; k < 3; k++) {
                    add(sum, change.fixed);
                  }
                });
      }
      for (World.Client client : clients) {
        client.join();
      }
      simulation.require(Objects.equals(sum.getVolatile(), 6), "one is lost");
    };
  }

  private static void add(SharedReference<Integer> sum, boolean fixed) {
    Integer seen = Objects.requireNonNull(sum.getVolatile());
    if (!fixed) {
      sum.setVolatile(seen + 1);
    } else {
      while (!sum.compareAndSet(seen, seen + 1)) {
        seen = Objects.requireNonNull(sum.getVolatile());
      }
    }
  }

  private static Recording lost(long seed) {
    for (long next = seed;; next++) {
      SimulationResult traced = Simulator.trace(SimulationOptions.seed(next), adders(NONE));
      if (!traced.isSuccess()) {
        return Recording.parse("memory", Recording.of("adders", traced).toText());
      }
    }
  }

  @Test
  void aRecordIsFollowedWhereThreadsHaveOtherNumbersAndMakeMoreSteps() {
    for (long seed = 0; seed < 200; seed++) {
      for (Change change : new Change[] {
        NONE,
        new Change(2, 0, false, false),
        new Change(0, 4, false, false),
        new Change(3, 2, false, false)
      }) {
        Optional<RunFailure> failure = lost(seed).replay(adders(change)).failure();
        assertThat(failure.orElseThrow().message()).as("seed %s, %s", seed, change)
            .isEqualTo("one is lost");
      }
    }
  }

  @Test
  void moreAfterTheEndIsRefused() {
    String text = lost(0).toText();
    assertThatThrownBy(() -> Recording.parse("two.replay", text + text))
        .hasMessageContaining("two.replay is no recording that can be read: there is more after");
  }

  @Test
  void aRecordThatDoesNotApplySaysAtWhichTurnAndWhatIsThere() {
    RunFailure renamed =
        lost(0).replay(adders(new Change(0, 0, true, false))).failure().orElseThrow();
    assertThat(renamed.kind()).isEqualTo(FailureKind.DIVERGENCE);
    assertThat(renamed.message())
        .containsPattern(
            "context switch [0-9]+ of [0-9]+ is from adder( #2)? before it [a-z]+ sum.* to adder")
        .containsPattern("at step [0-9]+, with adder.* total");
  }

  @Test
  void aRunThatPassesIsNotTheFailingOne() {
    boolean[] isMended = {false};
    Simulator.Body body =
        simulation -> {
          new SharedLong(simulation.scheduler(), "number").getAndAdd(1);
          simulation.require(isMended[0], "as recorded");
        };
    Recording failing =
        Recording.of("alone", Simulator.trace(SimulationOptions.seed(1), body));
    isMended[0] = true;
    assertThat(failing.replay(body).failure().orElseThrow().message())
        .contains("where the recorded run failed; this one goes on");
  }

  @Test
  void aReplayNeverRunsOnPastTheFailureThatWasRecorded() {
    for (long seed = 0; seed < 200; seed++) {
      Recording recording = lost(seed);
      SimulationResult fixed = recording.replay(adders(new Change(0, 0, false, true)));
      assertThat(fixed.failure().orElseThrow().kind()).isEqualTo(FailureKind.DIVERGENCE);
    }
    Recording failing = recorded();
    SimulationResult passed =
        failing.replay(
            simulation -> {
              try (MultiCoreRuntime runtime = simulation.runtime().start()) {
                simulation.require(runtime.spawn(() -> 1).join() == 1, "one is one");
              }
            });
    assertThat(passed.failure().orElseThrow().message())
        .contains("where the recorded run failed; this one goes on");
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "swarm", "stall=0.05,late-unpark=0.2,spurious-wake=0.2"})
  void theSameCodeIsFollowedStepForStep(String faults) {
    for (long seed = 0; seed < 100; seed++) {
      SimulationOptions options =
          SimulationOptions.seed(seed).withCores(3).withFaults(Faults.parse(faults));
      SimulationResult traced = Simulator.trace(options, RecordingTest::busy);
      Recording read = Recording.parse("memory", Recording.of("busy", traced).toText());
      SimulationResult replayed = read.replay(RecordingTest::busy);
      assertThat(replayed.traceHash()).as("%s: %s", options, replayed.failure())
          .isEqualTo(traced.traceHash());
      assertThat(replayed.isSuccess()).isEqualTo(traced.isSuccess());
    }
  }

  private static void busy(Simulation simulation) {
    try (MultiCoreRuntime runtime =
        simulation.runtime().failureHandler((failure, where) -> {}).start()) {
      for (int i = 0; i < 3; i++) {
        runtime.spawnFiber(() -> runtime.spawn(() -> 1).join());
        runtime.spawn(() -> 2).join();
      }
    }
  }

  // ---- versions and damage ----

  @Test
  void aFileOfVersionOneIsReadForItsLine() {
    String old =
        """
        miniss-replay 1
        run hello seed=7 cores=3 strategy=random hash=56591bc595449c9c
        steps 717
        note the shape of a run that holds
        choices 3
        0 2*2
        end
        """;
    Recording read = Recording.parse("old.replay", old);
    assertThat(read.line().options().seed()).isEqualTo(7);
    assertThat(read.note()).contains("the shape of a run that holds");
    assertThat(read.switches()).isEmpty();
    int end = old.indexOf("note");
    assertThat(Recording.parse("old.replay", old.substring(0, end)).note()).isEmpty();
  }

  @Test
  void onlyNamesInQuotesMakeVersionThree() {
    Recording plain = recorded();
    assertThat(plain.toText()).startsWith("miniss-replay 2\n");
    assertThat(plain.withNote("\"quoted\"").toText()).startsWith("miniss-replay 3\n");
    for (String note : new String[] {"plain", "\"quoted\"", "tab\there", "a \\ b"}) {
      Recording recording = plain.withNote(note);
      assertThat(Recording.parse("memory", recording.toText())).isEqualTo(recording);
    }
    String old = plain.withNote("plain").toText().replace("note plain", "note \"as it is\"");
    assertThat(Recording.parse("old.replay", old).note()).contains("\"as it is\"");
  }

  @Test
  void aNewerFileSaysWhichVersionIsRead() {
    String newer = recorded().toText().replace("miniss-replay 2", "miniss-replay 4");
    assertThatThrownBy(() -> Recording.parse("x.replay", newer))
        .hasMessage("x.replay is of version 4; this miniss reads up to version 3");
  }

  @Test
  void aDamagedFileSaysWhereAndWhat() {
    String text = recorded().toText();
    assertThatThrownBy(() -> Recording.parse("x.replay", text.substring(0, text.length() / 2)))
        .hasMessageContaining("x.replay is no recording that can be read");
    assertThatThrownBy(() -> Recording.parse("x.replay", "hello\n"))
        .hasMessageContaining("does not begin with \"miniss-replay 2\" (line 1)");
    assertThatThrownBy(() -> Recording.parse("x.replay", text.replace("turns ", "turns 1")))
        .hasMessageContaining("announces");
    assertThatThrownBy(() -> Recording.parse("x.replay", text.replace("steps ", "steps -")))
        .hasMessageContaining("steps is negative");
    assertThatThrownBy(() -> Recording.parse("x.replay", text.replaceFirst(">[0-9]+", ">99")))
        .hasMessageContaining("a thread is one of");
    int threads = Integer.parseInt(text.replaceFirst("(?s).*\nthreads ([0-9]+).*", "$1"));
    assertThatThrownBy(
        () -> Recording.parse("x.replay", text.replaceFirst(">[0-9]+", ">" + threads)))
        .hasMessageContaining("a thread is one of " + threads + ": " + threads);
    assertThatThrownBy(() -> Recording.parse("x.replay", text.replaceFirst("[^ \n]+>", ">")))
        .hasMessageContaining("\"\" is no place");
    assertThatThrownBy(() -> Recording.parse("x.replay", text.replaceFirst("[0-9]+>", "x>")))
        .hasMessageContaining("is no place");
    assertThatThrownBy(
        () -> Recording.parse("x.replay", "miniss-replay 2\nrun odd seed=1 strategy=rand"))
        .hasMessageContainingAll("x.replay is no recording", "no strategy \"rand\"", "(line 2)");
    assertThatThrownBy(() -> Recording.parse("x.replay", ""))
        .hasMessageContaining("ends where");
  }

  @Test
  void aFileThatIsCutAnywhereIsRefused() {
    String text = recorded().toText();
    for (int length = 0; length < text.length(); length++) {
      String cut = text.substring(0, length);
      assertThatThrownBy(() -> Recording.parse("cut.replay", cut))
          .as(cut)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("cut.replay is no recording that can be read");
    }
  }

  @Test
  void onlyATracedRunCanBeRecorded() {
    SimulationResult plain = Simulator.run(SimulationOptions.seed(5), RecordingTest::fails);
    assertThatThrownBy(() -> Recording.of("odd", plain)).hasMessageContaining("with a trace");
    assertThat(Recording.isPossible(plain)).isFalse();
  }
}
