package io.miniss.scenarios.cli;

import static io.miniss.scenarios.cli.Miniss.miniss;
import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.scenarios.cli.Miniss.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the simulating commands return, print and write. */
final class CommandLineTest {
  @TempDir
  private Path directory;

  private Answer exploreTheBug() {
    return miniss(
        "explore", "lost-update", "--seeds", "2000", "--failures", directory.toString());
  }

  @Test
  void exploringWhatPassesExitsWith0() {
    Answer answer = miniss("explore", "hello", "--seeds", "100", "--jobs", "1");
    assertThat(answer.code()).isZero();
    assertThat(answer.out()).contains("hello").contains("passed").contains("100 runs");
  }

  @Test
  void exploringABugExitsWith1AndPrintsItsReplayLine() {
    Answer answer = exploreTheBug();
    assertThat(answer.code()).isEqualTo(1);
    assertThat(answer.out())
        .contains("expected 2, counted 1")
        .contains("replay: ./miniss replay 'lost-update seed=");
  }

  @Test
  void aFailureThatDoesNotComeAgainIsReportedWithoutAFile() {
    Answer answer =
        miniss(
            "explore", "test-that-fails-once", "--no-shrink", "--first-seed", "1", "--seeds", "5",
            "--strategy", "random", "--jobs", "1",
            "--failures", directory.toString());
    assertThat(answer.code()).isEqualTo(1);
    assertThat(answer.out())
        .contains("this is not the second run", "run again, the same seed passes")
        .contains("file: none");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void thePrintedLineAndTheWrittenFileBringTheSameRunBack() throws IOException {
    String out = exploreTheBug().out();
    String line = out.lines().filter(each -> each.startsWith("replay: ")).findFirst().orElseThrow();
    Answer byLine = miniss("replay", line.substring(line.indexOf('\'') + 1, line.length() - 1));
    assertThat(byLine.code()).isEqualTo(1);
    assertThat(byLine.out())
        .contains("the same run, step for step")
        .contains("expected 2, counted 1");
    try (var files = Files.list(directory)) {
      Answer byFile = miniss("replay", files.findFirst().orElseThrow().toString());
      assertThat(byFile.code()).isEqualTo(1);
      assertThat(byFile.out())
          .contains("the recorded failure: EXCEPTION main")
          .contains("the same run, step for step")
          .contains("expected 2, counted 1");
    }
  }

  @Test
  void aScenarioThatShowsABugIsNotAmongAll() {
    assertThat(ScenarioRegistry.all()).anyMatch(each -> each.name().equals("lost-update"));
    assertThat(ScenarioRegistry.expectedToPass())
        .noneMatch(each -> each.name().equals("lost-update"));
  }

  @Test
  void aHashThatIsNotThisRunsIsSaid() {
    Answer answer = miniss("replay", "hello", "seed=3", "hash=0000000000000000");
    assertThat(answer.code()).isZero();
    assertThat(answer.out()).contains("not the same run").contains("hello passed");
  }

  @Test
  void aSizeThatTheRunDoesNotDrawIsRefused() {
    Answer answer = miniss("replay", "hello", "seed=3", "size.wrong=1");
    assertThat(answer.code()).isEqualTo(2);
    assertThat(answer.err()).contains("hello draws no size \"wrong\" in it; it draws none");
    Answer failing = miniss("replay", "lost-update", "seed=3", "size.wrong=1");
    assertThat(failing.code()).isEqualTo(2);
    assertThat(failing.err()).contains("lost-update draws no size \"wrong\" in it; it draws ");
  }

  @Test
  void linesFixNoSizeThatTheRunDoesNotDraw() {
    String line =
        miniss("simulate", "test-that-draws-sizes", "--seed", "2", "--size", "refunds=3",
            "--size", "buyers=3")
            .out().lines().filter(each -> each.startsWith("replay: ")).findFirst().orElseThrow();
    assertThat(line).contains("size.buyers=3").doesNotContain("size.refunds");
  }

  @Test
  void aLineWhoseSwitchesCannotBeFollowedSaysAtWhichStep() {
    Answer absent = miniss("replay", "hello", "seed=3", "strategy=switches(9@7>2)");
    assertThat(absent.code()).isEqualTo(1);
    assertThat(absent.out())
        .contains("FAILED hello: DIVERGENCE replay")
        .contains("the switch 9@7>2 is after step 7 of thread 9, but the run has ended at step ");
    Answer unable =
        miniss(
            "replay", "hello", "seed=3", "strategy=switches(1@7>99)", "hash=0000000000000000");
    assertThat(unable.code()).isEqualTo(1);
    assertThat(unable.out())
        .contains("not the same run")
        .contains("FAILED hello: DIVERGENCE replay")
        .containsPattern("the switch 1@7>99 is to thread 99, but at step [0-9]+ that cannot run");
  }

  /** Shrinking that is cut short may leave a switch that its run passes over. */
  @Test
  void aLineWhoseRunIsTheRecordedOneDoesNotDiverge() {
    Answer first = miniss("simulate", "hello", "--seed", "3", "--strategy", "switches(9@7>2)");
    assertThat(first.code()).isZero();
    String line = first.out().replaceAll("(?s).*miniss replay '([^']*)'.*", "$1");
    Answer again = miniss("replay", line);
    assertThat(again.code()).as(again.out()).isZero();
    assertThat(again.out()).contains("the same run, step for step").contains("hello passed");
  }

  @Test
  void theHelpSaysWhatAllLeavesOutAndWhatTheExitCodesAre() {
    assertThat(miniss("explore", "--help").out().replaceAll("\\s+", " "))
        .contains("without lost-update, which shows a bug, and without the zoo");
    assertThat(miniss("--help").out()).containsPattern("(?m)^ +3 +miniss did not start");
    assertThat(miniss("zoo", "--help").out()).containsPattern("(?m)^ +3 +miniss did not start");
  }

  @Test
  void theLivenessPhaseCanBeBounded() {
    Answer answer =
        miniss("simulate", "hello", "--faults", "stall=0.01", "--fault-steps", "20",
            "--liveness-steps", "30");
    assertThat(answer.code()).isEqualTo(1);
    assertThat(answer.out())
        .contains("FAILED hello: LIVENESS liveness")
        .contains("faults stopped at step 20, and 30 steps later the run has not ended:")
        .contains(" faults=stall=0.01 fault-steps=20 liveness-steps=30 hash=");
    assertThat(miniss("simulate", "hello", "--liveness-steps", "0").code()).isEqualTo(2);
  }

  @Test
  void simulateShowsOneRun() {
    Answer answer = miniss("simulate", "hello", "--seed", "3", "--timeline", "5");
    assertThat(answer.code()).isZero();
    assertThat(answer.out())
        .contains("stretches before")
        .contains("hello passed:")
        .contains("replay: ./miniss replay 'hello seed=3 cores=2 strategy=random hash=");
  }

  @Test
  void stepsOfTheRuntimeAreListedIfAskedFor() {
    String[] simulate = {"simulate", "hello", "--seed", "3", "--timeline", "500"};
    assertThat(miniss(simulate).out())
        .contains(" steps of the runtime")
        .doesNotContain("remote work of core");
    String[] withThem = Arrays.copyOf(simulate, simulate.length + 1);
    withThem[simulate.length] = "--runtime-steps";
    assertThat(miniss(withThem).out())
        .contains("remote work of core")
        .doesNotContain(" steps of the runtime");
  }

  @Test
  void reportsListStepsOfTheRuntimeIfAskedFor() {
    String[] explore = {
      "explore", "lost-update", "--seeds", "1000", "--no-shrink", "--failures", directory.toString()
    };
    assertThat(miniss(explore).out())
        .contains("reads the count", " steps of the runtime")
        .doesNotContain("remote work of core");
    String[] withThem = Arrays.copyOf(explore, explore.length + 1);
    withThem[explore.length] = "--runtime-steps";
    Answer answer = miniss(withThem);
    assertThat(answer.out()).contains("reads the count", "remote work of core");
    String line = answer.out().replaceAll("(?s).*replay: ./miniss replay '([^']*)'.*", "$1");
    assertThat(miniss("replay", line).out()).doesNotContain("remote work of core");
    assertThat(miniss("replay", line, "--runtime-steps").out()).contains("remote work of core");
  }

  @Test
  void keepWritesARunIntoTheCorpusWithItsReason() throws IOException {
    Answer answer =
        miniss("keep", "hello seed=5", "--why", "an example", "--corpus", directory.toString());
    assertThat(answer.code()).isZero();
    assertThat(answer.out()).contains("the run passes");
    assertThat(Files.readString(directory.resolve("hello-5.replay")))
        .startsWith("miniss-replay 2\nrun hello seed=5 ")
        .contains("\nnote an example\n");
  }

  @Test
  void aFileOfVersionOneIsRunByItsSeedAndWrittenAnewByKeep() throws IOException {
    Path old =
        Files.writeString(
            directory.resolve("hello-5.replay"),
            "miniss-replay 1\nrun hello seed=5\nsteps 9\nnote why\nchoices 1\n0\nend\n");
    Answer replayed = miniss("replay", old.toString());
    assertThat(replayed.code()).isZero();
    assertThat(replayed.out()).contains("as in version 1").contains("./miniss keep");
    assertThat(miniss("keep", old.toString(), "--corpus", directory.toString()).code()).isZero();
    assertThat(Files.readString(old)).startsWith("miniss-replay 2\n").contains("\nnote why\n");
    assertThat(miniss("replay", old.toString()).out()).contains("the same run, step for step");
  }

  @Test
  void aFileThatDoesNotFitTheCodeSaysWhereAndRunsTheSeed() throws IOException {
    exploreTheBug();
    try (var files = Files.list(directory)) {
      Path file = files.findFirst().orElseThrow();
      Files.writeString(file, Files.readString(file).replace("the count", "the number"));
      Answer answer = miniss("replay", file.toString());
      assertThat(answer.code()).isEqualTo(1);
      assertThat(answer.out())
          .containsPattern(
              "the record does not fit this code: context switch [0-9]+ of [0-9]+ is from ")
          .contains("running the seed with its strategy instead");
    }
  }

  @Test
  void badUsageExitsWith2AndNamesWhatIsAccepted() throws IOException {
    Path text = Files.writeString(directory.resolve("some.replay"), "miniss-replay 9\n");
    Path binary = Files.write(directory.resolve("noise.replay"), new byte[] {-1, -2, 0, 7});
    for (List<String> bad : List.of(
        List.of("explore", "nobody"),
        List.of("explore"),
        List.of("explore", "hello", "--all"),
        List.of("explore", "hello", "--seeds", "0"),
        List.of("explore", "hello", "--seeds", "many"),
        List.of("explore", "hello", "--time", "soon"),
        List.of("explore", "hello", "--jobs", "0"),
        List.of("explore", "hello", "--strategy", "magic"),
        List.of("simulate"),
        List.of("simulate", "hello", "--cores", "0"),
        List.of("replay", "hello"),
        List.of("replay", "nobody seed=1"),
        List.of("replay", text.toString()),
        List.of("replay", binary.toString()),
        List.of("frobnicate"),
        List.<String>of())) {
      Answer answer = miniss(bad.toArray(String[]::new));
      assertThat(answer.code()).as("%s", bad).isEqualTo(2);
      assertThat(answer.err()).as("%s", bad).isNotBlank().doesNotContain("\tat ");
    }
    assertThat(miniss("explore", "nobody").err()).contains("there are: bank");
    assertThat(miniss("explore", "hello", "--strategy", "magic").err())
        .contains("accepted: random");
  }
}
