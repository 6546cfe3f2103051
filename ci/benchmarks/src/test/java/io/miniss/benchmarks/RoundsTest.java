package io.miniss.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RoundsTest {
  @Test
  void medianIsTheRoundInTheMiddle() {
    assertThat(new Rounds(List.of(30.0, 10.0, 20.0)).median()).isEqualTo(20);
    assertThat(new Rounds(List.of(40.0, 10.0, 20.0, 30.0)).median()).isEqualTo(25);
  }

  @Test
  void warmUpRoundsAreNotCounted() {
    AtomicInteger done = new AtomicInteger();

    Rounds rounds =
        Rounds.measure(
            0,
            3,
            () -> {
              done.incrementAndGet();
              return 1;
            });

    assertThat(rounds.sorted()).hasSize(3).isSorted();
    assertThat(done.get()).isGreaterThanOrEqualTo(5);
  }
}
