package io.miniss.scenarios.cli;

import static io.miniss.scenarios.cli.Miniss.miniss;
import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.scenarios.cli.Miniss.Answer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code explore --exhaustive}: what it covers, what it reports, what it refuses. */
final class ExhaustiveTest {
  @TempDir
  private Path directory;

  private Answer explore(List<String> arguments) {
    List<String> command =
        new ArrayList<>(List.of("explore", "--failures", directory.toString()));
    command.addAll(arguments);
    return miniss(command);
  }

  private Answer explore(String... arguments) {
    return explore(List.of(arguments));
  }

  @Test
  void aSmallScenarioIsCovered() {
    Answer bounded = explore("wake-up", "--exhaustive", "--preemptions", "1");
    assertThat(bounded.code()).isZero();
    assertThat(bounded.out())
        .containsPattern(
            "wake-up +passed +covered every interleaving of shared accesses with at most 1 preemption, in");
    Answer whole =
        explore("wake-up", "--exhaustive", "--preemptions", "all", "--sleep-sets",
            "--no-step-cost");
    assertThat(whole.out())
        .containsPattern(
            "wake-up +passed +covered every interleaving of shared accesses, in [0-9,]+ runs")
        .contains("not interleaved: plain fields, and locks of the JDK\n");
  }

  @Test
  void theLimitThatEndedTheSearchIsNamed() {
    Answer runs = explore("wake-up", "--exhaustive", "--preemptions", "9", "--runs", "2000");
    assertThat(runs.code()).isZero();
    assertThat(runs.out())
        .containsPattern(
            "stopped at the limit of runs: covered every interleaving of shared accesses with at most [0-9]"
                + " preemptions?, and not all with [0-9], in 2,000 runs");
    Answer time = explore("hello", "--exhaustive", "--preemptions", "all", "--time", "1ms");
    assertThat(time.out())
        .contains(
            "stopped at the limit of time: no bound on preemptions is covered",
            "to go on: an exhaustive search starts from the beginning");
  }

  @Test
  void aFailureIsReportedAsThatOfACampaignIs() {
    Answer answer = explore("lost-update", "--exhaustive");
    assertThat(answer.code()).isEqualTo(1);
    assertThat(answer.out())
        .containsPattern("lost-update +FAILED +failed with at most [01] preemption")
        .contains("expected 2, counted 1")
        .contains("shrunk: ")
        .contains("replay: ./miniss replay 'lost-update seed=0 cores=2 strategy=switches(")
        .contains("file: ");
    assertThat(directory.resolve("lost-update-0.replay")).isNotEmptyFile();
  }

  @Test
  void whatIsNotDeterministicHasFailedAndTheNextIsSearchedAllTheSame() {
    Answer answer = explore("test-that-alternates", "wake-up", "--exhaustive");
    assertThat(answer.code()).isEqualTo(1);
    assertThat(answer.out())
        .containsPattern("test-that-alternates FAILED +in run 2")
        .contains("NONDETERMINISM", "does not follow from its choices")
        .containsPattern("wake-up +passed")
        .contains("1 scenario passed, 1 failed");
  }

  @Test
  void optionsThatExcludeEachOtherExitWith2() {
    for (List<String> bad : List.of(
        List.of("goes with --exhaustive", "--preemptions", "2"),
        List.of("goes with --exhaustive", "--sleep-sets", "--no-step-cost"),
        List.of("goes with --exhaustive", "--runs", "5"),
        List.of("it goes with --no-step-cost", "--exhaustive", "--sleep-sets"),
        List.of("--faults does not", "--exhaustive", "--faults", "swarm"),
        List.of("--shard does not", "--exhaustive", "--shard", "1/2"),
        List.of("--seeds does not", "--exhaustive", "--seeds", "10"),
        List.of("--jobs does not", "--exhaustive", "--jobs", "2"),
        List.of("--strategy does not", "--exhaustive", "--strategy", "random"),
        List.of("--resume does not", "--exhaustive", "--resume", "file"),
        List.of("a number from 0 on, or \"all\"", "--exhaustive", "--preemptions", "few"),
        List.of("a number from 0 on, or \"all\"", "--exhaustive", "--preemptions", "-1"),
        List.of("at least 1 run", "--exhaustive", "--runs", "0"),
        List.of("explore --exhaustive", "--strategy", "dfs(preemptions=2)"))) {
      List<String> command = new ArrayList<>(List.of("wake-up"));
      command.addAll(bad.subList(1, bad.size()));
      Answer answer = explore(command);
      assertThat(answer.code()).as("%s", bad).isEqualTo(2);
      assertThat(answer.err()).as("%s", bad).contains(bad.getFirst()).doesNotContain("\tat ");
    }
  }
}
