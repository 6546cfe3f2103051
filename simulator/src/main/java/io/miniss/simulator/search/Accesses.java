package io.miniss.simulator.search;

import io.miniss.simulator.strategy.Portfolio;
import io.miniss.simulator.strategy.Surw;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** How many accesses each thread makes, over some runs. */
final class Accesses {
  /** All further threads are taken to be as the last of these. */
  private static final int MAX_THREADS = Portfolio.MANY_THREADS;

  private long all;

  /** By number of the thread, of the first ones. */
  private long[] byThread = new long[1];

  /** Counts {@code number} more accesses of {@code thread}, which is known from now on if it was not. */
  void add(int thread, int number) {
    all += number;
    if (thread < MAX_THREADS) {
      if (thread >= byThread.length) {
        byThread = Arrays.copyOf(byThread, thread + 1);
      }
      byThread[thread] += number;
    }
  }

  /** Adds those of {@code other} to these. */
  Accesses plus(Accesses other) {
    all += other.all;
    byThread = Arrays.copyOf(byThread, Math.max(byThread.length, other.byThread.length));
    for (int thread = 0; thread < other.byThread.length; thread++) {
      byThread[thread] += other.byThread[thread];
    }
    return this;
  }

  /** The accesses of all threads. */
  long sum() {
    return all;
  }

  /**
   * What {@link Surw} wants to be told: the average over {@code runs}, by number of the thread, and at least 1. That of the
   * first thread includes all others, as if it had started them.
   */
  List<Integer> average(int runs) {
    List<Integer> average = new ArrayList<>();
    for (int thread = 0; thread < byThread.length; thread++) {
      long sum = thread == 0 ? all : byThread[thread];
      average.add((int) Math.max(1, (sum + runs - 1) / runs));
    }
    return average;
  }
}
