package io.miniss.runtime.shared;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StatisticTest {
  private final Statistic statistic = new Statistic();

  @Test
  void additionsOfTheOwnerAddUp() {
    statistic.setByOwner(3);
    statistic.addByOwner(4);
    statistic.incrementByOwnerRelease();
    assertThat(statistic.getByOwner()).isEqualTo(8);
    assertThat(statistic.getOpaque()).isEqualTo(8);
    assertThat(statistic.getAcquire()).isEqualTo(8);
  }

  @Test
  void aHighWaterMarkNeverFalls() {
    statistic.raiseByOwner(5);
    statistic.raiseByOwner(4);
    assertThat(statistic.getByOwner()).isEqualTo(5);
    statistic.raiseByOwner(6);
    assertThat(statistic.getByOwner()).isEqualTo(6);
  }
}
