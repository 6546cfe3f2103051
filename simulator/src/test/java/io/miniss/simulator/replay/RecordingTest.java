package io.miniss.simulator.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.simulator.Simulation;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import org.junit.jupiter.api.Test;

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
    SimulationResult replayed =
        Simulator.replay(read.line().options(), read.choices(), RecordingTest::fails);
    assertThat(replayed.traceHashText()).isEqualTo(read.line().traceHash().orElseThrow());
    assertThat(replayed.failure().orElseThrow().name()).isEqualTo("main");
  }

  @Test
  void aNewerFileSaysWhichVersionIsRead() {
    String newer = recorded().toText().replace("miniss-replay 1", "miniss-replay 2");
    assertThatThrownBy(() -> Recording.parse("x.replay", newer))
        .hasMessage("x.replay is of version 2; this miniss reads up to version 1");
  }

  @Test
  void aDamagedFileSaysWhereAndWhat() {
    String text = recorded().toText();
    assertThatThrownBy(() -> Recording.parse("x.replay", text.substring(0, text.length() / 2)))
        .hasMessageContaining("x.replay is no recording that can be read");
    assertThatThrownBy(() -> Recording.parse("x.replay", "hello\n"))
        .hasMessageContaining("does not begin with \"miniss-replay 1\" (line 1)");
    assertThatThrownBy(() -> Recording.parse("x.replay", text.replace("choices ", "choices 1")))
        .hasMessageContaining("announces");
    assertThatThrownBy(() -> Recording.parse("x.replay", text.replace("steps ", "steps -")))
        .hasMessageContaining("steps is negative");
    assertThatThrownBy(() -> Recording.parse("x.replay", ""))
        .hasMessageContaining("ends where");
  }

  @Test
  void anAbsurdNumberOfChoicesIsRefusedBeforeItIsBelieved() {
    String text =
        recorded().toText().replaceFirst("\nchoices [0-9]+\n", "\nchoices 3\n0*2000000000 ");
    assertThatThrownBy(() -> Recording.parse("x.replay", text))
        .hasMessageContaining("more choices than the 3 it announces");
  }

  @Test
  void onlyATracedRunCanBeRecorded() {
    SimulationResult plain = Simulator.run(SimulationOptions.seed(5), RecordingTest::fails);
    assertThatThrownBy(() -> Recording.of("odd", plain)).hasMessageContaining("with a trace");
  }
}
