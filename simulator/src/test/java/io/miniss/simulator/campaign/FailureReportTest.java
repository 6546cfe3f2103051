package io.miniss.simulator.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.shared.SharedLong;
import io.miniss.simulator.Simulation;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
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
  void longTextsAreCutAndCounted() {
    String document = "x".repeat(5_000_000);
    for (Simulator.Body body : List.<Simulator.Body>of(
        simulation -> simulation.require(false, document),
        simulation -> {
          throw new IllegalStateException("not equal", new IllegalStateException(document));
        },
        simulation -> simulation.invariant(document, () -> false),
        simulation -> {
          simulation.note(document);
          simulation.require(false, "as found");
        })) {
      SimulationResult result = Simulator.trace(SimulationOptions.seed(0), body);
      assertThat(new FailureReport("test", result).text())
          .hasSizeLessThan(15_000)
          .containsPattern("\\.\\.\\. \\(5,000,0\\d\\d characters\\)")
          .doesNotContainPattern("\\.\\.\\. \\([0-46-9]");
      StringWriter printed = new StringWriter(); // by a test framework
      Optional.ofNullable(result.failure().orElseThrow().cause())
          .ifPresent(cause -> cause.printStackTrace(new PrintWriter(printed)));
      assertThat(printed.toString()).hasSizeLessThan(50_000);
    }
  }

  @Test
  void onlyCommandsHaveLongLines() {
    String name = "a".repeat(500);
    String report =
        new FailureReport(
            name,
            Simulator.trace(
                SimulationOptions.seed(0),
                simulation -> {
                  SharedLong count = new SharedLong(simulation.scheduler(), "b".repeat(150));
                  count.setVolatile(count.getVolatile() + 1);
                  simulation.require(false, "word ".repeat(100));
                }))
            .text();
    assertThat(report.lines().filter(line -> line.length() > 200))
        .singleElement()
        .asString()
        .startsWith("replay: ./miniss replay '" + name + " seed=0");
    assertThat(report.split("word", -1)).hasSizeGreaterThan(100);
  }

  @Test
  void otherFailuresSayNothingOfTheStack() {
    assertThat(report(simulation -> simulation.require(false, "as found")))
        .contains("as found")
        .doesNotContain(STACK_ENDS);
  }
}
