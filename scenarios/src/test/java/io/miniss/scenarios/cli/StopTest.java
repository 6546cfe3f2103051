package io.miniss.scenarios.cli;

import static org.assertj.core.api.Assertions.assertThat;

import example.program.Account;
import example.program.Alone;
import example.program.BankOfFive;
import io.miniss.scenarios.Main;
import io.miniss.simulator.campaign.Merge;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** SIGTERM, in processes of their own, and Ctrl-C, which goes the same way. */
final class StopTest {
  private static final int SIGTERM = 143;
  private static final int SIGINT = 130;

  /** Undoes what a shell does to the signal for a process in the background. */
  private static final List<String> LISTENS_TO_SIGINT = List.of("env", "--default-signal=INT");

  @TempDir
  private Path directory;

  private Path log() {
    return directory.resolve("log");
  }

  /** Starts a command, ends it when {@code file} has {@code pattern}, and returns what it printed. */
  private String stopped(Path file, String pattern, List<String> command) throws Exception {
    Process process = Miniss.start(log(), command);
    try {
      Pattern begun = Pattern.compile(pattern);
      Awaitility.await()
          .atMost(Duration.ofMinutes(2))
          .pollInterval(Duration.ofMillis(20))
          .until(() -> Files.exists(file) && begun.matcher(Files.readString(file)).find());
      process.destroy();
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).as(Files.readString(log())).isEqualTo(SIGTERM);
    return Files.readString(log());
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void exploreEndsOrderlyOnCtrlC() throws Exception {
    List<String> command = new ArrayList<>(LISTENS_TO_SIGINT);
    command.addAll(Miniss.command(explore("--first-seed", "100")));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(log().toFile())
            .start();
    try {
      Awaitility.await()
          .atMost(Duration.ofMinutes(2))
          .pollInterval(Duration.ofMillis(20))
          .until(() -> Files.exists(log()) && Files.readString(log()).contains("hello: "));
      new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    String printed = Files.readString(log());
    assertThat(process.exitValue()).as(printed).isEqualTo(SIGINT);
    long done = group("hello +stopped ([0-9,]+) runs?", printed);
    assertThat(printed)
        .containsPattern("bank +not begun")
        .contains("0 scenarios passed, 0 failed, 2 not finished")
        .contains("to do what was not begun: ./miniss explore bank --jobs 2 --seeds 3000000")
        .contains(" --first-seed " + (100 + done) + " --seeds " + (3_000_000 - done) + "\n");
  }

  private static long group(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertThat(matcher.find()).as(text).isTrue();
    return Long.parseLong(matcher.group(1).replace(",", ""));
  }

  private List<String> explore(String... more) {
    List<String> command = new ArrayList<>(List.of("explore", "hello", "bank", "--jobs", "2"));
    command.addAll(List.of("--seeds", "3000000", "--failures", directory.resolve("f").toString()));
    command.addAll(List.of(more));
    return command;
  }

  @Test
  void exploreTellsWhatWasDoneAndHowToGoOn() throws Exception {
    Path json = directory.resolve("results.jsonl");
    Path checkpoint = directory.resolve("checkpoint");
    String printed =
        stopped(
            checkpoint, "\"done\":[1-9]",
            explore("--json", json.toString(), "--resume", checkpoint.toString(),
                "--checkpoint-every", "50ms"));
    long done = group("hello +stopped ([0-9,]+) runs", printed);
    assertThat(printed)
        .containsPattern("bank +not begun")
        .contains("0 scenarios passed, 0 failed, 2 not finished")
        .contains("to go on: the same command, which reads " + checkpoint);
    assertThat(group("\"done\":([0-9]+)", Files.readString(checkpoint))).isEqualTo(done);
    Merge merge = Merge.of(List.of(json));
    assertThat(merge.rows()).anyMatch(row -> row.scenario().equals("hello") && row.done() == done);
    assertThat(merge.gaps()).anyMatch(gap -> gap.contains("of hello was interrupted after "));
  }

  @Test
  void exploreWithoutACheckpointNamesTheRest() throws Exception {
    String printed = stopped(log(), "hello: ", explore("--first-seed", "100"));
    long done = group("hello +stopped ([0-9,]+) runs?", printed);
    assertThat(printed)
        .contains(
            "to go on: ./miniss explore hello --jobs 2",
            " --first-seed " + (100 + done) + " --seeds " + (3_000_000 - done) + "\n")
        .doesNotContain("--first-seed 100 --seeds 3000000");
  }

  @Test
  void whatKeepsGoingEndsWithWhatItHasFound() throws Exception {
    List<String> command =
        List.of(
            "explore", "lost-update", "--keep-going", "--seeds", "3000000", "--failures",
            directory.resolve("f").toString());
    String printed = stopped(log(), "lost-update: ", command);
    long done = group("lost-update +FAILED +([0-9,]+) runs, [1-9]", printed);
    assertThat(printed)
        .contains(
            "to go on: ./miniss explore lost-update --keep-going",
            " --first-seed " + done + " --seeds " + (3_000_000 - done) + "\n")
        .containsPattern("of [0-9,]+ runs:\n");
  }

  @Test
  void anInterruptBeforeTheFirstSeedNamesTheSameCommand() {
    Thread.currentThread().interrupt(); // as the session does with what takes too long
    Miniss.Answer answer = Miniss.miniss("explore", "hello", "--seeds", "10");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(answer.err()).isEmpty();
    assertThat(answer.out())
        .contains("stopped: what is not named above was not done", "to go on: the same command");
    assertThat(answer.code()).isEqualTo(SIGINT);
  }

  /** What a command prints whose session is to stop before it begins. */
  private static String stoppedBefore(String... arguments) {
    StringWriter printed = new StringWriter();
    CommandLine commandLine = Main.commandLine();
    commandLine.setOut(new PrintWriter(printed, true));
    commandLine.setErr(new PrintWriter(printed, true));
    ((Session.Holder) commandLine.getCommandSpec().userObject()).session().stop();
    assertThat(commandLine.execute(arguments)).as(printed.toString()).isEqualTo(SIGINT);
    return printed.toString();
  }

  @Test
  void aRunThatIsStoppedHasNotFailed() throws Exception {
    String printed = stopped(log(), "bank: run", List.of("run", "bank", "--scale", "10000000"));
    assertThat(printed)
        .endsWith(
            """
            bank stopped: 0 of 1 run passed
            to go on: ./miniss run bank --scale 10000000 --seed 0 --runs 1
            """)
        .doesNotContain("FAILED", "Exception");
  }

  @Test
  void runsThatWereNotDoneAreNamed() {
    assertThat(stoppedBefore("run", "bank", "--runs", "9", "--seed", "5"))
        .contains("bank stopped: 0 of 9 runs passed")
        .contains("to go on: ./miniss run bank --seed 5 --runs 9");
  }

  @Test
  void testsThatWereNotBegunAreNamed() {
    assertThat(stoppedBefore("explore", "--junit", BankOfFive.class.getName(), "--seeds", "9"))
        .contains("to do what was not begun: ./miniss explore --seeds 9 --junit 'example.")
        .contains("#");
  }

  @Test
  void aProgramThatWasNotBegunIsNamed() {
    String name = Account.class.getName();
    assertThat(stoppedBefore("explore", "--class", name, "--seeds", "9", "--", "a b", "c"))
        .containsPattern(
            "to do what was not begun: ./miniss explore 'a b' c --class " + name + " --seeds 9");
  }

  @Test
  void aFileThatIsNotReadYetIsNoRest() {
    Path checkpoint = directory.resolve("checkpoint");
    assertThat(stoppedBefore("explore", "hello", "bank", "--resume", checkpoint.toString()))
        .contains("to do what was not begun: the same command\n");
  }

  @Test
  void theJvmOfAProgramEndsBeforeTheCommand() throws Exception {
    List<String> command =
        List.of("explore", "--class", Alone.class.getName(), "--seeds", "300000000");
    Process process = Miniss.start(log(), command);
    try {
      Awaitility.await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> process.descendants().findAny().isPresent());
      ProcessHandle other = process.descendants().findAny().orElseThrow();
      process.destroy();
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
      assertThat(other.isAlive()).isFalse();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  @Test
  void aSearchTellsWhatIsCovered() throws Exception {
    String printed =
        stopped(log(), "hello: ",
            List.of("explore", "hello", "--exhaustive", "--runs", "100000000"));
    assertThat(printed).containsPattern("hello +stopped: .* in [0-9,]+ runs");
  }

  @Test
  void aHuntTellsWhatWasDone() throws Exception {
    String printed =
        stopped(
            log(), "exhibit 17(.|\n)*why the runtime",
            List.of("zoo", "17", "--strategy", "pct(depth=1)", "--seeds", "300000000", "--failures",
                directory.resolve("f").toString()));
    assertThat(printed)
        .containsPattern("zoo-17-buggy +stopped, not found: [0-9,]+ runs?")
        .containsPattern("to go on: ./miniss zoo 17 --strategy 'pct\\(depth=1\\)' .*--first-seed ");
  }

  @Test
  void aTableLeavesItsFilesAsTheyWere() throws IOException, Exception {
    Path file = Files.writeString(directory.resolve("zoo.json"), "before");
    String printed =
        stopped(
            log(), "exhibit ",
            List.of("zoo", "--table", "--only", "9,10", "--json", file.toString(), "--runs", "1",
                "--campaigns", "1000000", "--fixed-runs", "1000"));
    assertThat(printed)
        .contains("stopped: 0 of 2 exhibits were measured", file + " is not written")
        .containsPattern("to go on: ./miniss zoo --table .*--only 9,10\n");
    assertThat(file).hasContent("before");
  }
}
