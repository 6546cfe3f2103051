package io.miniss.simulator.campaign;

import static org.assertj.core.api.Assertions.assertThat;

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
