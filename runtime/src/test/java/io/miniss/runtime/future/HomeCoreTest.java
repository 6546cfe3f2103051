package io.miniss.runtime.future;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HomeCoreTest {
  private final TestCore core = new TestRuntime().core;

  @Test
  void nestingIsBoundedOnEachStack() {
    int deepest = 0;
    while (core.enterNested()) {
      deepest++;
    }
    assertThat(deepest).isPositive();
    assertThat(core.exchangeNesting(deepest - 1)).isEqualTo(deepest);
    assertThat(core.enterNested()).isTrue();
    assertThat(core.enterNested()).isFalse();
    assertThat(core.exchangeNesting(0)).isEqualTo(deepest);
  }

  @Test
  void aWaitThatHasEndedDoesNotBeginAgain() {
    Continuation work =
        new Listener(core) {
          @Override
          protected void completed() {}
        };
    core.beginWait(work);
    core.beginWait(work);
    assertThat(core.outstandingContinuations()).isEqualTo(1);
    core.endWait(work);
    core.beginWait(work);
    assertThat(work.waiting).isFalse();
    assertThat(core.outstandingContinuations()).isZero();
  }
}
