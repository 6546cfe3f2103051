package io.miniss.scenarios.crossings;

/** What one core has started so far. */
final class Served {
  /** How many of each source. */
  final long[] bySource;

  /**
   * How often code has begun to wait for a lock. The core goes on meanwhile with the turn that it was in, and begins
   * another one in a new thread.
   */
  long blocked;

  Served(int sources) {
    bySource = new long[sources];
  }
}
