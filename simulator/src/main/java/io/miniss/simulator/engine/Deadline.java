package io.miniss.simulator.engine;

/** When a wait ends at the latest: a moment on the clock of the thread that waits, or {@link #NONE}. Immutable. */
public final class Deadline {
  /** The wait has no end of its own. */
  public static final Deadline NONE = new Deadline(false, 0);

  private final boolean exists;
  private final long nanos;

  private Deadline(boolean exists, long nanos) {
    this.exists = exists;
    this.nanos = nanos;
  }

  /** The moment at which the clock of the thread reads {@code nanos}; any value, clocks may overflow. */
  public static Deadline at(long nanos) {
    return new Deadline(true, nanos);
  }

  boolean exists() {
    return exists;
  }

  /** What the clock reads then; only if there is a deadline. */
  long nanos() {
    return nanos;
  }
}
