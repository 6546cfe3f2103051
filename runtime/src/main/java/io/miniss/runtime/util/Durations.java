package io.miniss.runtime.util;

import java.time.Duration;

/** Durations at the API, nanoseconds inside. */
public final class Durations {
  private Durations() {}

  /**
   * The nanoseconds of {@code duration}; what does not fit in a long is the longest time there is.
   *
   * @throws IllegalArgumentException if it is negative; {@code what} names it in the message
   */
  public static long nanos(String what, Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException(what + " must not be negative: " + duration);
    }
    try {
      return duration.toNanos();
    } catch (ArithmeticException beyond292Years) {
      return Long.MAX_VALUE;
    }
  }

  /**
   * {@code nowNanos + nanos}, never more than half the clock's range ahead, so that the difference
   * of two times is their order.
   */
  public static long deadline(long nowNanos, long nanos) {
    return nowNanos + Math.min(nanos, Long.MAX_VALUE / 2);
  }
}
