package io.miniss.runtime.timer;

/** A timer in a {@link TimerQueue}. Belongs to the queue's thread, except for what says "any thread". */
public class Timer {
  /** The place of a timer that is in no queue. */
  static final int NOWHERE = Integer.MIN_VALUE;

  /** What a timer does when it is due. */
  private final Runnable action;

  /** Order of creation, which breaks ties. */
  long sequence;

  /** While fresh: the delay. While armed: the deadline. */
  long nanos;

  /** Its slot in the list, or the complement of its slot in the heap; {@link #NOWHERE} once fired or cancelled. */
  int place = NOWHERE;

  /**
   * Whether another thread has asked for its end. Benign race: threads that ask at the same time ask once
   * each, and cancelling a timer again does nothing.
   */
  private boolean endRequested;

  /** A timer that fires once. {@link TimerQueue#start} starts it. */
  public Timer(Runnable action) {
    this.action = action;
  }

  /** Whether it will still fire. */
  public final boolean isPending() {
    return place != NOWHERE;
  }

  /** Whether the caller is the first to ask for its end, as far as it can see. Any thread. */
  public final boolean requestEnd() {
    boolean isFirst = !endRequested;
    endRequested = true;
    return isFirst;
  }

  /** Does what it is for. The queue's owner, for a timer that {@link TimerQueue#pollDue} gave. */
  public final void fire() {
    action.run();
  }

  /** Whether {@link #fire} may call code of the user. */
  public final boolean runsUserCode() {
    return !(action instanceof InternalAction);
  }

  /** Its number among the timers of the queue, for traces. */
  @Override
  public String toString() {
    return "timer " + (sequence + 1);
  }

  final boolean isBefore(Timer other) {
    long difference = nanos - other.nanos; // deadlines wrap: compare differences, never values
    return difference != 0 ? difference < 0 : sequence < other.sequence;
  }
}
