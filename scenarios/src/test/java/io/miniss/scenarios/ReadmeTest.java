package io.miniss.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.scenarios.cli.ScenarioRegistry;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.replay.ReplayLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
  void theDependenciesShownAreOfTheVersionsTested() throws IOException {
    String poms =
        Files.readString(TOP.resolve("ci/bom/pom.xml")) + Files.readString(TOP.resolve("pom.xml"));
    String readme = Files.readString(TOP.resolve("README.md"));
    String xml = readme.substring(readme.indexOf("```xml"));
    xml = xml.substring(0, xml.indexOf("\n```"));
    Matcher artifact =
        Pattern.compile("<artifactId>(.*)</artifactId>(?:\\s*<version>(.*)</version>)?")
            .matcher(xml);
    while (artifact.find()) {
      assertThat(poms).contains("<artifactId>" + artifact.group(1) + "</artifactId>");
      String version = artifact.group(2);
      if (version != null) {
        Matcher tested =
            Pattern
                .compile(
                    "<artifactId>" + artifact.group(1) + "</artifactId>\\s*<version>(.*)</version>")
                .matcher(poms);
        assertThat(tested.find()).as("a version of %s", artifact.group(1)).isTrue();
        assertThat(version).isEqualTo(resolved(tested.group(1), poms));
      }
    }
    assertThat(xml).contains("miniss-runtime", "miniss-simulator", "miniss-properties");
  }

  @Test
  void theFlagsShownLeaveNoWarnings(@TempDir Path directory) throws Exception {
    String readme = Files.readString(TOP.resolve("README.md"));
    Matcher flags = Pattern.compile("<argLine>(.*)</argLine>").matcher(readme);
    assertThat(flags.find()).isTrue();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(flags.group(1).split(" ", -1)));
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            Main.class.getName(), "run", "hello", "--cores", "1"));
    Path err = directory.resolve("err");
    Process process =
        new ProcessBuilder(command)
            .redirectError(err.toFile())
            .redirectOutput(directory.resolve("out").toFile())
            .start();
    assertThat(process.waitFor()).isZero();
    assertThat(err).isEmptyFile();
  }

  /** The value of a property of the form <code>${name}</code>; anything else as it is. */
  private static String resolved(String version, String poms) {
    if (!version.startsWith("${")) {
      return version;
    }
    String name = version.substring(2, version.length() - 1);
    String begin = "<" + name + ">";
    int at = poms.indexOf(begin) + begin.length();
    return poms.substring(at, poms.indexOf('<', at));
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
