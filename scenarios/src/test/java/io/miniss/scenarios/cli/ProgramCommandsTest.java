package io.miniss.scenarios.cli;

import static org.assertj.core.api.Assertions.assertThat;

import example.program.Account;
import example.program.Alone;
import example.program.BankOfFive;
import example.program.BankOfFour;
import example.program.Moves;
import io.miniss.scenarios.Main;
import io.miniss.simulator.weave.jdk.JdkPatch;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the commands answer and print of plain Java programs. */
final class ProgramCommandsTest {
  private static final Pattern REPLAY = Pattern.compile("replay: ./miniss replay '(.*)'");

  @TempDir
  private Path directory;

  private record Answer(int code, String out, String err) {
    String replayLine() {
      Matcher matcher = REPLAY.matcher(out);
      assertThat(matcher.find()).as(out).isTrue();
      return matcher.group(1);
    }
  }

  private static Answer miniss(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commandLine = Main.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    return new Answer(commandLine.execute(arguments), out.toString(), err.toString());
  }

  private Answer explore(String... more) {
    return miniss(
        Stream.concat(
            Stream.of(
                "explore", "--class", Account.class.getName(), "--jobs", "1", "--seeds", "50",
                "--failures", directory.toString()),
            Stream.of(more)).toArray(String[]::new));
  }

  private String exploredWith(List<String> flags, int code) throws Exception {
    List<String> command =
        new ArrayList<>(
            Miniss.command(
                List.of("explore", "--class", Account.class.getName(), "--seeds", "1", "--jobs",
                    "1", "--failures", directory.resolve("f").toString())));
    command.addAll(1, flags);
    Path log = directory.resolve("log");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertThat(process.waitFor()).as(Files.readString(log)).isEqualTo(code);
    return Files.readString(log);
  }

  @Test
  void jdkClassesOfAnotherBuildAreRefused() throws Exception {
    List<String> flags = JdkPatch.flags(directory.resolve("cache"));
    assertThat(exploredWith(flags, ExitCodes.FAILED)).contains("FAILED");

    Path patch = Path.of(flags.get(1).substring("java.base=".length()));
    Path build = patch.resolve("META-INF/miniss-patch.txt");
    Files.writeString(build, "jdk-25-of-yesterday\n");
    assertThat(exploredWith(flags, ExitCodes.BAD_USAGE))
        .contains("another build of miniss", "jdk-25-of-yesterday", patch.getFileName().toString())
        .contains("start it with --patch-module java.base=DIRECTORY")
        .doesNotContain("\tat ");

    Files.delete(build);
    assertThat(exploredWith(flags, ExitCodes.BAD_USAGE)).contains("(an older one, and not ");
  }

  @Test
  void aBrokenProgramFailsAndIsReplayed() {
    Answer answer = explore("--races", "off");
    assertThat(answer.code()).isEqualTo(1);
    assertThat(answer.out())
        .contains("two deposits of 10 make 20, not 10", "Account@1.balance", "woven: 1 class, ");
    Answer replayed = miniss("replay", answer.replayLine());
    assertThat(replayed.code()).isEqualTo(1);
    assertThat(replayed.out()).contains("the same run, step for step");
  }

  @Test
  void aLineAloneIsReplayedFromFile() throws IOException {
    Path file = directory.resolve("line.replay");
    Files.writeString(file, explore("--races", "off").replayLine() + "\n");
    Answer replayed = miniss("replay", file.toString());
    assertThat(replayed.code()).isEqualTo(1);
    assertThat(replayed.out()).contains("the same run, step for step");
  }

  @Test
  void aRaceIsAFailureUnlessSwitchedOff() {
    Answer answer = explore();
    assertThat(answer.code()).isEqualTo(1);
    assertThat(answer.out()).contains("RACE Account@1.balance", "data race on Account@1.balance");
  }

  @Test
  void aBenignRaceIsCounted() throws IOException {
    Path list = directory.resolve("benign-races");
    Files.writeString(list, "# known\n" + Account.class.getName() + ".balance: for this test\n");
    Answer answer = explore("--benign-races", list.toString());
    assertThat(answer.code()).isEqualTo(1);
    assertThat(answer.out())
        .contains("two deposits of 10 make 20, not 10", "; benign races: ")
        .doesNotContain("RACE ");
    assertThat(answer.replayLine()).contains("benign-races=");
    Files.writeString(list, Account.class.getName() + ".balance");
    refused("has no reason", "--class", Account.class.getName(), "--benign-races",
        list.toString());
  }

  @Test
  void aCorrectProgramPasses() {
    Answer answer = explore("guarded");
    assertThat(answer.code()).as(answer.out()).isZero();
    assertThat(answer.out()).contains("passed", "woven: 1 class, ", " steps in them");
  }

  @Test
  void aProgramIsSearchedExhaustively() {
    Answer answer =
        miniss("explore", "--class", Account.class.getName(), "--exhaustive", "guarded");
    assertThat(answer.code()).as(answer.out()).isZero();
    assertThat(answer.out())
        .contains("covered every interleaving of shared accesses with at most 2 preemptions");
  }

  @Test
  void aProgramThatSharesNothingIsRefused() {
    Answer answer = miniss("explore", "--class", Alone.class.getName(), "--seeds", "3");
    assertThat(answer.code()).isEqualTo(2);
    assertThat(answer.err()).contains("nothing was explored: 1 class");
    assertThat(answer.out()).doesNotContain("warning");
  }

  private Answer exploreTest(Class<?> type, String method) {
    return miniss(
        "explore", "--junit", type.getName() + method, "--jobs", "1", "--seeds", "60",
        "--failures", directory.toString());
  }

  @Test
  void testsOfJUnit4AreExploredAsTheyAre() {
    Answer answer = exploreTest(BankOfFour.class, "");
    assertThat(answer.code()).as(answer.err()).isEqualTo(1);
    assertThat(answer.out())
        .contains(
            "BankOfFour#depositsUnguarded FAILED", "RACE BankOfFour@1.balance",
            "BankOfFour#depositsGuarded passed", "BankOfFour#overdraws passed",
            "BankOfFour#takesNoTime passed", "3 scenarios passed, 1 failed");
    Answer replayed = miniss("replay", answer.replayLine());
    assertThat(replayed.out()).contains("the same run, step for step");
  }

  @Test
  void testsOfJUnit5AreExploredAsTheyAre() {
    Answer failing = exploreTest(BankOfFive.class, "#readsAndThenWrites");
    assertThat(failing.code()).as(failing.err()).isEqualTo(1);
    assertThat(failing.out()).contains("expected: <20> but was: <10>", "woven: 1 class");
    Answer passing = exploreTest(BankOfFive.class, "#addsAtOnce");
    assertThat(passing.code()).as(passing.out() + passing.err()).isZero();
  }

  @Test
  void aTestThatJUnitDoesNotRunFails() {
    Answer answer = exploreTest(BankOfFive.class, "#isDisabled");
    assertThat(answer.code()).isEqualTo(1);
    assertThat(answer.out()).contains("JUnit has not run example.program.BankOfFive#isDisabled");
  }

  @Test
  void whatIsNoTestIsRefused() {
    refused("has no test method of JUnit 3, 4 or 5", "--junit", Account.class.getName());
    refused("has no test method \"nothing\"; it has addsAtOnce", "--junit",
        BankOfFive.class.getName() + "#nothing");
    refused("there is no class example.program.Nobody", "--junit", "example.program.Nobody");
    refused("a test has no arguments", "--junit", BankOfFive.class.getName(), "x");
    refused("--class or --junit, one of the two", "--junit", BankOfFive.class.getName(),
        "--class", Account.class.getName());
  }

  @Test
  void whatIsNoProgramIsRefused() {
    refused("there is no class example.program.Nobody", "--class", "example.program.Nobody");
    refused("nothing of the program would be woven", "--class", Alone.class.getName(),
        "--weave", "com.acme");
    refused("the JDK and miniss itself cannot be woven", "--class", Alone.class.getName(),
        "--weave", "java.util");
    refused("--races is on or off", "--class", Alone.class.getName(), "--races", "maybe");
    refused("no-such.jar", "--class", Alone.class.getName(), "--classpath", "no-such.jar");
    refused("belong to a program", "hello", "--weave", "com.acme");
    refused("belong to a program", "hello", "--weave-deep");
    refused("one of the three", "--class", Alone.class.getName(), "--all");
  }

  private static void refused(String words, String... arguments) {
    Answer answer =
        miniss(
            Stream.concat(
                Stream.of("explore"), Stream.of(arguments))
                .toArray(String[]::new));
    assertThat(answer.code()).as(answer.out()).isEqualTo(2);
    assertThat(answer.err()).contains(words);
  }

  private Answer exploreMoves(String... more) {
    return miniss(
        Stream.concat(
            Stream.of(
                "explore", "--class", Moves.class.getName(), "--jobs", "1", "--failures",
                directory.toString()),
            Stream.of(more)).toArray(String[]::new));
  }

  @Test
  void aBugInsideACallIsFoundAndReplayed() {
    assertThat(exploreMoves("--seeds", "200").code()).isZero();
    Answer answer = exploreMoves("--seeds", "2000", "--weave-deep");
    assertThat(answer.code()).as(answer.out()).isEqualTo(1);
    assertThat(answer.out())
        .contains(
            "the queue has 1 element at most", "ConcurrentLinkedQueue@1.head",
            "inside java.util.concurrent: ");
    assertThat(answer.replayLine()).contains("deep=on");
    Answer replayed = miniss("replay", answer.replayLine());
    assertThat(replayed.code()).isEqualTo(1);
    assertThat(replayed.out()).contains("the same run, step for step");
  }

  @Test
  void callsAreSearchedInsideExhaustively() {
    Answer answer =
        miniss(
            "explore", "--class", Moves.class.getName(), "--weave-deep", "--exhaustive", "still");
    assertThat(answer.code()).as(answer.out()).isZero();
    assertThat(answer.out()).contains("covered every interleaving of shared accesses");
  }

  @Test
  void aPatchedJvmMakesTheSameRun() throws IOException, InterruptedException {
    aPatchedJvmMakesTheSameRun(
        List.of("simulate", "--class", Account.class.getName(), "--seed", "5", "guarded"));
    aPatchedJvmMakesTheSameRun(
        List.of(
            "simulate", "--class", Moves.class.getName(), "--weave-deep", "--seed", "5", "still"));
  }

  private void aPatchedJvmMakesTheSameRun(List<String> arguments)
      throws IOException, InterruptedException {
    Answer here = miniss(arguments.toArray(String[]::new));
    ProcessBuilder builder =
        new ProcessBuilder(
            Stream.concat(
                Stream.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp", System.getProperty("java.class.path"), Main.class.getName()),
                arguments.stream()).toList());
    builder.environment().put("XDG_CACHE_HOME", directory.toString());
    Process process = builder.redirectErrorStream(true).start();
    String there = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(there).isZero();
    assertThat(there).contains(here.replayLine());
  }
}
