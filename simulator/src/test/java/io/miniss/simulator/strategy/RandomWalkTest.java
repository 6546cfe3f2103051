package io.miniss.simulator.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.spi.Access;
import io.miniss.simulator.random.SplitMix64;
import org.junit.jupiter.api.Test;

final class RandomWalkTest {
  @Test
  void eachThreadIsNextEquallyOften() {
    for (int count : new int[] {2, 3, 5, 8}) {
      Pending pending = new Pending();
      for (int thread = 0; thread < count; thread++) {
        pending.add(thread, Access.READ, 1, 0);
      }
      Chooser chooser = new RandomWalk().start(new SplitMix64(count));
      int[] chosen = new int[count];
      for (int i = 0; i < 2_000 * count; i++) {
        chosen[chooser.choose(pending)]++;
      }
      assertThat(chosen)
          .as("of %d threads", count)
          .satisfies(each -> assertThat(each).doesNotContain(0));
      for (int times : chosen) {
        assertThat(times).as("of %d threads", count).isBetween(1_800, 2_200);
      }
    }
  }
}
