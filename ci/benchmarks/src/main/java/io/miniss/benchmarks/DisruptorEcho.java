package io.miniss.benchmarks;

import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.dsl.Disruptor;
import com.lmax.disruptor.dsl.ProducerType;
import java.util.concurrent.ThreadFactory;

/** Two Disruptors, one in each direction, for many producers, busily spinning. */
final class DisruptorEcho extends Echo {
  private final Disruptor<Slot> there;
  private final Disruptor<Slot> back;
  private final RingBuffer<Slot> toOne;
  private final RingBuffer<Slot> toZero;

  /** An entry; its content is not part of what is measured. */
  private static final class Slot {
    @SuppressWarnings("UnusedVariable")
    long value;
  }

  DisruptorEcho(int operations) {
    super(operations);
    PinnedThreads threads = new PinnedThreads();
    back = disruptor(threads);
    there = disruptor(threads);
    toZero = back.getRingBuffer();
    toOne = there.getRingBuffer();
    var _ = back.handleEventsWith((slot, sequence, end) -> onZero());
    var _ = there.handleEventsWith((slot, sequence, end) -> publish(toZero));
    // Their threads are created in this order: 0, then 1.
    var _ = back.start();
    var _ = there.start();
  }

  private static Disruptor<Slot> disruptor(ThreadFactory threads) {
    return new Disruptor<>(
        Slot::new, 1_024, threads, ProducerType.MULTI, new BusySpinWaitStrategy());
  }

  private void onZero() {
    if (answered()) {
      publish(toOne);
    }
  }

  private static void publish(RingBuffer<Slot> ring) {
    long sequence = ring.next();
    ring.get(sequence).value = sequence;
    ring.publish(sequence);
  }

  @Override
  void begin() {
    publish(toOne);
  }

  @Override
  public void close() {
    there.halt();
    back.halt();
  }
}
