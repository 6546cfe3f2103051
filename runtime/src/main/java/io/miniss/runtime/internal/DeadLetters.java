package io.miniss.runtime.internal;

import io.miniss.runtime.shared.BoundedQueue;
import io.miniss.runtime.shared.SharedLong;
import io.miniss.runtime.spi.Scheduler;
import java.util.List;

/**
 * Cancels what is sent to a core that has exited: after {@code close} has given up, others may not know that yet. The
 * core calls it once when it has announced its exit, and each sender after that, by {@link
 * io.miniss.runtime.shared.WakeFlag#announceExit}. Any thread.
 *
 * <p>The queues have one consumer. So one thread at a time empties them, in the place of the core: the one whose
 * call finds no other. A call that finds another one only counts itself, and the other looks once more for each that it
 * has not seen. No thread waits, and a call from within, by a continuation of what is cancelled, returns at once.
 */
final class DeadLetters implements Runnable {
  private final RuntimeState runtime;
  private final List<BoundedQueue<?>> queues;

  /** How many calls there were that the emptying thread has not seen, its own included; 0 if no thread empties. */
  private final SharedLong calls;

  /** For core {@code core}, whose queues are {@code queues}. */
  DeadLetters(RuntimeState runtime, Scheduler scheduler, int core, List<BoundedQueue<?>> queues) {
    this.runtime = runtime;
    this.queues = queues;
    calls =
        new SharedLong(scheduler, "looks at what was sent to core " + core + " after its exit");
  }

  /** Cancels all that is in the queues, or has the thread do it that does so now. */
  @Override
  public void run() {
    if (calls.getAndAdd(1) > 0) {
      return;
    }
    long seen;
    do {
      seen = calls.getVolatile();
      queues.forEach(this::cancelAll);
    } while (!calls.compareAndSet(seen, 0));
  }

  /** A slot that is claimed and not filled ends this: its producer calls when it has filled it. */
  private void cancelAll(BoundedQueue<?> queue) {
    boolean any = false;
    for (Object sent = queue.poll(); sent != null; sent = queue.poll()) {
      any = true;
      if (sent instanceof Task<?> task) {
        task.cancel(Termination.STOP_REASON);
      } else {
        runtime.countCancelledWhileQueued();
      }
    }
    if (any) {
      queue.signalNotFull();
    }
  }
}
