package io.miniss.simulator.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.shared.SharedLong;
import io.miniss.simulator.Simulation;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.Simulator;
import org.junit.jupiter.api.Test;

final class FailureReportTest {
  private static final String STACK_ENDS = "where a stack ends depends on the JVM";

  private static int deeper(SharedLong count) {
    return count.getAndAdd(1) < 0 ? 0 : deeper(count) + 1;
  }

  private static String report(Simulator.Body body) {
    return new FailureReport("test", Simulator.trace(SimulationOptions.seed(0), body)).text();
  }

  private static void overflows(Simulation simulation) {
    SharedLong count = new SharedLong(simulation.scheduler(), "count");
    simulation.client("deep", () -> deeper(count));
  }

  @Test
  void anOverflowThatDependsOnTheJvmSaysSo() {
    assertThat(report(FailureReportTest::overflows)).contains("StackOverflowError", STACK_ENDS);
  }

  /** Refuses to wait, below many frames of the runtime, and in a task that another one is waited for by. */
  private static void waitsOnTheCore(Simulation simulation) {
    try (MultiCoreRuntime runtime = simulation.runtime().start()) {
      runtime.spawn(() -> runtime.spawn(() -> {}).join()).join();
    }
  }

  @Test
  void eachCauseNamesALineOfTheUsers() {
    String report = report(FailureReportTest::waitsOnTheCore);
    int cause = report.indexOf("\n  Caused by: ");
    int thrown = report.lastIndexOf("\n  io.miniss.runtime.task.TaskFailure: ");
    String line = "at io.miniss.simulator.campaign.FailureReportTest.";
    assertThat(report.substring(thrown, cause)).contains(line);
    assertThat(report.substring(cause)).contains("would block core", line);
  }

  @Test
  void causesInAFinalCheckAreShown() {
    assertThat(
        report(
            simulation -> simulation.finalCheck(
                "sum",
                () -> {
                  throw new IllegalStateException("outer", new IllegalStateException("inner"));
                })))
        .contains("Caused by: java.lang.IllegalStateException: inner");
  }

  @Test
  void aMessageCannotForgeLinesOfTheReport() {
    assertThat(
        report(
            simulation -> simulation.require(
                false, "as found\nFAILED other: INVARIANT\n\n  indented\nreplay: ./miniss")))
        .contains(
            "\n  as found\n  FAILED other: INVARIANT\n  \n  indented\n  replay: ./miniss\n");
  }

  @Test
  void otherFailuresSayNothingOfTheStack() {
    assertThat(report(simulation -> simulation.require(false, "as found")))
        .contains("as found")
        .doesNotContain(STACK_ENDS);
  }
}
