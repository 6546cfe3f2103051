package io.miniss.simulator.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class RunOutcomeTest {
  private final RunOutcome outcome = new RunOutcome(new RunClock(1, true));

  @Test
  void theFirstFailureCounts() {
    outcome.fail(FailureKind.EXCEPTION, "main", "first", null);
    outcome.fail(FailureKind.INVARIANT, "check", "second", null);
    outcome.failWithSites(FailureKind.DEADLOCK, "deadlock", "third", List.of());
    assertThat(Objects.requireNonNull(outcome.failure()).message()).isEqualTo("first");
    assertThat(outcome.hasEnded()).isTrue();
  }

  @Test
  void theEndOfTheRunIsNoFailureOfAThread() {
    outcome.threw("main", new SimulationEnded());
    assertThat(outcome.failure()).isNull();
    outcome.threw("main", new IllegalStateException("own"));
    assertThat(Objects.requireNonNull(outcome.failure()).message()).contains("own");
  }
}
