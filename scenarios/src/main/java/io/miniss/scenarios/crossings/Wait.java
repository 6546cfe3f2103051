package io.miniss.scenarios.crossings;

/**
 * How long something waits on a core, counted in what the core starts meanwhile: since it began to wait, by
 * source.
 */
final class Wait {
  /** Goes on counting. */
  private final Served served;

  private final long[] before;
  private final long blockedBefore;

  /** The source in which it waits; what the core starts of that is not counted. */
  private final int own;

  private final long allowance;
  private final int batch;

  /**
   * A wait that begins now.
   *
   * @param served what the core has started; goes on counting
   * @param allowance how many of each other source it may start meanwhile
   * @param batch how many more each time that code of the core blocks
   */
  Wait(Served served, int own, long allowance, int batch) {
    this.served = served;
    this.before = served.bySource.clone();
    this.blockedBefore = served.blocked;
    this.own = own;
    this.allowance = allowance;
    this.batch = batch;
  }

  /** How many more than allowed the core has started meanwhile, of the source of which that is most; or 0. */
  long excess() {
    long allowed = allowance + batch * (served.blocked - blockedBefore);
    long most = 0;
    for (int i = 0; i < before.length; i++) {
      if (i != own) {
        most = Math.max(most, started(i) - allowed);
      }
    }
    return most;
  }

  /** How many of {@code source} the core has started meanwhile. */
  long started(int source) {
    return served.bySource[source] - before[source];
  }
}
