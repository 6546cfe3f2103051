package io.miniss.simulator.weave.hook;

import io.miniss.runtime.spi.Access;
import io.miniss.simulator.engine.RunThread;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether a thread spins: whether it only looks, again and again, and so waits for another thread or
 * for time to pass. One that does gives the others a turn, under every strategy; else a strategy that favours it
 * would never end. A loop that computes and is taken for one that spins only passes some more points.
 */
final class Spins {
  private static final int SAME_READS = 8;
  private static final int SAME_UPDATES = 32;

  /** Primes, so that the turns of others do not always come at the same place of a loop, as inside a lock. */
  private static final int READS = 127;

  private static final int STEPS = 2_039;

  private static final int CLOCK_READS = 16;
  private static final int MAX_DOUBLINGS = 36;

  /** Who reads clocks may compute as well: time passes by 16 ms at most. */
  private static final int MAX_DOUBLINGS_BY_CLOCK = 24;

  private @Nullable WovenLocation last;
  private int same;
  private int reads;
  private int steps;
  private int clockReads;

  /** How often in a row all threads have spun: time passes faster and faster. */
  private int idle;

  /** {@code thread} is about to access {@code location}. */
  void access(RunThread thread, WovenLocation location, Access access) {
    boolean reads = access == Access.READ;
    this.reads = reads ? this.reads + 1 : 0;
    if (location == last && access != Access.WRITE) {
      same++;
    } else {
      same = 0;
      last = location;
    }
    if (same >= (reads ? SAME_READS : SAME_UPDATES) || this.reads >= READS || ++steps >= STEPS) {
      spin(thread);
    }
  }

  /** {@code thread} reads a clock. */
  void readsClock(RunThread thread) {
    if (++clockReads >= CLOCK_READS) {
      spin(thread, MAX_DOUBLINGS_BY_CLOCK);
    }
  }

  /** {@code thread} spins, as far as anybody knows. */
  void spin(RunThread thread) {
    spin(thread, MAX_DOUBLINGS);
  }

  /**
   * {@code thread} spins inside the JDK, which does so for a while and then waits: so hardly any time passes, or limits
   * of other threads would be over.
   */
  void spinInside(RunThread thread) {
    reset();
    if (!thread.spin(1)) {
      idle = 0;
    }
  }

  private void reset() {
    same = 0;
    reads = 0;
    steps = 0;
    clockReads = 0;
  }

  private void spin(RunThread thread, int mostDoublings) {
    reset();
    idle = thread.spin(1L << Math.min(idle, mostDoublings)) ? idle + 1 : 0;
  }
}
