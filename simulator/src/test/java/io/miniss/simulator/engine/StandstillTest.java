package io.miniss.simulator.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a run that does not go on is reported as. */
final class StandstillTest {
  private static final StackTraceElement READS =
      new StackTraceElement("com.example.Bank", "reads", "Bank.java", 7);

  private final Standstill standstill =
      new Standstill("thread main", new StackTraceElement[] {READS});

  @Test
  void itSaysWhoStandsWhereAndWhatBecomesOfIt() {
    assertThat(standstill.describe("2 s", null))
        .startsWith("thread main has made no step for 2 s of real time")
        .contains("\n      at com.example.Bank.reads(Bank.java:7)")
        .endsWith("it ended when it was interrupted");
    assertThat(standstill.describe("2 s", "carrier 1"))
        .contains("did not end when it was interrupted", "\"carrier 1\" was abandoned");
  }

  @Test
  void aRunThatStandsStillHasEscaped() {
    RunFailure failure = standstill.failure(null, "it stands still", 9);
    assertThat(failure).hasToString("ESCAPE watchdog at step 9: it stands still");
    assertThat(failure.isByWatchdog()).isTrue();
    assertThat(failure.isStuck()).isTrue();
    assertThat(failure.place()).isEqualTo("com.example.Bank:7");
  }

  @Test
  void whatFailedBeforeStaysTheFailure() {
    RunFailure before = new RunFailure(FailureKind.INVARIANT, "sum", "wrong", 3, null);
    RunFailure failure = standstill.failure(before, "one stands still", 9);
    assertThat(failure.message())
        .isEqualTo("wrong\n  and when its threads were told to end, one stands still");
    assertThat(failure.withMessage("wrong")).isEqualTo(before.stuck());
  }
}
