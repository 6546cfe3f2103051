package io.miniss.runtime.timer;

/** A timer in a {@link TimerQueue}. Belongs to the queue's thread. */
public final class Timer {
  /** What a timer does when it is due. */
  final Runnable action;

  /** Order of creation, which breaks ties. */
  final long sequence;

  /** 0 for once, else the period of a repeating timer. */
  final long periodNanos;

  /** While fresh: the delay. While armed: the deadline. */
  long nanos;

  /** Its place in the fresh list or the heap; {@link #NOWHERE} once fired or cancelled. */
  int index;

  /** Whether {@link #index} is a place in the fresh list. */
  boolean fresh;

  static final int NOWHERE = -1;

  Timer(Runnable action, long sequence, long delayNanos, long periodNanos) {
    this.action = action;
    this.sequence = sequence;
    this.nanos = delayNanos;
    this.periodNanos = periodNanos;
  }

  /** Whether it will still fire. */
  public boolean isPending() {
    return index != NOWHERE;
  }

  /** Does what it is for. The queue's owner, for a timer that {@link TimerQueue#pollDue} gave. */
  public void fire() {
    action.run();
  }

  /** Whether {@link #fire} may call code of the user. */
  public boolean runsUserCode() {
    return !(action instanceof InternalAction);
  }

  boolean isBefore(Timer other) {
    long difference = nanos - other.nanos; // deadlines wrap: compare differences, never values
    return difference != 0 ? difference < 0 : sequence < other.sequence;
  }
}
