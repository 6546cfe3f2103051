package io.miniss.runtime.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.spi.Scheduler;
import org.junit.jupiter.api.Test;

class SharedFlagTest {
  private final SharedFlag flag = new SharedFlag(Scheduler.system(), "closed");

  @Test
  void itIsFalseUntilItIsSet() {
    assertThat(flag.getVolatile()).isFalse();
    assertThat(flag.getAcquire()).isFalse();
    flag.setVolatile(true);
    assertThat(flag.getVolatile()).isTrue();
    assertThat(flag.getAcquire()).isTrue();
  }

  @Test
  void oneOfTwoThatSetItWins() {
    assertThat(flag.compareAndSet(true, false)).isFalse();
    assertThat(flag.compareAndSet(false, true)).isTrue();
    assertThat(flag.compareAndSet(false, true)).isFalse();
    assertThat(flag.getVolatile()).isTrue();
  }

  @Test
  void tracesShowNameAndFlag() {
    assertThat(flag.describe()).isEqualTo("closed");
    assertThat(flag.currentValue()).isFalse();
  }
}
