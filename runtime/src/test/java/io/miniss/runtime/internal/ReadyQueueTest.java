package io.miniss.runtime.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadyQueueTest {

  private final ReadyQueue queue = new ReadyQueue();

  @Test
  void anEmptyQueueHasNothing() {
    assertThat(queue.size()).isZero();
    assertThat(queue.poll()).isNull();
  }

  /** Phases of growth and of shrinking, so that many chunks are in use at times, and none at others. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aLongRandomUseAgreesWithADeque(long seed) {
    Random random = new Random(seed);
    Deque<Object> model = new ArrayDeque<>();
    for (int phase = 0; phase < 40; phase++) {
      int adds = random.nextInt(10);
      for (int step = 0; step < 1_000; step++) {
        if (random.nextInt(10) < adds) {
          Integer item = phase * 1_000 + step;
          queue.add(item);
          model.add(item);
        } else {
          assertThat(queue.poll()).isSameAs(model.poll());
        }
        assertThat(queue.size()).isEqualTo(model.size());
      }
    }
  }
}
