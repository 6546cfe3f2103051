package io.miniss.scenarios.crossings;

/**
 * How long something waits on a core, counted in what the core starts meanwhile: since it began to wait, by
 * source.
 */
final class Wait {
  /** What the core has started, which goes on counting. */
  private final long[] started;

  private final long[] before;

  /** The source in which it waits; what the core starts of that is not counted. */
  private final int own;

  private final long allowance;

  /**
   * A wait that begins now.
   *
   * @param started how many of each source the core has started; goes on counting
   * @param allowance how many of each other source it may start meanwhile
   */
  Wait(long[] started, int own, long allowance) {
    this.started = started;
    this.before = started.clone();
    this.own = own;
    this.allowance = allowance;
  }

  /** How many more than allowed the core has started meanwhile, of the source of which that is most; or 0. */
  long excess() {
    long most = 0;
    for (int i = 0; i < started.length; i++) {
      if (i != own) {
        most = Math.max(most, started[i] - before[i] - allowance);
      }
    }
    return most;
  }

  /** How many of {@code source} the core has started meanwhile. */
  long started(int source) {
    return started[source] - before[source];
  }
}
