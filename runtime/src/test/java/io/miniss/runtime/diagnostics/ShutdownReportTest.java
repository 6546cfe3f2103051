package io.miniss.runtime.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShutdownReportTest {

  @Test
  void aReportThatDoesNotAddUpCannotBeMade() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> report(11, 5, 3, 2, 0))
        .withMessageContaining(
            "accepted 11 != completed 5 + failed 3 + cancelled 2 + unfinished 0");
  }

  @Test
  void aReportIsCleanWhenNothingIsUnfinished() {
    assertThat(report(10, 5, 3, 2, 0).isClean()).isTrue();
    assertThat(report(11, 5, 3, 2, 1).isClean()).isFalse();
  }

  @Test
  void aCleanReportReadsAsAnEquation() {
    assertThat(report(10, 5, 3, 2, 0))
        .hasToString("accepted 10 = completed 5 + failed 3 + cancelled 2, took 1500 us");
  }

  @Test
  void aReportOfStuckTasksNamesThemAndTheDeadline() {
    ShutdownReport report =
        new ShutdownReport(2, 1, 0, 0, 1, List.of("task x-2"), true, Duration.ofMillis(1));
    assertThat(report.toString())
        .contains("+ unfinished 1 [task x-2]")
        .contains("the drain deadline passed");
  }

  @Test
  void theListOfStuckTasksIsACopy() {
    List<String> stuck = new ArrayList<>(List.of("task x-1"));
    ShutdownReport report = new ShutdownReport(1, 0, 0, 0, 1, stuck, false, Duration.ZERO);
    stuck.clear();
    assertThat(report.stuck()).containsExactly("task x-1");
  }

  private static ShutdownReport report(
      long accepted, long completed, long failed, long cancelled, long unfinished) {
    return new ShutdownReport(
        accepted,
        completed,
        failed,
        cancelled,
        unfinished,
        List.of(),
        false,
        Duration.ofNanos(1_500_000));
  }
}
