package io.miniss.runtime.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkQueueTest {

  private WorkQueue queue = new WorkQueue();

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

  @Test
  void aRenewedQueueHasWhatTheOldOneHadAndTheOldOneNothing() {
    NamedWork first = new NamedWork("first");
    queue.add(first);
    queue.add(new NamedWork("second"));
    WorkQueue renewed = queue.renewed();
    assertThat(queue.isEmpty()).isTrue();
    assertThat(queue.size()).isZero();
    assertThat(queue.poll()).isNull();
    renewed.add(new NamedWork("third"));
    assertThat(renewed.size()).isEqualTo(3);
    assertThat(renewed.poll()).isSameAs(first);
    assertThat(renewed.poll()).hasToString("second");
    assertThat(renewed.poll()).hasToString("third");
    assertThat(renewed.renewed().isEmpty()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aLongRandomUseAgreesWithADeque(long seed) {
    Random random = new Random(seed);
    Deque<Work> model = new ArrayDeque<>();
    for (int step = 0; step < 10_000; step++) {
      NamedWork work = new NamedWork("work " + step);
      switch (random.nextInt(6)) {
        case 0, 1 -> {
          queue.add(work);
          model.add(work);
        }
        case 2 -> queue = queue.renewed();
        default -> assertThat(queue.poll()).isSameAs(model.poll());
      }
      assertThat(queue.size()).isEqualTo(model.size());
      assertThat(queue.isEmpty()).isEqualTo(model.isEmpty());
    }
  }
}
