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
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The documents are true: links resolve, examples compile, shown failures happen as shown. */
final class ReadmeTest {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
  private static final Pattern JAVA = Pattern.compile("(?ms)^```java\\n(.*?)^```");
  private static final Pattern REPLAY =
      Pattern.compile("(?m)^ *replay: \\./miniss replay '([^']+)'$");

  @Test
  void everyLinkOfADocumentResolves() {
    for (Path page : Documents.pages()) {
      Matcher link = LINK.matcher(Documents.text(page));
      while (link.find()) {
        String target = link.group(1);
        if (!target.contains("://")) {
          assertResolves(page, target);
        }
      }
    }
  }

  private static void assertResolves(Path page, String target) {
    int hash = target.indexOf('#');
    String file = hash < 0 ? target : target.substring(0, hash);
    Path linked = file.isEmpty() ? page : page.resolveSibling(file);
    assertThat(linked).as("linked by %s", Documents.name(page)).exists();
    if (hash >= 0) {
      assertThat(anchors(linked))
          .as("anchors of %s, linked by %s", file, Documents.name(page))
          .contains(target.substring(hash + 1));
    }
  }

  /** The names that the headings of a page have in links. */
  private static Set<String> anchors(Path page) {
    Set<String> anchors = new TreeSet<>();
    Matcher heading = HEADING.matcher(Documents.text(page));
    while (heading.find()) {
      anchors.add(
          heading.group(1)
              .toLowerCase(Locale.ROOT)
              .replaceAll("[^a-z0-9 _-]", "")
              .replace(' ', '-'));
    }
    return anchors;
  }

  @Test
  void everyExampleInJavaIsCompiled() {
    List<Set<String>> sources =
        Documents.sources().stream().map(source -> lines(Documents.text(source))).toList();
    int examples = 0;
    for (Path page : Documents.pages()) {
      Matcher example = JAVA.matcher(Documents.text(page));
      while (example.find()) {
        Set<String> lines = lines(example.group(1));
        lines.removeIf(line -> line.contains("...")); // left out by the document
        assertThat(sources.stream().anyMatch(source -> source.containsAll(lines)))
            .as("one source file has all lines of this example of %s:%n%s",
                Documents.name(page), example.group(1))
            .isTrue();
        examples++;
      }
    }
    assertThat(examples).isGreaterThan(4);
  }

  private static Set<String> lines(String text) {
    return text.lines().map(String::strip).filter(line -> !line.isEmpty())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void everyFailureThatIsShownHappensAsShown() {
    int shown = 0;
    for (Path page : Documents.pages()) {
      String text = Documents.text(page);
      Matcher replay = REPLAY.matcher(text);
      while (replay.find()) {
        ReplayLine line = ReplayLine.parse(replay.group(1));
        SimulationResult result =
            Simulator.run(line.options(), ScenarioRegistry.named(line.scenario())::run);
        assertThat(result.traceHashText())
            .as("%s: run ci/readme-output", Documents.name(page))
            .isEqualTo(line.traceHash().orElseThrow());
        assertThat(lines(text))
            .as("%s: run ci/readme-output", Documents.name(page))
            .containsAll(lines(result.failure().orElseThrow().message()));
        shown++;
      }
    }
    assertThat(shown).isGreaterThan(1);
  }

  @Test
  void theFirstProgramIsTheScenarioHello() throws IOException {
    String readme = Documents.text(Documents.TOP.resolve("README.md"));
    String source =
        Files.readString(Path.of("src/main/java/io/miniss/scenarios/examples/Hello.java"));
    String program = readme.substring(readme.indexOf("```java") + 8);
    List<String> lines = program.substring(0, program.indexOf("```")).lines().toList();
    for (String line : lines.subList(1, lines.size() - 2)) {
      assertThat(source).contains(line.strip());
    }
  }

  @Test
  void theDependenciesShownAreOfTheVersionsTested() {
    String poms =
        Documents.text(Documents.TOP.resolve("ci/bom/pom.xml"))
            + Documents.text(Documents.TOP.resolve("pom.xml"));
    String readme = Documents.text(Documents.TOP.resolve("README.md"));
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
    String readme = Documents.text(Documents.TOP.resolve("README.md"));
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
}
