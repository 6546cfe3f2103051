package io.miniss.simulator.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** When a check is made, what is told of it, and what a check itself does not do. */
final class ChecksTest {
  private final RunOutcome outcome = new RunOutcome(new RunClock(1, true));
  private final Checks checks = new Checks(outcome);
  private final List<String> made = new ArrayList<>();

  private Check check(String name, boolean holds) {
    return () -> {
      made.add(name + (checks.isQuiet() ? " quietly" : ""));
      if (!holds) {
        throw new IllegalStateException(name + " does not hold");
      }
    };
  }

  private RunFailure failure() {
    return Objects.requireNonNull(outcome.failure());
  }

  @Test
  void theFirstInvariantThatIsBrokenFailsTheRun() {
    checks.addInvariant("a", check("a", true));
    checks.addInvariant("b", check("b", false));
    checks.addInvariant("c", check("c", false));
    assertThatThrownBy(checks::checkInvariants).isInstanceOf(SimulationEnded.class);
    assertThat(failure().kind()).isEqualTo(FailureKind.INVARIANT);
    assertThat(failure().name()).isEqualTo("b");
    assertThat(failure().message()).contains("b does not hold");
    assertThat(checks.isQuiet()).isFalse();
    checks.checkInvariants(); // of a run that is over nothing is checked
    assertThat(made).containsExactly("a quietly", "b quietly");
  }

  @Test
  void theFirstFinalCheckThatFailsFailsTheRun() {
    checks.addFinalCheck("a", check("a", true));
    checks.addFinalCheck("b", check("b", false));
    checks.addFinalCheck("c", check("c", false));
    checks.checkFinally();
    assertThat(failure().kind()).isEqualTo(FailureKind.FINAL_CHECK);
    assertThat(failure().name()).isEqualTo("b");
    assertThat(made).containsExactly("a", "b");
  }

  @Test
  void whatIsToldQuietlyEndsQuietly() {
    checks.quietly(
        () -> {
          checks.quietly(() -> made.add("inner " + checks.isQuiet()));
          made.add("outer " + checks.isQuiet());
        });
    made.add("after " + checks.isQuiet());
    assertThat(made).containsExactly("inner true", "outer true", "after false");
    assertThatThrownBy(
        () -> checks.quietly(
            () -> {
              throw new IllegalStateException("odd");
            }))
        .hasMessage("odd");
    assertThat(checks.isQuiet()).isFalse();
  }
}
