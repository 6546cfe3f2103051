package io.miniss.simulator.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StrategiesTest {
  @Test
  void everyStrategyReadsBackAsItIsWritten() {
    for (Strategy strategy : List.of(new RandomWalk(), new Pct(4, 77), new Portfolio(9))) {
      assertThat(Strategies.parse(strategy.toString())).isEqualTo(strategy);
    }
    assertThat(Strategies.parse("pct")).isEqualTo(new Pct(3, 1_000));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "luck", "pct(depth)", "pct(depth=x)", "pct(depth=0)", "random(a=1)",
        "pct(d=3"})
  void anUnknownStrategyOrParameterIsRefused(String text) {
    assertThatThrownBy(() -> Strategies.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theMessageNamesWhatIsAccepted() {
    assertThatThrownBy(() -> Strategies.parse("luck")).hasMessageContaining(Strategies.ACCEPTED);
  }
}
