package io.miniss.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.scenarios.cli.ScenarioRegistry;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.replay.ReplayLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The README is true. */
final class ReadmeTest {
  private static final Path TOP = Path.of("..");

  @Test
  void theFirstProgramIsTheScenarioHello() throws IOException {
    String readme = Files.readString(TOP.resolve("README.md"));
    String source =
        Files.readString(Path.of("src/main/java/io/miniss/scenarios/examples/Hello.java"));
    String program = readme.substring(readme.indexOf("```java") + 8);
    List<String> lines = program.substring(0, program.indexOf("```")).lines().toList();
    for (String line : lines.subList(1, lines.size() - 2)) {
      assertThat(source).contains(line.strip());
    }
  }

  @Test
  void theFailureThatIsShownIsTheFailureThatIsFound() throws IOException {
    String readme = Files.readString(TOP.resolve("README.md"));
    Matcher shown = Pattern.compile("\\./miniss replay '(lost-update [^']+)'").matcher(readme);
    assertThat(shown.find()).isTrue();
    ReplayLine line = ReplayLine.parse(shown.group(1));
    SimulationResult result =
        Simulator.run(line.options(), ScenarioRegistry.named(line.scenario())::run);
    assertThat(result.traceHashText()).isEqualTo(line.traceHash().orElseThrow());
    assertThat(readme).contains(result.failure().orElseThrow().message());
  }

  @Test
  void everyFileThatADocumentLinksToExists() throws IOException {
    for (String document : List.of(
        "README.md",
        "runtime/README.md",
        "simulator/README.md",
        "properties/README.md",
        "scenarios/README.md",
        "scenarios/zoo.md",
        "ci/README.md",
        "ci/benchmarks/README.md")) {
      Path file = TOP.resolve(document);
      Matcher link = Pattern.compile("\\]\\(([^):#]+)\\)").matcher(Files.readString(file));
      while (link.find()) {
        assertThat(file.resolveSibling(link.group(1))).as("linked by %s", document).exists();
      }
    }
  }
}
