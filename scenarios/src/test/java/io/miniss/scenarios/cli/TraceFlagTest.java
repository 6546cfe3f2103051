package io.miniss.scenarios.cli;

import static io.miniss.scenarios.cli.Miniss.miniss;
import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.scenarios.cli.Miniss.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code --trace} draws, where, and what it refuses. */
final class TraceFlagTest {
  @TempDir
  private Path directory;

  private String file(String name) {
    return directory.resolve(name).toString();
  }

  private String content(String name) throws IOException {
    return Files.readString(directory.resolve(name));
  }

  @Test
  void simulateDrawsARunThatPasses() throws IOException {
    Answer answer = miniss("simulate", "hello", "--seed", "4", "--trace", file("hello.html"));
    assertThat(answer.code()).isZero();
    assertThat(answer.out()).contains("trace: " + file("hello.html"));
    assertThat(content("hello.html")).contains("<!DOCTYPE html>", "hello seed=4 ", "passed");
  }

  @Test
  void simulateDrawsARunThatFails() throws IOException {
    Answer answer = miniss("simulate", "test-that-fails", "--trace", file("fails.json"));
    assertThat(answer.code()).isEqualTo(1);
    assertThat(content("fails.json")).contains("traceEvents", "nothing that it requires holds");
  }

  @Test
  void exploreDrawsTheFailureAndReplayDrawsTheSame() throws IOException {
    Answer found =
        miniss(
            "explore", "lost-update", "--seeds", "2000", "--failures", file("failures"), "--trace",
            file("found.html"));
    assertThat(found.code()).isEqualTo(1);
    assertThat(content("found.html")).contains("expected 2, counted 1", "class=\"outcome failed\"");
    String line =
        found.out().lines().filter(each -> each.startsWith("replay: ")).findFirst().orElseThrow();
    Answer replayed =
        miniss(
            "replay", line.substring(line.indexOf('\'') + 1, line.length() - 1), "--trace",
            file("replayed.html"));
    assertThat(replayed.code()).isEqualTo(1);
    assertThat(content("replayed.html")).isEqualTo(content("found.html"));
  }

  @Test
  void exploringSeveralDrawsEachFailureUnderItsName() throws IOException {
    Answer answer =
        miniss(
            "explore", "hello", "test-that-fails", "--seeds", "5", "--failures", file("failures"),
            "--trace", file("found.json"));
    assertThat(answer.code()).isEqualTo(1);
    assertThat(answer.out()).contains("trace: " + file("found-test-that-fails.json"));
    assertThat(content("found-test-that-fails.json")).contains("FAILED: ");
    assertThat(directory.resolve("found-hello.json")).doesNotExist();
  }

  @Test
  void exploringWhatHoldsDrawsNothingAndSaysSo() {
    Answer answer = miniss("explore", "hello", "--seeds", "5", "--trace", file("none.html"));
    assertThat(answer.code()).isZero();
    assertThat(answer.out()).contains("trace: none, as nothing failed");
    assertThat(directory.resolve("none.html")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"trace", "trace.svg", "trace.HTML", "html", "", "a.html.gz"})
  void anotherEndOfTheNameIsBadUsageThatNamesTheAccepted(String name) {
    Answer answer = miniss("simulate", "hello", "--trace", name);
    assertThat(answer.code()).isEqualTo(2);
    assertThat(answer.err()).contains("--trace", ".html", ".json", "\"" + name + "\"");
  }

  @Test
  void aFileThatCannotBeWrittenIsBadUsageBeforeAnythingRuns() throws IOException {
    Files.createDirectory(directory.resolve("directory.html"));
    Files.writeString(directory.resolve("file"), "");
    for (String name : new String[] {"directory.html", "file/below.html"}) {
      Answer answer = miniss("simulate", "hello", "--trace", file(name));
      assertThat(answer.code()).as(name).isEqualTo(2);
      assertThat(answer.err()).contains("a file that can be written is accepted");
      assertThat(answer.out()).isEmpty();
    }
  }
}
