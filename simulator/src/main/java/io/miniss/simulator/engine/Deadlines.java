package io.miniss.simulator.engine;

import java.util.List;
import java.util.function.Consumer;

/**
 * The threads of a run that wait until a moment of virtual time: PARKED with a deadline or BUSY. The
 * next moment is known as a bound only, since whoever set it may have been woken before.
 */
final class Deadlines {
  /** All threads of the run. */
  private final List<SimulatedThread> threads;

  /** How many of them wait with a deadline. */
  private int count;

  /** None of them wakes before this. */
  private long nextNanos = Long.MAX_VALUE;

  Deadlines(List<SimulatedThread> threads) {
    this.threads = threads;
  }

  boolean isEmpty() {
    return count == 0;
  }

  /** No deadline is before this. */
  long nextNanos() {
    return nextNanos;
  }

  /** {@code thread} has begun to wait, until its {@link SimulatedThread#wakeNanos}. */
  void began(SimulatedThread thread) {
    count++;
    nextNanos = Math.min(nextNanos, thread.wakeNanos);
  }

  /** {@code thread}, which waits, goes on at {@code moment} or earlier. */
  void endBy(SimulatedThread thread, long moment) {
    if (thread.timed) {
      thread.wakeNanos = Math.min(thread.wakeNanos, moment);
      nextNanos = Math.min(nextNanos, thread.wakeNanos);
    } else {
      thread.timed = true;
      thread.wakeNanos = moment;
      began(thread);
    }
  }

  /** No fault happens any more: what one has made late goes on at {@code now}. */
  void endDelays(long now) {
    for (SimulatedThread thread : threads) {
      if (thread.delayed && isWaiting(thread)) {
        endBy(thread, now);
      }
    }
  }

  /** {@code thread} waits no longer, if it did. */
  void ended(SimulatedThread thread) {
    if (isWaiting(thread)) {
      count--;
    }
    thread.timed = false;
    thread.delayed = false;
  }

  /** Hands every thread whose time has come to {@code wake}, which ends its wait. */
  void wakeDue(long now, Consumer<SimulatedThread> wake) {
    long next = Long.MAX_VALUE;
    for (int i = 0; i < threads.size(); i++) {
      SimulatedThread thread = threads.get(i);
      if (isWaiting(thread)) {
        if (thread.wakeNanos <= now) {
          wake.accept(thread);
        } else {
          next = Math.min(next, thread.wakeNanos);
        }
      }
    }
    nextNanos = next;
  }

  private static boolean isWaiting(SimulatedThread thread) {
    return thread.timed
        && (thread.state == SimulatedThread.State.PARKED
            || thread.state == SimulatedThread.State.BUSY);
  }
}
