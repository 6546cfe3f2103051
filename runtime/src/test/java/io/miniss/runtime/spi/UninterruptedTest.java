package io.miniss.runtime.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class UninterruptedTest {
  @Test
  void anInterruptDoesNotEndTheWait() {
    AtomicInteger begun = new AtomicInteger();
    Uninterrupted.await(
        () -> {
          if (begun.incrementAndGet() < 3) {
            throw new InterruptedException();
          }
        });
    assertThat(begun).hasValue(3);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void whoIsNotInterruptedHasNoFlag() {
    Uninterrupted.await(() -> {});
    assertThat(Thread.interrupted()).isFalse();
  }
}
