package io.miniss.benchmarks.latency;

import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * When requests are to start: independent of each other, so many a second on average (a Poisson process). The same seed
 * is the same schedule. One thread only.
 */
final class Schedule {
  private final RandomGenerator random;
  private final double meanGapNanos;
  private double nanos;

  /** A schedule of {@code perSecond} requests. */
  Schedule(long seed, double perSecond) {
    random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    meanGapNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
  }

  /** When the next request starts, in nanoseconds after the first one could have. */
  long next() {
    nanos += -Math.log(1 - random.nextDouble()) * meanGapNanos;
    return (long) nanos;
  }
}
