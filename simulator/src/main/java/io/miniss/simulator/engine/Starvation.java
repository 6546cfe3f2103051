package io.miniss.simulator.engine;

import java.util.Arrays;

/**
 * Sees threads that can run and get no turn, by a look from time to time. A strategy that prefers a thread, or goes on with
 * the one that runs, would never let another one run while that one polls without saying that it spins: the run would end
 * at its bound on steps, though the program ends under each scheduler that is fair in the long run.
 */
final class Starvation {
  /** Steps from look to look: a prime, so that looks do not always meet a loop at the same place, as inside a lock. */
  static final int PERIOD = 5_003;

  private static final long NOT_SEEN = -1;

  private long nextStep = PERIOD;

  /** By number of the thread: its own steps at the last look, if it could run then. */
  private long[] before = new long[0];

  /** When to call {@link #isAnyStarving}. */
  long nextStep() {
    return nextStep;
  }

  /**
   * Whether one of the {@code runnable} that is not {@code running} could run at the last look, too, and has not made a
   * step since.
   */
  boolean isAnyStarving(long step, RunnableThreads runnable, SimulatedThread running) {
    nextStep = step + PERIOD;
    long[] now = new long[before.length];
    Arrays.fill(now, NOT_SEEN);
    boolean starves = false;
    for (int i = 0; i < runnable.count(); i++) {
      SimulatedThread each = runnable.get(i);
      starves |= each != running && each.id < before.length && before[each.id] == each.ownSteps;
      if (each.id >= now.length) {
        int length = now.length;
        now = Arrays.copyOf(now, 2 * each.id + 1);
        Arrays.fill(now, length, now.length, NOT_SEEN);
      }
      now[each.id] = each.ownSteps;
    }
    before = now;
    return starves;
  }
}
