package io.miniss.scenarios.cli;

import static io.miniss.scenarios.cli.Miniss.miniss;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.miniss.scenarios.Main;
import io.miniss.scenarios.cli.Miniss.Answer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Output is complete, or the exit code is 4 and a message says why. */
final class OutputTest {
  @TempDir
  private Path directory;

  /** A standard output on a full disk. */
  private static final class FullDisk extends Writer {
    @Override
    public void write(char[] text, int offset, int length) throws IOException {
      throw new IOException("No space left on device");
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  private record Ended(int code, String printed) {}

  /** Calls the command line in a process that a shell starts as {@code script} says; "$@" is the command. */
  private Ended shell(String script, String... arguments) throws Exception {
    List<String> words = new ArrayList<>(List.of("bash", "-c", script, "bash"));
    words.addAll(Miniss.command(List.of(arguments)));
    Path log = directory.resolveSibling(directory.getFileName() + ".log");
    Process process =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .directory(directory.toFile())
            .start();
    int code = process.waitFor();
    String printed = Files.readString(log);
    Files.delete(log);
    return new Ended(code, printed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"list", "doctor", "--help", "--version", "simulate hello",
    "explore lost-update", "zoo"})
  void aStandardOutputThatFailsIs4(String command) {
    StringWriter err = new StringWriter();
    CommandLine commandLine = Main.commandLine();
    commandLine.setOut(new PrintWriter(new FullDisk(), true));
    commandLine.setErr(new PrintWriter(err, true));
    List<String> words = new ArrayList<>(List.of(command.split(" ", -1)));
    if (command.startsWith("explore")) {
      words.addAll(List.of("--failures", directory.resolve("failures").toString()));
    }
    assertThat(commandLine.execute(words.toArray(String[]::new))).isEqualTo(4);
    assertThat(err.toString()).contains("cannot write standard output");
  }

  @Test
  void aFullDeviceAsStandardOutputIs4() throws Exception {
    assumeThat(Path.of("/dev/full")).exists();
    Ended ended = shell("\"$@\" 3>&1 >/dev/full", "list");
    assertThat(ended.code()).isEqualTo(4);
    assertThat(ended.printed())
        .isEqualTo("cannot write standard output: No space left on device\n");
  }

  @Test
  void aReaderThatWantsNoMoreIsNotTold() throws Exception {
    Ended ended = shell("{ \"$@\"; echo code $? >&2; } | true", "list");
    assertThat(ended.printed()).isEqualTo("code 4\n");
  }

  /** The shell bounds the size of files, which is the same as a full disk to who writes. */
  @ParameterizedTest
  @ValueSource(strings = {"page.html", "page.json"})
  void aTraceThatCannotBeWrittenIs4(String name) throws Exception {
    Ended ended =
        shell("( ulimit -f 4; exec \"$@\" ) 2>&1 | cat; exit ${PIPESTATUS[0]}", "simulate", "hello",
            "--trace", name);
    assertThat(ended.code()).as(ended.printed()).isEqualTo(4);
    assertThat(ended.printed())
        .contains("hello passed: ", "trace: none", "cannot write " + name + ": File too large");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void aFailureWhoseFileCannotBeWrittenIsToldAnd4() throws Exception {
    Ended ended =
        shell("( ulimit -f 1; exec \"$@\" ) 2>&1 | cat; exit ${PIPESTATUS[0]}", "explore",
            "lost-update",
            "--jobs", "1",
            "--no-shrink");
    assertThat(ended.code()).as(ended.printed()).isEqualTo(4);
    assertThat(ended.printed())
        .contains("replay: ./miniss replay 'lost-update ", "file: none", ".replay: File too large");
    assertThat(directory.resolve("miniss-failures")).isEmptyDirectory();
  }

  @Test
  void resultsThatCannotBeWrittenInTheEndAre4AndLeaveNoFile() throws Exception {
    Ended ended =
        shell("( ulimit -f 0; exec \"$@\" ) 2>&1 | cat; exit ${PIPESTATUS[0]}", "explore", "hello",
            "--seeds", "20", "--no-other-jvm",
            "--json", "results");
    assertThat(ended.code()).as(ended.printed()).isEqualTo(4);
    assertThat(ended.printed())
        .contains("hello            passed  20 runs", "cannot write results: File too large")
        .doesNotContain("to go on");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void resultsThatCannotBeWrittenAre4BeforeAnythingRuns() throws Exception {
    Files.writeString(directory.resolve("before"), "");
    Ended ended =
        shell("( ulimit -f 0; exec \"$@\" ) 2>&1 | cat; exit ${PIPESTATUS[0]}", "explore", "hello",
            "--resume", "checkpoint");
    assertThat(ended.code()).as(ended.printed()).isEqualTo(4);
    assertThat(ended.printed()).contains("cannot write checkpoint: File too large")
        .doesNotContain("passed");
    assertThat(directory.toFile().list()).containsExactly("before");
  }

  @Test
  void aFileThatCannotBeKeptIs4() throws IOException {
    Path corpus = Files.createDirectory(directory.resolve("corpus"));
    Files.createDirectory(corpus.resolve("hello-1.replay"));
    Answer answer = miniss("keep", "hello seed=1", "--corpus", corpus.toString());
    assertThat(answer.code()).isEqualTo(4);
    assertThat(answer.err()).contains("cannot write " + corpus.resolve("hello-1.replay"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "explore ", "zoo ", "run "})
  void versionsAreTold(String command) {
    Answer answer = miniss((command + "--version").split(" ", -1));
    assertThat(answer.code()).isZero();
    assertThat(answer.out()).startsWith("miniss 0.").contains("Java 25").doesNotContain("$");
  }

  @Test
  void everyExitCodeIsInTheHelpAndTheDocuments() throws IOException {
    String help = miniss("--help").out();
    String readme = Files.readString(Path.of("README.md"));
    for (String code : List.of("0", "1", "2", "3", "4", "5", "130, 143")) {
      assertThat(help).containsPattern("(?m)^ +" + code + " ");
      assertThat(readme).contains("| " + code + " | ");
    }
  }
}
