package io.miniss.runtime.internal;

import java.util.ArrayDeque;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The sending side of one queue, for one core: sends at once while the queue has room and keeps a bounded
 * backlog while it has none. The core's loop sends the backlog in order. The core's thread only.
 *
 * <p>First in, first out: while the backlog is not empty, new work goes to its end.
 *
 * @param <W> what is sent
 */
final class Outbox<W> {
  private final int backlogCapacity;
  private final Predicate<? super W> send;
  private final ArrayDeque<W> backlog = new ArrayDeque<>();

  /** An outbox that hands work to {@code send}, which returns false while there is no room. */
  Outbox(int backlogCapacity, Predicate<? super W> send) {
    this.backlogCapacity = backlogCapacity;
    this.send = send;
  }

  /**
   * Sends {@code work} now or later.
   *
   * @return false if the backlog is full; the caller then still owns the work
   */
  boolean offer(W work) {
    if (backlog.isEmpty() && send.test(work)) {
      return true;
    }
    if (backlog.size() >= backlogCapacity) {
      return false;
    }
    backlog.add(work);
    return true;
  }

  /** Sends from the backlog while there is room; returns how many were sent. */
  int flush() {
    int sent = 0;
    for (W first = backlog.peek(); first != null && send.test(first); first = backlog.peek()) {
      backlog.remove();
      sent++;
    }
    return sent;
  }

  /** Removes the oldest of the backlog without sending it, or returns null if the backlog is empty. */
  @Nullable W withdraw() {
    return backlog.poll();
  }

  /** Whether work waits in the backlog. */
  boolean hasBacklog() {
    return !backlog.isEmpty();
  }

  /** How much work waits in the backlog. */
  int backlogSize() {
    return backlog.size();
  }
}
