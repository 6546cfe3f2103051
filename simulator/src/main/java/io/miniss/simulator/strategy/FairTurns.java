package io.miniss.simulator.strategy;

import io.miniss.runtime.spi.Access;
import java.util.Arrays;

/**
 * Who may run next so that the run is fair, and who runs if nobody decides: as in {@link Switches}, the
 * running thread goes on if it may and does not spin, else the next one in the order of the threads'
 * numbers runs. At most {@value #MAX_THREADS} threads.
 *
 * <p>Fair as in [1]: a thread that spins falls behind those who could have run ever since its last
 * spin and have not, until they have. So a spinner goes on once without a break, and then the others
 * have a turn; without that, a search that begins with "the same thread goes on" would never leave the
 * spin loop. No run that ends is lost but those in which a thread spins a second time in a row past
 * somebody who could run.
 *
 * <p>[1] M. Musuvathi, S. Qadeer: Fair stateless model checking, PLDI 2008. Nobody disables another
 * thread here, so the set D of that paper is empty.
 */
final class FairTurns {
  static final int MAX_THREADS = Long.SIZE;

  private static final int FEW_THREADS = 8;
  private static final long ALL = -1L;

  /** By thread: those who come before it as long as they can run. */
  private long[] behind = {};

  /** By thread: those who could run ever since its last spin, and those who did run since then. */
  private long[] couldRun = {};

  private long[] hasRun = {};

  /** By thread: the number of its pending event when it was last seen. */
  private long[] events = {};

  /** Threads that have spun since the last choice. */
  private long spun;

  /** Whether any thread has ever spun: before that nobody is behind, and nothing needs to be known. */
  private boolean spinners;

  private long runnable;
  private long allowed;
  private int current;
  private int last;
  private boolean currentCosts;

  private void grow() {
    int known = behind.length;
    int length = Math.clamp(2L * known, FEW_THREADS, MAX_THREADS);
    behind = Arrays.copyOf(behind, length);
    couldRun = Arrays.copyOf(couldRun, length);
    hasRun = Arrays.copyOf(hasRun, length);
    events = Arrays.copyOf(events, length);
    Arrays.fill(hasRun, known, length, ALL);
    Arrays.fill(events, known, length, -1);
  }

  void spinning(int thread) {
    spun |= bit(thread);
  }

  /** Takes in what can run. */
  void look(Candidates candidates) {
    runnable = 0;
    for (int i = 0; i < candidates.count(); i++) {
      int thread = candidates.thread(i);
      if (thread >= MAX_THREADS) {
        throw new Diverged(
            "a search can tell " + MAX_THREADS + " threads apart, and the run has more");
      }
      runnable |= bit(thread);
    }
    spinners |= spun != 0;
    allowed = spinners ? allowedPastSpinners(candidates) : runnable;
    int position = candidates.current();
    current = position < 0 ? -1 : candidates.thread(position);
    last = candidates.lastThread();
    currentCosts = position >= 0 && (allowed & bit(current)) != 0 && !spins(candidates, position);
  }

  private long allowedPastSpinners(Candidates candidates) {
    long moved = 0;
    for (int i = 0; i < candidates.count(); i++) {
      int thread = candidates.thread(i);
      while (thread >= behind.length) {
        grow();
      }
      if (events[thread] != candidates.event(i)) {
        events[thread] = candidates.event(i);
        moved |= bit(thread);
      }
    }
    for (int thread = 0; thread < behind.length; thread++) {
      couldRun[thread] &= runnable;
      hasRun[thread] |= moved;
      behind[thread] &= ~moved;
    }
    long justSpun = spun & runnable;
    for (long rest = justSpun; rest != 0; rest &= rest - 1) {
      int thread = Long.numberOfTrailingZeros(rest);
      behind[thread] |= couldRun[thread] & ~hasRun[thread] & ~bit(thread);
      couldRun[thread] = runnable;
      hasRun[thread] = 0;
    }
    spun = 0;
    long inTurn = 0;
    for (long rest = runnable; rest != 0; rest &= rest - 1) {
      int thread = Long.numberOfTrailingZeros(rest);
      if ((behind[thread] & runnable) == 0) {
        inTurn |= bit(thread);
      }
    }
    return inTurn;
  }

  /** The threads that may run next; at least one. */
  long allowed() {
    return allowed;
  }

  /** The thread that any other choice preempts: it could go on, may, and does not spin; or -1. */
  int preempted() {
    return currentCosts ? current : -1;
  }

  /** Who runs if nobody decides, among {@code some} of those allowed. */
  int usual(long some) {
    if (currentCosts && (some & bit(current)) != 0) {
      return current;
    }
    long above = last == MAX_THREADS - 1 ? 0 : ALL << (last + 1);
    return Long.numberOfTrailingZeros((some & above) == 0 ? some : some & above);
  }

  /** Whether what the thread at {@code position} does first is to spin. */
  static boolean spins(Candidates candidates, int position) {
    return candidates.access(position) == Access.READ && candidates.location(position) == 0;
  }

  static long bit(int thread) {
    return 1L << thread;
  }

  static int position(Candidates candidates, int thread) {
    for (int i = 0; i < candidates.count(); i++) {
      if (candidates.thread(i) == thread) {
        return i;
      }
    }
    return -1;
  }
}
