package io.miniss.runtime.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.spi.Scheduler;
import org.junit.jupiter.api.Test;

class SharedCounterTest {
  private final SharedCounter counter = new SharedCounter(Scheduler.system(), "seats", 12);

  @Test
  void itStartsWithTheGivenNumber() {
    assertThat(new SharedCounter(Scheduler.system(), "seats").getVolatile()).isZero();
    assertThat(counter.getVolatile()).isEqualTo(12);
    assertThat(counter.getAcquire()).isEqualTo(12);
  }

  @Test
  void eachUpdateReturnsTheNumberBefore() {
    assertThat(counter.getAndAdd(-2)).isEqualTo(12);
    assertThat(counter.getAndSet(6)).isEqualTo(10);
    assertThat(counter.getAndBitwiseOr(0b1001)).isEqualTo(0b0110);
    assertThat(counter.getAndBitwiseAnd(0b0011)).isEqualTo(0b1111);
    assertThat(counter.getVolatile()).isEqualTo(0b0011);
  }

  @Test
  void storesReplaceTheNumber() {
    counter.setRelease(5);
    assertThat(counter.getAcquire()).isEqualTo(5);
    counter.setVolatile(7);
    assertThat(counter.getAcquire()).isEqualTo(7);
  }

  @Test
  void compareAndSetComparesByValue() {
    counter.setVolatile(1_000_000);
    assertThat(counter.compareAndSet(1_000_001, 1)).isFalse();
    assertThat(counter.getVolatile()).isEqualTo(1_000_000);
    assertThat(counter.compareAndSet(1_000_000, 1)).isTrue();
    assertThat(counter.getVolatile()).isEqualTo(1);
  }

  @Test
  void theOwnerRaisesAndNeverLowers() {
    counter.incrementByOwnerRelease();
    assertThat(counter.getAcquire()).isEqualTo(13);
    counter.raiseByOwnerRelease(12);
    assertThat(counter.getAcquire()).isEqualTo(13);
    counter.raiseByOwnerRelease(20);
    assertThat(counter.getAcquire()).isEqualTo(20);
  }

  @Test
  void tracesShowNameAndNumber() {
    assertThat(counter.describe()).isEqualTo("seats");
    assertThat(counter.currentValue()).isEqualTo(12);
  }
}
