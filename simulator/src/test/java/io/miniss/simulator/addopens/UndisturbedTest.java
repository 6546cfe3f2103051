package io.miniss.simulator.addopens;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UndisturbedTest {
  @Test
  void anInterruptReachesOnlyTheCaller() {
    Thread.currentThread().interrupt();
    try {
      assertThat(Undisturbed.call(() -> Thread.currentThread().isInterrupted() ? "spoilt" : "done"))
          .isEqualTo("done");
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }
}
