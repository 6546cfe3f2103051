package io.miniss.simulator.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.shared.SharedLong;
import io.miniss.simulator.Simulation;
import io.miniss.simulator.picture.FailureFiles;
import io.miniss.simulator.replay.ReplayRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** What a failing {@link SimulationTest} leaves behind. */
@Isolated("the directory of the files is a property of the system")
class FailureFilesTest {
  @TempDir
  Path directory;

  private String before = "";

  @BeforeEach
  void setDirectory() {
    before = System.getProperty(FailureFiles.PROPERTY, "");
    System.setProperty(FailureFiles.PROPERTY, directory.toString());
  }

  @AfterEach
  void resetDirectory() {
    System.setProperty(FailureFiles.PROPERTY, before);
  }

  static class Failing {
    @SimulationTest
    void loses(Simulation simulation) {
      SharedLong counter = new SharedLong(simulation.scheduler(), "stock");
      try (MultiCoreRuntime runtime = simulation.runtime().start()) {
        var one = runtime.spawnOn(0, () -> sell(counter));
        var other = runtime.spawnOn(1, () -> sell(counter));
        one.join();
        other.join();
        simulation.require(counter.getVolatile() == 2, "both are counted");
      }
    }

    private static int sell(SharedLong counter) {
      counter.setVolatile(counter.getVolatile() + 1);
      return 0;
    }
  }

  private static String failure(Optional<String> replay) {
    EngineTestKit.Builder kit =
        EngineTestKit.engine("junit-jupiter").selectors(selectClass(Failing.class));
    replay.ifPresent(line -> kit.configurationParameter(ReplayRequest.PROPERTY, line));
    return kit.execute().testEvents().failed().stream()
        .map(Event::getPayload)
        .flatMap(Optional::stream)
        .map(TestExecutionResult.class::cast)
        .flatMap(result -> result.getThrowable().stream())
        .map(thrown -> Objects.requireNonNull(thrown.getMessage()))
        .findFirst()
        .orElseThrow();
  }

  private static String after(String label, String text) {
    Matcher matcher = Pattern.compile(label + ": +(\\S+)").matcher(text);
    assertThat(matcher.find()).as(text).isTrue();
    return matcher.group(1);
  }

  @Test
  void pageShowsTheProgramAndTheOption() throws Exception {
    String message = failure(Optional.empty());
    Path page = Path.of(after("page", message));
    assertThat(page).hasParent(directory);
    assertThat(page.getFileName().toString()).contains("FailureFilesTest", "loses");
    String html = Files.readString(page);
    assertThat(html)
        .contains(
            "-Dminiss.replay=&#39;io.miniss.simulator.junit.FailureFilesTest$Failing#loses seed=")
        .contains("both are counted")
        .doesNotContain("./miniss replay");
    String program =
        html.substring(html.indexOf("<section id=\"program\""), html.indexOf("<noscript>"));
    assertThat(program.replaceAll("<[^>]*>", ""))
        .contains("reads stock: 0 FailureFilesTest.java")
        .contains("writes stock: 1 FailureFilesTest.java")
        .contains(" in x-")
        .containsPattern("[0-9]+ steps of the runtime")
        .doesNotContain("inbox of core");
  }

  @Test
  void fileBringsTheRunBack() {
    String message = failure(Optional.empty());
    String file = after("file", message);
    String again = failure(Optional.of(file));
    assertThat(again).contains("both are counted").doesNotContain("DIVERGENCE");
    assertThat(after("hash", again.replace("hash=", "hash: ").replace("'", " ")))
        .isEqualTo(after("hash", message.substring(message.indexOf("replay:"))
            .replace("hash=", "hash: ").replace("'", " ")));
  }

  @Test
  void optionOnThePageBringsTheRunBack() throws Exception {
    String html = Files.readString(Path.of(after("page", failure(Optional.empty()))));
    Matcher line =
        Pattern.compile("-Dminiss.replay=&#39;(.*?)&#39;").matcher(html);
    assertThat(line.find()).isTrue();
    assertThat(failure(Optional.of(line.group(1).replace("&gt;", ">"))))
        .contains("both are counted")
        .doesNotContain("not the same run");
  }

  @Test
  void aLineTooLongForCommandsHasFile() throws Exception {
    String line = "a.B#c seed=1 strategy=" + "x".repeat(5_000);
    String option = FailureFiles.option("a.B#c", line);
    assertThat(option).hasSizeLessThan(1_000).startsWith("-Dminiss.replay='" + directory);
    ReplayRequest request =
        ReplayRequest.of(option.substring(option.indexOf('\'') + 1, option.length() - 1));
    assertThat(request.text()).isEqualTo(line);
    assertThat(FailureFiles.option("a.B#c", "a.B#c seed=1"))
        .isEqualTo("-Dminiss.replay='a.B#c seed=1'");
  }

  @Test
  void directoryThatCannotBeMadeIsSaid() throws Exception {
    Path file = Files.writeString(directory.resolve("a file"), "");
    System.setProperty(FailureFiles.PROPERTY, file.toString());
    assertThat(failure(Optional.empty()))
        .contains("both are counted")
        .contains("page:   none, as it cannot be written");
  }

  @Test
  void noFilesAreWrittenWhereTheyAreSwitchedOff() throws Exception {
    System.setProperty(FailureFiles.PROPERTY, FailureFiles.OFF);
    assertThat(failure(Optional.empty())).doesNotContain("page:");
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.toList()).isEqualTo(List.of());
    }
  }
}
