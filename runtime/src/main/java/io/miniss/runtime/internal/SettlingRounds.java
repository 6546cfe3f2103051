package io.miniss.runtime.internal;

import io.miniss.runtime.shared.SharedLong;
import io.miniss.runtime.spi.Scheduler;

/**
 * Finds out, when all accepted tasks have ended, that nothing is on its way between cores any more: a core that
 * broke what still waits before another core has run its continuations would break futures that are about to be
 * complete. Any thread.
 *
 * <h2>Rounds</h2>
 *
 * The cores go through rounds together. A core arrives at the end of a round when it has served its queues once
 * more, and says whether it has done anything since it arrived last. The next round begins when all have arrived,
 * if one of them has.
 *
 * <p>A round in which no core has done anything is the last. What cores sent each other they had sent before they
 * arrived at the end of the round before, so all of it was in the queues when this round began, and every core has
 * found its queues empty since. (Rounds decide about termination in this way in the algorithm of Dijkstra, Feijen
 * and van Gasteren, EWD 840, with a token in place of a barrier.)
 *
 * <p>All cores take the same decision. Who is in a round that was not the last has been told so by a core that was
 * active in the round before, and that core said it before it arrived; and nobody can say anything of the next
 * round before all have arrived.
 */
final class SettlingRounds {
  private final SharedLong arrivals;
  private final SharedLong lastActive;

  /** Set before the first core starts. */
  private EndingCore[] cores = {};

  SettlingRounds(Scheduler scheduler) {
    arrivals = new SharedLong(scheduler, "arrivals of cores that settle");
    lastActive = new SharedLong(scheduler, "last active round of settling");
  }

  /** Says who takes part. */
  void setCores(EndingCore[] all) {
    cores = all;
  }

  /**
   * A core arrives at the end of {@code round}, the first of which is 1.
   *
   * @param active whether it has done anything since it arrived at the end of the round before
   */
  void arrive(long round, boolean active) {
    if (active) {
      lastActive.setVolatile(round);
    }
    if (arrivals.getAndAdd(1) + 1 == round * cores.length) {
      for (EndingCore core : cores) {
        core.wake();
      }
    }
  }

  /** Whether all cores have arrived at the end of {@code round}. */
  boolean isOver(long round) {
    return arrivals.getVolatile() >= round * cores.length;
  }

  /** Whether no core has done anything in {@code round}, which is over. */
  boolean wasQuiet(long round) {
    return lastActive.getVolatile() < round;
  }
}
