package io.miniss.scenarios.zoo;

import io.miniss.runtime.shared.BoundedQueue;
import io.miniss.runtime.shared.SharedFlag;
import io.miniss.runtime.shared.WakeFlag;
import io.miniss.runtime.spi.Parker;
import io.miniss.runtime.spi.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * What any thread sends to one other thread, which sleeps while there is nothing: the runtime's ring and
 * wake flag, for the parts of an exhibit that are not its bug.
 *
 * @param <E> what is sent
 */
public final class Mailbox<E> {
  private static final int CAPACITY = 64;

  private final Scheduler scheduler;
  private final BoundedQueue<E> queue;
  private final WakeFlag wakeFlag;
  private final SharedFlag closed;

  /** An empty mailbox, called {@code name} in traces. */
  public Mailbox(Scheduler scheduler, String name) {
    this.scheduler = scheduler;
    queue = BoundedQueue.manyProducers(scheduler, name, CAPACITY);
    wakeFlag = new WakeFlag(scheduler, "wake flag of " + name);
    closed = new SharedFlag(scheduler, name + " is closed");
  }

  /** Sends; any thread. */
  public void put(E element) {
    if (!queue.offer(element)) {
      throw new IllegalStateException("more than " + CAPACITY + " in " + queue);
    }
    wakeFlag.wake();
  }

  /** Nothing more will be sent; {@link #take} returns null once the mailbox is empty. */
  public void close() {
    closed.setVolatile(true);
    wakeFlag.wake();
  }

  /** The oldest element, or null if there is none now. The receiver. */
  public @Nullable E poll() {
    return queue.poll();
  }

  /** Waits for an element; null if the mailbox is closed and empty. The receiver. */
  public @Nullable E take() {
    while (true) {
      E element = queue.poll();
      if (element != null || !sleep(false, 0)) {
        return element;
      }
    }
  }

  /** As {@link #take}, but returns null as well when it has slept until the deadline. */
  public @Nullable E takeUntil(long deadlineNanos) {
    E element = queue.poll();
    return element != null || !sleep(true, deadlineNanos) ? element : queue.poll();
  }

  /** Sleeps unless there is something; false if there is nothing and will be nothing. */
  private boolean sleep(boolean limited, long deadlineNanos) {
    Parker parker = scheduler.currentParker();
    wakeFlag.sleeper(parker);
    wakeFlag.announceSleep();
    boolean last = closed.getVolatile();
    boolean empty = queue.isEmptyVolatile();
    if (empty && !last) {
      if (limited) {
        parker.parkUntil(deadlineNanos);
      } else {
        parker.park();
      }
    }
    wakeFlag.endSleep();
    return !(empty && last);
  }
}
