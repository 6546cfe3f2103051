package io.miniss.runtime.mailbox;

import java.util.ArrayDeque;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One core's way to one queue: sends at once while the queue has room, and lines up in a bounded
 * line while it has none. The line is sent, in order, from the core's loop. The owner's thread only.
 *
 * <p>First in, first out: while anything stands in the line, newcomers line up behind it.
 *
 * @param <W> what is sent
 */
public final class Outbox<W> {
  private final int lineCapacity;
  private final Predicate<? super W> send;
  private final ArrayDeque<W> line = new ArrayDeque<>();

  /** An outbox that hands work to {@code send}, which answers false while there is no room. */
  public Outbox(int lineCapacity, Predicate<? super W> send) {
    this.lineCapacity = lineCapacity;
    this.send = send;
  }

  /**
   * Sends {@code work} now or, in its turn, later.
   *
   * @return false if the line is full; the work is then still the caller's
   */
  public boolean offer(W work) {
    if (line.isEmpty() && send.test(work)) {
      return true;
    }
    if (line.size() >= lineCapacity) {
      return false;
    }
    line.add(work);
    return true;
  }

  /** Sends from the line while there is room; answers how many were sent. */
  public int flush() {
    int sent = 0;
    for (W first = line.peek(); first != null && send.test(first); first = line.peek()) {
      line.remove();
      sent++;
    }
    return sent;
  }

  /** Takes the first of the line out unsent, or answers null. */
  public @Nullable W withdraw() {
    return line.poll();
  }

  /** Whether somebody stands in the line. */
  public boolean hasLine() {
    return !line.isEmpty();
  }

  /** How many stand in the line. */
  public int lineLength() {
    return line.size();
  }
}
