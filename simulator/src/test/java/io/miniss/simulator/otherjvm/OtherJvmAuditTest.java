package io.miniss.simulator.otherjvm;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.engine.FailureKind;
import io.miniss.simulator.engine.RunFailure;
import io.miniss.simulator.scenario.Scenario;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class OtherJvmAuditTest {
  @Test
  void orderOfImmutableCollectionsIsFoundAndNamed() {
    for (Scenario scenario : List.of(
        new Hazards.OfSet(), new Hazards.OfTwo(), new Hazards.OfMap(),
        new Hazards.Collected())) {
      assertThat(compare(scenario).flatMap(SimulationResult::failure))
          .as(scenario.name())
          .hasValueSatisfying(
              failure -> {
                assertDifferent(failure);
                assertThat(failure.message())
                    .contains("the cause: the order of a collection of Set.of, Map.of");
              });
    }
  }

  @Test
  void orderByIdentityHashCodeIsFoundAndNamed() {
    assertThat(compare(new Hazards.OfEnum()).flatMap(SimulationResult::failure))
        .hasValueSatisfying(
            failure -> {
              assertDifferent(failure);
              assertThat(failure.message()).contains("the cause: identity hash codes");
            });
  }

  @Test
  void sameRunInEachJvmIsNoFailure() {
    assertThat(compare(new Hazards.Ordered())).isEmpty();
  }

  @Test
  void programUnknownThereIsNotCompared() {
    assertThat(compare(new Hazards.OfTwo() {})).isEmpty();
    assertThat(compare(new Hazards.OfSet())).isPresent();
  }

  private static void assertDifferent(RunFailure failure) {
    assertThat(failure.kind()).isEqualTo(FailureKind.NONDETERMINISM);
    assertThat(failure.name()).isEqualTo(OtherJvmAudit.NAME);
    assertThat(failure.message())
        .containsPattern("the first difference is step \\d+: .+ here, .+ there");
  }

  private static Optional<SimulationResult> compare(Scenario scenario) {
    return OtherJvmAudit.compare(
        Program.scenario(scenario), SimulationOptions.seed(1), scenario::run, "");
  }
}
