package io.miniss.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The cost of an operation, round by round, after a warm-up.
 *
 * @param sorted nanoseconds per operation of each round, the least first
 */
public record Rounds(List<Double> sorted) {
  private static final int LEAST_WARM_UPS = 2;

  /** Keeps a sorted copy. */
  public Rounds {
    sorted = sorted.stream().sorted().toList();
  }

  /**
   * Measures.
   *
   * @param warmUpMillis for how long rounds are not counted
   * @param count of the rounds that are
   * @param round does the operations of a round and returns their number
   */
  public static Rounds measure(long warmUpMillis, int count, LongSupplier round) {
    long warmUpEnds = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(warmUpMillis);
    for (int i = 0; i < LEAST_WARM_UPS || System.nanoTime() - warmUpEnds < 0; i++) {
      var _ = nanos(round);
    }
    List<Double> rounds = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rounds.add(nanos(round));
    }
    return new Rounds(rounds);
  }

  private static double nanos(LongSupplier round) {
    long start = System.nanoTime();
    long operations = round.getAsLong();
    return (double) (System.nanoTime() - start) / operations;
  }

  /** The best round. */
  public double least() {
    return sorted.getFirst();
  }

  /** The round in the middle, or the mean of the two in the middle. */
  public double median() {
    double[] values = sorted.stream().mapToDouble(Double::doubleValue).toArray();
    int middle = values.length / 2;
    return values.length % 2 == 1
        ? values[middle]
        : Arrays.stream(values, middle - 1, middle + 1).sum() / 2;
  }

  /** Waits for the end of a round, not for ever. */
  public static void await(CountDownLatch end) {
    try {
      if (!end.await(120, TimeUnit.SECONDS)) {
        throw new IllegalStateException("a round has not ended within 120 s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
