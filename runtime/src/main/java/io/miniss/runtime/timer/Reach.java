package io.miniss.runtime.timer;

/**
 * How far ahead of the present the horizon of a {@link TimerQueue} moves. One thread only.
 *
 * <p>To look through the far timers costs a few nanoseconds for each slot, so it must not happen often while many wait. A
 * look is paid for if as many timers have come or gone as slots were looked at. The reach doubles after each look that is
 * not, so that an hour with a million timers that wait costs 21 looks; it is halved after each that is.
 */
final class Reach {
  /** About a millisecond. */
  static final long LEAST = 1L << 20;

  /** More than an hour. */
  static final long MOST = 1L << 42;

  private long nanos = LEAST;

  /** In nanoseconds. */
  long nanos() {
    return nanos;
  }

  /** {@code seen} slots were looked at; {@code moved} timers have come since the last look, or have gone with this one. */
  void looked(int seen, long moved) {
    nanos = moved >= seen ? Math.max(LEAST, nanos / 2) : Math.min(MOST, nanos * 2);
  }
}
