package io.miniss.runtime.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkQueueTest {

  private final WorkQueue queue = new WorkQueue();

  @Test
  void anEmptyQueueHasNothing() {
    assertThat(queue.isEmpty()).isTrue();
    assertThat(queue.size()).isZero();
    assertThat(queue.poll()).isNull();
  }

  @Test
  void whatIsPolledIsUnlinkedAndCanBeQueuedAgain() {
    NamedWork first = new NamedWork("first");
    queue.add(first);
    queue.add(new NamedWork("second"));
    assertThat(queue.poll()).isSameAs(first);
    assertThat(first.next).isNull();
    queue.add(first);
    assertThat(queue.poll()).hasToString("second");
    assertThat(queue.poll()).isSameAs(first);
    assertThat(queue.isEmpty()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aLongRandomUseAgreesWithADeque(long seed) {
    Random random = new Random(seed);
    Deque<Work> model = new ArrayDeque<>();
    for (int step = 0; step < 10_000; step++) {
      NamedWork work = new NamedWork("work " + step);
      switch (random.nextInt(5)) {
        case 0, 1 -> {
          queue.add(work);
          model.add(work);
        }
        default -> assertThat(queue.poll()).isSameAs(model.poll());
      }
      assertThat(queue.size()).isEqualTo(model.size());
      assertThat(queue.isEmpty()).isEqualTo(model.isEmpty());
    }
  }
}
