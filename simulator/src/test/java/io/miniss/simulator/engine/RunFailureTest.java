package io.miniss.simulator.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunFailureTest {
  @Test
  void limitsOfTheJvmAreFoundInCauses() {
    Throwable deep = new StackOverflowError();
    assertThat(of(deep).isLimitOfTheJvm()).isTrue();
    assertThat(of(new IllegalStateException(new IllegalStateException(deep))).isLimitOfTheJvm())
        .isTrue();
    assertThat(of(new IllegalStateException(new AssertionError())).isLimitOfTheJvm()).isFalse();
    assertThat(of(deep).isByFullHeap()).isFalse();
  }

  @Test
  void aFullHeapIsToldFromErrorsOfPrograms() {
    OutOfMemoryError full = new OutOfMemoryError("Java heap space");
    assertThat(of(full).isByFullHeap()).isTrue();
    assertThat(of(new IllegalStateException(full)).isByFullHeap()).isTrue();
    assertThat(of(new OutOfMemoryError("a table of the program is full")).isByFullHeap())
        .isFalse();
    assertThat(of(new OutOfMemoryError()).isByFullHeap()).isFalse();
  }

  // ---- the same failure ----

  private static RunFailure unfinished(FailureKind kind, String name, String... sites) {
    return new RunFailure(kind, name, "words", 1, null, List.of(sites), false);
  }

  private static boolean areSame(RunFailure one, RunFailure other) {
    boolean same = one.isSameAs(other);
    assertThat(other.isSameAs(one)).isEqualTo(same);
    return same;
  }

  @Test
  void kindAndNameTellFailuresApart() {
    RunFailure failure = new RunFailure(FailureKind.INVARIANT, "a", "words", 1, null);
    assertThat(areSame(failure, new RunFailure(FailureKind.INVARIANT, "a", "other", 2, null)))
        .isTrue();
    assertThat(areSame(failure, new RunFailure(FailureKind.FINAL_CHECK, "a", "words", 1, null)))
        .isFalse();
    assertThat(areSame(failure, new RunFailure(FailureKind.INVARIANT, "b", "words", 1, null)))
        .isFalse();
  }

  @Test
  void deadlocksAreTheSameAtEqualSites() {
    RunFailure deadlock = unfinished(FailureKind.DEADLOCK, "deadlock", "parks at A:1", "is at B:2");
    assertThat(areSame(deadlock, deadlock.withMessage("other words"))).isTrue();
    assertThat(areSame(deadlock, unfinished(FailureKind.DEADLOCK, "deadlock", "parks at A:1")))
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource({"STEP_BOUND, step bound", "LIVENESS, liveness", "DEADLOCK, spin deadlock"})
  void livelocksAreTheSameWithCommonMethod(FailureKind kind, String name) {
    RunFailure loop = unfinished(kind, name, "A.a", "B.b");
    assertThat(areSame(loop, unfinished(kind, name, "B.b", "C.c"))).isTrue();
    assertThat(areSame(loop, unfinished(kind, name, "C.c"))).isFalse();
    assertThat(areSame(unfinished(kind, name), unfinished(kind, name))).isTrue();
  }

  @Test
  void aSpinDeadlockMayMeetTheBoundFirst() {
    RunFailure spin = unfinished(FailureKind.DEADLOCK, RunFailure.SPIN, "A.a", "B.b");
    RunFailure bound = unfinished(FailureKind.STEP_BOUND, "step bound", "B.b");
    assertThat(spin.isSameSpinAs(spin)).isTrue();
    assertThat(spin.isSameSpinAs(bound)).isTrue();
    assertThat(bound.isSameSpinAs(spin)).isTrue();
    assertThat(bound.isSameSpinAs(bound)).as("two livelocks").isFalse();
    RunFailure elsewhere = unfinished(FailureKind.STEP_BOUND, "step bound", "C.c");
    assertThat(spin.isSameSpinAs(elsewhere)).isFalse();
    RunFailure deadlock = unfinished(FailureKind.DEADLOCK, "deadlock", "B.b");
    assertThat(spin.isSameSpinAs(deadlock)).isFalse();
    assertThat(deadlock.isSameSpinAs(spin)).isFalse();
  }

  @Test
  void whereAStackWasFullCountsForNothing() {
    StackOverflowError here = new StackOverflowError();
    StackOverflowError elsewhere = new StackOverflowError();
    here.setStackTrace(new StackTraceElement[] {new StackTraceElement("a.B", "c", "B.java", 1)});
    elsewhere
        .setStackTrace(new StackTraceElement[] {new StackTraceElement("a.D", "e", "D.java", 2)});
    RunFailure full = new RunFailure(FailureKind.EXCEPTION, "main", "full", 7, here);
    assertThat(full.isSameAs(new RunFailure(FailureKind.EXCEPTION, "main", "full", 9, elsewhere)))
        .isTrue();
    IllegalStateException other = new IllegalStateException();
    other.setStackTrace(here.getStackTrace());
    assertThat(full.isSameAs(new RunFailure(FailureKind.EXCEPTION, "main", "full", 9, other)))
        .isFalse();
  }

  @Test
  void onlyTheWatchdogsOwnEscapeIsByWatchdog() {
    assertThat(unfinished(FailureKind.ESCAPE, RunFailure.WATCHDOG).isByWatchdog()).isTrue();
    assertThat(unfinished(FailureKind.ESCAPE, RunFailure.ESCAPE).isByWatchdog()).isFalse();
    assertThat(unfinished(FailureKind.INVARIANT, RunFailure.WATCHDOG).isByWatchdog()).isFalse();
  }

  // ---- words ----

  @Test
  void otherWordsChangeNothingElse() {
    RunFailure failure = unfinished(FailureKind.DEADLOCK, "deadlock", "parks at A:1");
    assertThat(failure.withMessage("other").withMessage("words")).isEqualTo(failure);
    assertThat(failure.stuck().withMessage("other"))
        .isEqualTo(
            new RunFailure(
                FailureKind.DEADLOCK, "deadlock", "other", 1, null, failure.sites(), true));
    assertThat(failure).hasToString("DEADLOCK deadlock at step 1: words");
    assertThat(failure.place()).isEqualTo("parks at A:1");
  }

  @Test
  void aDefectIsToldFromALimit() {
    assertThat(RunFailure.ofDefect(new StackOverflowError())).contains("a limit of the JVM");
    assertThat(RunFailure.ofDefect(new IllegalStateException("odd")))
        .contains("a defect of it", "odd");
  }

  private static RunFailure of(Throwable thrown) {
    return new RunFailure(FailureKind.EXCEPTION, "main", "words", 1, thrown);
  }
}
