package io.miniss.simulator.otherjvm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class IterationOrderTest {
  @Test
  void reversingTwiceIsTheSame() {
    IterationOrder order = IterationOrder.ofThisJvm();
    assertThat(order.reversed()).isNotEqualTo(order);
    assertThat(order.reversed().reversed()).isEqualTo(order);
  }

  @Test
  void textIsReadBack() {
    IterationOrder order = IterationOrder.ofThisJvm();
    assertThat(IterationOrder.parse(order.toString())).isEqualTo(order);
    assertThat(IterationOrder.parse(order.reversed().toString())).isEqualTo(order.reversed());
  }
}
