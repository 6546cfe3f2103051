package io.miniss.simulator.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.shared.SharedFlag;
import io.miniss.simulator.Simulation;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.Simulator;
import org.junit.jupiter.api.Test;

/** What a rule does to the run that does not hold. */
final class EngineTest {
  private static RunFailure failure(Simulator.Body body) {
    return Simulator.run(SimulationOptions.seed(1), body).failure().orElseThrow();
  }

  /** As a server does that goes on whatever happens. */
  private static void requiresAndCatches(Simulation simulation, String rule) {
    try {
      simulation.require(false, rule);
    } catch (Throwable caught) {
      // the run has failed all the same
    }
  }

  @Test
  void aBrokenRuleFailsTheRunThoughCaught() {
    RunFailure failure =
        failure(
            simulation -> simulation
                .client("server", () -> requiresAndCatches(simulation, "no loss"))
                .join());
    assertThat(failure.kind()).isEqualTo(FailureKind.EXCEPTION);
    assertThat(failure.name()).isEqualTo("server");
    assertThat(failure.message()).isEqualTo("no loss");
  }

  @Test
  void nothingFollowsABrokenRule() {
    boolean[] goesOn = {false};
    RunFailure failure =
        failure(
            simulation -> {
              SharedFlag flag = new SharedFlag(simulation.scheduler(), "flag");
              requiresAndCatches(simulation, "no loss");
              flag.setVolatile(true);
              goesOn[0] = true;
            });
    assertThat(failure.message()).isEqualTo("no loss");
    assertThat(goesOn[0]).isFalse();
  }

  @Test
  void aRuleInAnInvariantFailsUnderItsName() {
    RunFailure failure =
        failure(
            simulation -> {
              SharedFlag flag = new SharedFlag(simulation.scheduler(), "flag");
              simulation.invariant(
                  "never set", () -> simulation.require(!flag.getVolatile(), "it is clear"));
              flag.setVolatile(true);
              flag.getVolatile();
            });
    assertThat(failure.kind()).isEqualTo(FailureKind.INVARIANT);
    assertThat(failure.name()).isEqualTo("never set");
    assertThat(failure.message()).isEqualTo("it is clear");
  }

  @Test
  void aRuleInAFinalCheckFailsUnderItsName() {
    RunFailure failure =
        failure(
            simulation -> simulation.finalCheck(
                "all is sold", () -> simulation.require(false, "nothing is left")));
    assertThat(failure.kind()).isEqualTo(FailureKind.FINAL_CHECK);
    assertThat(failure.name()).isEqualTo("all is sold");
    assertThat(failure.message()).isEqualTo("nothing is left");
  }
}
