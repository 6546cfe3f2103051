package io.miniss.runtime.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.machine.PinningPolicy;
import io.miniss.runtime.shared.BoundedQueue;
import io.miniss.runtime.shared.SharedLong;
import io.miniss.runtime.shared.Statistic;
import io.miniss.runtime.spi.Clock;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.runtime.task.Placement;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What core 0 sends, of three: core 1 receives, and core 2 has the next turn for stealable tasks. */
class OutgoingTest {
  private static final int CAPACITY = 4;

  private final RuntimeConfig config =
      new RuntimeConfig(
          "test",
          3,
          new RuntimeConfig.Capacities(CAPACITY, CAPACITY, 100),
          new RuntimeConfig.Serving(4, true, Placement.ROUND_ROBIN),
          new RuntimeConfig.Idle(0, 0, true),
          new RuntimeConfig.Limits(1, 1, 1, 1, 1),
          true,
          PinningPolicy.none(),
          (failure, where) -> {},
          Clock.system(),
          Scheduler.system());

  private final CoreQueues[] queues = new CoreQueues[config.cores()];
  private final Outgoing outgoing;

  OutgoingTest() {
    for (int i = 0; i < queues.length; i++) {
      queues[i] = new CoreQueues(Scheduler.system(), i, queues.length, CAPACITY);
    }
    PlacementOrder order =
        new PlacementOrder(
            Arrays.stream(queues).map(CoreQueues::stealable).toList(),
            config.serving().placement(),
            new SharedLong(Scheduler.system(), "turn"));
    StealableQueues stealable =
        new StealableQueues(queues, order, true, new SharedLong(Scheduler.system(), "sleepers"));
    outgoing =
        new Outgoing(
            0, config, queues, stealable, new TaskCounts(Scheduler.system(), "core 0"),
            work -> false, new Statistic());
  }

  /** What sends must look again before it sleeps: the receiver may have gone to sleep meanwhile. */
  @Test
  void aSendBeforeASleepIsTold() {
    BoundedQueue<Object> ring = queues[1].ringFrom(0);
    for (int i = 0; i <= CAPACITY; i++) {
      assertThat(outgoing.send(() -> {}, 1)).isTrue();
    }
    assertThat(outgoing.flushOrAwaitNotFull()).isFalse();
    assertThat(ring.poll()).isNotNull();
    assertThat(outgoing.flushOrAwaitNotFull()).isTrue();
    assertThat(outgoing.flushOrAwaitNotFull()).isFalse();
  }
}
