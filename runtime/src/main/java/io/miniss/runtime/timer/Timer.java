package io.miniss.runtime.timer;

/** A timer in a {@link TimerQueue}. Belongs to the queue's thread. */
public class Timer {
  /** What a timer does when it is due. */
  private final Runnable action;

  /** Order of creation, which breaks ties. */
  long sequence;

  /** 0 for once, else the period of a repeating timer. */
  final long periodNanos;

  /** While fresh: the delay. While armed: the deadline. */
  long nanos;

  /** Its place in the fresh list or the heap; {@link #NOWHERE} once fired or cancelled. */
  int index = NOWHERE;

  /** Whether {@link #index} is a place in the fresh list. */
  boolean fresh;

  static final int NOWHERE = -1;

  /** A timer that fires once. {@link TimerQueue#start} starts it. */
  public Timer(Runnable action) {
    this.action = action;
    periodNanos = 0;
  }

  /** A timer that fires at least every {@code periodNanos}, which must be positive. */
  public Timer(Runnable action, long periodNanos) {
    if (periodNanos <= 0) {
      throw new IllegalArgumentException("a period is positive: " + periodNanos + " ns");
    }
    this.action = action;
    this.periodNanos = Math.min(periodNanos, Long.MAX_VALUE / 4); // two of them never wrap
  }

  /** Whether it will still fire. */
  public final boolean isPending() {
    return index != NOWHERE;
  }

  /** Does what it is for. The queue's owner, for a timer that {@link TimerQueue#pollDue} gave. */
  public final void fire() {
    action.run();
  }

  /** Whether {@link #fire} may call code of the user. */
  public final boolean runsUserCode() {
    return !(action instanceof InternalAction);
  }

  final boolean isBefore(Timer other) {
    long difference = nanos - other.nanos; // deadlines wrap: compare differences, never values
    return difference != 0 ? difference < 0 : sequence < other.sequence;
  }
}
