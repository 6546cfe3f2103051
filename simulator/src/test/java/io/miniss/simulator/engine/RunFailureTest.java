package io.miniss.simulator.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

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

  private static RunFailure of(Throwable thrown) {
    return new RunFailure(FailureKind.EXCEPTION, "main", "words", 1, thrown);
  }
}
