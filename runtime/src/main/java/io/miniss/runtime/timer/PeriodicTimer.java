package io.miniss.runtime.timer;

/** A timer that fires again and again, until it is cancelled. Belongs to the queue's thread. */
public class PeriodicTimer extends Timer {
  private final long periodNanos;

  /** A timer that fires at least every {@code periodNanos}, which must be positive. */
  public PeriodicTimer(Runnable action, long periodNanos) {
    super(action);
    if (periodNanos <= 0) {
      throw new IllegalArgumentException("a period is positive: " + periodNanos + " ns");
    }
    this.periodNanos = Math.min(periodNanos, Long.MAX_VALUE / 4); // two of them never wrap
  }

  /** The delay of its first tick. */
  final long periodNanos() {
    return periodNanos;
  }

  /** Gives it the deadline of its first tick after {@code nowNanos}. */
  final void skipTo(long nowNanos) {
    long late = nowNanos - nanos;
    nanos += periodNanos * (late / periodNanos + 1);
  }
}
