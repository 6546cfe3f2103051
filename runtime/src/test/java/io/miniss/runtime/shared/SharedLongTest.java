package io.miniss.runtime.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.spi.Scheduler;
import org.junit.jupiter.api.Test;

class SharedLongTest {
  private final SharedLong seats = new SharedLong(Scheduler.system(), "seats", 12);

  @Test
  void itStartsWithTheGivenNumber() {
    assertThat(new SharedLong(Scheduler.system(), "seats").getVolatile()).isZero();
    assertThat(seats.getVolatile()).isEqualTo(12);
    assertThat(seats.getAcquire()).isEqualTo(12);
  }

  @Test
  void eachUpdateReturnsTheNumberBefore() {
    assertThat(seats.getAndAdd(-2)).isEqualTo(12);
    assertThat(seats.getAndSet(6)).isEqualTo(10);
    assertThat(seats.getAndBitwiseOr(0b1001)).isEqualTo(0b0110);
    assertThat(seats.getAndBitwiseAnd(0b0011)).isEqualTo(0b1111);
    assertThat(seats.getVolatile()).isEqualTo(0b0011);
  }

  @Test
  void storesReplaceTheNumber() {
    seats.setRelease(5);
    assertThat(seats.getAcquire()).isEqualTo(5);
    seats.setVolatile(7);
    assertThat(seats.getAcquire()).isEqualTo(7);
  }

  @Test
  void compareAndSetComparesByValue() {
    seats.setVolatile(1_000_000);
    assertThat(seats.compareAndSet(1_000_001, 1)).isFalse();
    assertThat(seats.getVolatile()).isEqualTo(1_000_000);
    assertThat(seats.compareAndSet(1_000_000, 1)).isTrue();
    assertThat(seats.getVolatile()).isEqualTo(1);
  }

  @Test
  void theOwnerRaisesAndNeverLowers() {
    seats.incrementByOwnerRelease();
    assertThat(seats.getAcquire()).isEqualTo(13);
    seats.raiseByOwnerRelease(12);
    assertThat(seats.getAcquire()).isEqualTo(13);
    seats.raiseByOwnerRelease(20);
    assertThat(seats.getAcquire()).isEqualTo(20);
  }

  @Test
  void tracesShowNameAndNumber() {
    assertThat(seats.describe()).isEqualTo("seats");
    assertThat(seats.currentValue()).isEqualTo(12);
  }
}
