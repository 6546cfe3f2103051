package io.miniss.simulator.strategy;

import io.miniss.simulator.random.SplitMix64;
import java.util.Arrays;

/**
 * Delay bounding [1]: threads run one after the other in the order of their creation, each until it waits or spins, and at
 * {@code delays} random steps among the first {@code steps} the running thread has to let the next one go first. A run
 * that needs {@code delays} delays is found with a probability of at least 1 / steps^delays, however many threads
 * there are: with many threads, other strategies are lost in orders that need no preemption at all.
 *
 * <p>[1] M. Emmi, S. Qadeer, Z. Rakamaric: Delay-bounded scheduling, POPL 2011; at random steps as in P. Thomson, A.
 * Donaldson, A. Betts: Concurrency testing using schedule bounding, PPoPP 2014.
 *
 * @param delays how often a thread is delayed
 * @param steps how long a run is expected to be
 */
public record DelayBounded(int delays, int steps) implements Strategy {
  /** Checks the parameters. */
  public DelayBounded {
    if (delays < 0 || steps < 1) {
      throw new IllegalArgumentException(
          "delay needs a number of delays of at least 0 and of steps of at least 1: delays "
              + delays
              + ", steps " + steps);
    }
  }

  @Override
  public Chooser start(SplitMix64 random) {
    long[] at = new long[delays];
    for (int i = 0; i < at.length; i++) {
      at[i] = 1L + random.nextInt(steps);
    }
    Arrays.sort(at);
    return new InTurn(at);
  }

  private static final class InTurn implements Chooser {
    private final long[] delays;
    private int nextDelay;
    private boolean spun;

    InTurn(long[] delays) {
      this.delays = delays;
    }

    @Override
    public int choose(Candidates candidates) {
      int last = candidates.lastThread();
      int skipped = 0;
      while (nextDelay < delays.length && candidates.step() >= delays[nextDelay]) {
        nextDelay++;
        skipped++;
      }
      int chosen = candidates.current();
      if (chosen < 0 || spun) {
        chosen = after(candidates, last);
      }
      spun = false;
      for (int i = 0; i < skipped; i++) {
        chosen = after(candidates, candidates.thread(chosen));
      }
      return chosen;
    }

    /** The position of the next thread after number {@code thread}, the first after the last. */
    private static int after(Candidates candidates, int thread) {
      int best = 0;
      int bestDistance = Integer.MAX_VALUE;
      for (int i = 0; i < candidates.count(); i++) {
        int number = candidates.thread(i);
        // Those with higher numbers first, in order, then the others.
        int distance = number > thread ? number - thread : Integer.MAX_VALUE / 2 + number;
        if (distance < bestDistance) {
          bestDistance = distance;
          best = i;
        }
      }
      return best;
    }

    @Override
    public void spinning(int thread) {
      spun = true;
    }
  }

  @Override
  public String toString() {
    return "delay(delays=" + delays + ",steps=" + steps + ")";
  }
}
