package io.miniss.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.infra.Blackhole;

/** How much work fits in a time. */
public final class Calibration {
  private static final int SAMPLE = 10_000;
  private static final long MILLIS = 500;

  private Calibration() {}

  /** How many units of {@link Blackhole#consumeCPU} take {@code nanos}, as fast as this machine can. */
  public static int tokensFor(long nanos) {
    double least = Double.MAX_VALUE;
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(MILLIS);
    while (System.nanoTime() - end < 0) {
      long start = System.nanoTime();
      Blackhole.consumeCPU(SAMPLE);
      least = Math.min(least, (double) (System.nanoTime() - start));
    }
    return (int) Math.max(1, Math.round(nanos * SAMPLE / least));
  }
}
