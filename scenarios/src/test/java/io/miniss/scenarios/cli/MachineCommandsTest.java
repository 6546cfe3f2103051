package io.miniss.scenarios.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.simulator.scenario.Scenario;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MachineCommandsTest {
  private String out = "";
  private String err = "";

  private int miniss(String... arguments) {
    Miniss.Answer answer = Miniss.miniss(arguments);
    out += answer.out();
    err += answer.err();
    return answer.code();
  }

  @Test
  void listNamesEveryScenarioWithWhatItShows() {
    assertThat(miniss("list")).isZero();
    for (Scenario scenario : ScenarioRegistry.all()) {
      assertThat(out).contains(scenario.name(), scenario.description());
    }
  }

  @Test
  void runReportsTimeMetricsAndShutdown() {
    assertThat(miniss("run", "bank", "--cores", "2", "--scale", "3", "--seed", "7")).isZero();
    assertThat(out)
        .contains("bank passed: 1 run on 2 cores, scale 3, seed 7")
        .contains("transfers: ")
        .containsPattern("cores: 0 (not )?pinned.*, 1 (not )?pinned")
        .containsPattern(
            "shutdown: accepted (\\d+) = completed \\1 \\+ failed 0 \\+ cancelled 0, took \\d+ us;"
                + " no core thread is left");
  }

  @Test
  void runFailsWhenARuntimeGivesUpAndNamesTheStuckTask() {
    try {
      assertThat(miniss("run", "test-that-gives-up", "--cores", "1")).isEqualTo(1);
    } finally {
      GivesUp.RELEASED.set(true);
    }
    assertThat(out)
        .contains("test-that-gives-up FAILED with seed 0 on 1 cores")
        .contains("not every accepted task has ended")
        .contains("accepted 1 = completed 0 + failed 0 + cancelled 0 + unfinished 1 [", "stubborn")
        .contains("at ", "GivesUp");
  }

  @Test
  void runFailsWhenARuntimeIsNotClosed() {
    try {
      assertThat(miniss("run", "test-that-leaves-a-runtime", "--cores", "1")).isEqualTo(1);
    } finally {
      LeavesRuntime.close();
    }
    assertThat(out).contains("its runtime left is still running");
  }

  @Test
  void runAddsUpSeveralRuns() {
    assertThat(miniss("run", "pipeline", "--cores", "2", "--scale", "1", "--runs", "3")).isZero();
    assertThat(out)
        .contains("pipeline passed: 3 runs")
        .containsPattern("shutdown: 3 runtimes, accepted \\d+ = .*, took \\d+ us at most;");
  }

  @Test
  void runFailsWithSeedReasonAndPlace() {
    assertThat(miniss("run", "test-that-fails", "--seed", "5")).isEqualTo(1);
    assertThat(out)
        .contains("test-that-fails FAILED with seed 5")
        .contains("nothing that it requires holds")
        .contains("at ")
        .contains("AlwaysFails");
  }

  @Test
  void runOfAnUnknownScenarioNamesTheKnown() {
    assertThat(miniss("run", "nonsense")).isEqualTo(2);
    assertThat(err).contains("\"nonsense\"", "bank", "pipeline");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--cores", "--scale", "--runs"})
  void runRefusesNumbersBelowOne(String option) {
    assertThat(miniss("run", "bank", option, "0")).isEqualTo(2);
    assertThat(err).contains(option + " takes a number from 1 on, not 0");
  }

  @Test
  void doctorFindsThatMinissRunsHere() {
    assertThat(miniss("doctor")).isZero();
    assertThat(out)
        .contains("JDK", "fiber flag", "native access", "CPUs", "pinning", "fibers", "simulation")
        .contains("miniss can run here")
        .doesNotContain("BAD");
  }

  @Test
  void aMissingCommandIsBadUsage() {
    assertThat(miniss()).isEqualTo(2);
    assertThat(err).contains("a command is missing", "doctor");
  }
}
