package io.miniss.simulator.strategy;

import io.miniss.simulator.random.SplitMix64;
import java.util.Arrays;

/**
 * Probabilistic concurrency testing [1]: each thread has a random priority, the highest that can run
 * runs, and at {@code depth - 1} random steps among the first {@code steps} the running thread falls
 * below all others. A bug that needs {@code depth} ordering constraints is found with a probability
 * of at least 1 / (threads * steps^(depth - 1)) a run.
 *
 * <p>A thread that spins falls below all others too, or a spinning favourite would starve the thread
 * it waits for (as Shuttle found).
 *
 * <p>[1] S. Burckhardt, P. Kothari, M. Musuvathi, S. Nagarakatte: A randomized scheduler with
 * probabilistic guarantees of finding bugs, ASPLOS 2010.
 *
 * @param depth how many ordering constraints the bug may need
 * @param steps how long a run is expected to be
 */
public record Pct(int depth, int steps) implements Strategy {
  /** Checks the parameters. */
  public Pct {
    if (depth < 1 || steps < 1) {
      throw new IllegalArgumentException(
          "pct needs a depth and a number of steps of at least 1: depth " + depth + ", steps "
              + steps);
    }
  }

  @Override
  public Chooser start(SplitMix64 random) {
    long[] changes = new long[depth - 1];
    for (int i = 0; i < changes.length; i++) {
      changes[i] = 1L + random.nextInt(steps);
    }
    Arrays.sort(changes);
    return new PriorityChooser(random, changes);
  }

  private static final class PriorityChooser implements Chooser {
    private final SplitMix64 random;
    private final long[] changes;
    private int nextChange;

    /** By thread; 0 for a thread not seen yet. New ones are positive, fallen ones negative. */
    private long[] priorities = new long[16];

    private long lowest;

    PriorityChooser(SplitMix64 random, long[] changes) {
      this.random = random;
      this.changes = changes;
    }

    @Override
    public int choose(Candidates candidates) {
      int current = candidates.current();
      if (nextChange < changes.length && candidates.step() >= changes[nextChange]) {
        nextChange++;
        if (current >= 0) {
          fall(candidates.thread(current));
        }
      }
      int best = 0;
      long bestPriority = Long.MIN_VALUE;
      for (int i = 0; i < candidates.count(); i++) {
        long priority = priority(candidates.thread(i));
        if (priority > bestPriority) {
          bestPriority = priority;
          best = i;
        }
      }
      return best;
    }

    private long priority(int thread) {
      if (thread >= priorities.length) {
        priorities = Arrays.copyOf(priorities, 2 * thread);
      }
      if (priorities[thread] == 0) {
        priorities[thread] = (random.nextLong() >>> 1) | 1;
      }
      return priorities[thread];
    }

    private void fall(int thread) {
      priority(thread);
      priorities[thread] = --lowest;
    }

    @Override
    public void spinning(int thread) {
      fall(thread);
    }
  }

  @Override
  public String toString() {
    return "pct(depth=" + depth + ",steps=" + steps + ")";
  }
}
