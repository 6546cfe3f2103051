package io.miniss.benchmarks;

import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Two pinned threads and the bare queues between them, nothing else: the floor under every message.
 * Both spin without a hint to the CPU.
 */
abstract class BareRing implements Rig {
  private static final Object MESSAGE = new Object();

  private final Queue<Object> there;
  private final Queue<Object> back;
  private volatile boolean stopped;
  private volatile @Nullable CountDownLatch wanted;

  private BareRing(IntFunction<Queue<Object>> queue) {
    there = queue.apply(1_024);
    back = queue.apply(1_024);
    PinnedThreads threads = new PinnedThreads();
    threads.newThread(this::runZero).start();
    threads.newThread(this::runOne).start();
  }

  /** One message at a time, there and back. */
  static Rig echo(IntFunction<Queue<Object>> queue, int operations) {
    return new BareRing(queue) {
      @Override
      void batch(Queue<Object> there, Queue<Object> back) {
        for (int i = 0; i < operations; i += 2) {
          send(there);
          receive(back);
        }
      }

      @Override
      void serve(Queue<Object> there, Queue<Object> back) {
        if (there.poll() != null) {
          send(back);
        }
      }
    };
  }

  /** A stream one way, and one message back at its end. */
  static Rig stream(IntFunction<Queue<Object>> queue, int operations) {
    return new BareRing(queue) {
      private int received;

      @Override
      void batch(Queue<Object> there, Queue<Object> back) {
        for (int i = 0; i < operations; i++) {
          send(there);
        }
        receive(back);
      }

      @Override
      void serve(Queue<Object> there, Queue<Object> back) {
        if (there.poll() != null && ++received == operations) {
          received = 0;
          send(back);
        }
      }
    };
  }

  /** Thread 0 does one batch. */
  abstract void batch(Queue<Object> there, Queue<Object> back);

  /** Thread 1 takes at most one message. */
  abstract void serve(Queue<Object> there, Queue<Object> back);

  final void send(Queue<Object> queue) {
    while (!queue.offer(MESSAGE) && !stopped) {
      // full
    }
  }

  final void receive(Queue<Object> queue) {
    while (queue.poll() == null && !stopped) {
      // empty
    }
  }

  private void runZero() {
    while (!stopped) {
      CountDownLatch done = wanted;
      if (done != null) {
        wanted = null;
        batch(there, back);
        done.countDown();
      }
    }
  }

  private void runOne() {
    while (!stopped) {
      serve(there, back);
    }
  }

  @Override
  public final void run() {
    CountDownLatch done = new CountDownLatch(1);
    wanted = done;
    Rig.await(done);
  }

  @Override
  public final void close() {
    stopped = true;
  }
}
