package io.miniss.runtime.util;

import java.time.Duration;

/** How long something may take: a number of nanoseconds, or {@link #NONE}. Immutable. */
public final class TimeLimit {
  /** No limit. */
  public static final TimeLimit NONE = new TimeLimit(false, Long.MAX_VALUE);

  private final boolean limited;
  private final long nanos;

  private TimeLimit(boolean limited, long nanos) {
    this.limited = limited;
    this.nanos = nanos;
  }

  /**
   * A limit of {@code nanos}.
   *
   * @throws IllegalArgumentException if {@code nanos} is negative
   */
  public static TimeLimit ofNanos(long nanos) {
    if (nanos < 0) {
      throw new IllegalArgumentException("a time limit must not be negative: " + nanos + " ns");
    }
    return new TimeLimit(true, nanos);
  }

  /** Whether there is a limit. */
  public boolean isLimited() {
    return limited;
  }

  /**
   * The limit in nanoseconds.
   *
   * @throws IllegalStateException if there is no limit
   */
  public long nanos() {
    if (!limited) {
      throw new IllegalStateException("no time limit has no length");
    }
    return nanos;
  }

  @Override
  public String toString() {
    return limited ? Duration.ofNanos(nanos).toString() : "no time limit";
  }
}
