package io.miniss.runtime.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import io.miniss.runtime.shared.BoundedQueue;
import io.miniss.runtime.spi.Scheduler;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TaskStealerTest {
  private final BoundedQueue<Task<?>> first =
      BoundedQueue.stealable(Scheduler.system(), "stealable tasks of core 1", 2);
  private final BoundedQueue<Task<?>> second =
      BoundedQueue.stealable(Scheduler.system(), "stealable tasks of core 2", 2);
  private final TaskStealer stealer = new TaskStealer(List.of(first, second), new Random(1));

  /** The thief's own queue does not always tell it: the producer of its first task may not have filled the slot yet. */
  @Test
  void whoWaitsForRoomIsToldOfTheTheft() {
    Task<?> task = mock();
    assertThat(first.offer(task)).isTrue();
    int[] woken = {0};
    first.awaitNotFull(
        new BoundedQueue.Waiter(Scheduler.system(), "producer") {
          @Override
          protected void wakeProducer() {
            woken[0]++;
          }
        });
    assertThat(stealer.steal()).isSameAs(task);
    assertThat(woken[0]).isEqualTo(1);
  }
}
