package io.miniss.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.scenarios.cli.ScenarioRegistry;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.engine.FailureKind;
import io.miniss.simulator.replay.Recording;
import io.miniss.simulator.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every run of the corpus passes: by its context switches, or by its seed where the code has moved on. */
final class CorpusTest {
  @TestFactory
  List<DynamicTest> everyKeptRunPasses() throws IOException {
    try (var files = Files.list(Path.of("corpus"))) {
      List<Path> recordings =
          files.filter(file -> file.toString().endsWith(".replay")).sorted().toList();
      assertThat(recordings).isNotEmpty();
      return recordings.stream()
          .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> holds(file)))
          .toList();
    }
  }

  private static void holds(Path file) throws IOException {
    Recording recording = Recording.parse(file.toString(), Files.readString(file));
    Scenario scenario = ScenarioRegistry.named(recording.line().scenario());
    assertThat(recording.switches()).as("is of version " + Recording.VERSION).isPresent();
    SimulationResult result = recording.replay(scenario::run);
    if (result.failure().map(each -> each.kind() == FailureKind.DIVERGENCE).orElse(false)) {
      result = Simulator.run(recording.line().options(), scenario::run);
    }
    assertThat(result.failure()).as("%s", recording.note().orElse("a kept run")).isEmpty();
  }
}
