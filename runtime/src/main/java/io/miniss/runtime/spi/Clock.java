package io.miniss.runtime.spi;

/**
 * The runtime's only source of time. Called from any thread; the loop of a core reads it at most
 * once a turn, because a reading costs as much as a small task.
 */
public interface Clock {
  /** The machine's clock. */
  static Clock system() {
    return SystemClock.INSTANCE;
  }

  /**
   * Monotonic nanoseconds since an arbitrary origin. Never decreases between two readings of which
   * the first happens before the second; compare readings of one clock only.
   *
   * <p>The runtime also survives a clock that keeps this for each thread only, as on a machine whose
   * cores' counters differ: timers, sleeps and limits are right by the clock of the thread or core that
   * waits. What is read on one thread and compared on another is off by their difference.
   */
  long nanos();

  /** Wall-clock milliseconds since 1970-01-01T00:00Z, for logs and reports; may jump. */
  long epochMillis();
}
