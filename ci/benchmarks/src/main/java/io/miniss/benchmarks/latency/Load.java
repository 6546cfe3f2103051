package io.miniss.benchmarks.latency;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** Sends requests to one pipeline and takes the times. Used by the generator's thread; the workers end requests. */
final class Load {
  private static final int DIGITS = 3;
  private static final long LONGEST_SECONDS = 600;
  private static final long DRAIN_SECONDS = 60;

  private final Pipeline pipeline;
  private final int tokens;
  private final Recorder recorder =
      new Recorder(1, TimeUnit.SECONDS.toNanos(LONGEST_SECONDS), DIGITS);
  private final AtomicLong ended = new AtomicLong();
  private long submitted;

  Load(Pipeline pipeline, int tokens) {
    this.pipeline = pipeline;
    this.tokens = tokens;
  }

  /** The work of a stage, in units of {@code Blackhole.consumeCPU}. */
  int tokens() {
    return tokens;
  }

  /** A request has ended that was to start at {@code intendedNanos}; any worker. */
  void ended(long intendedNanos) {
    recorder.recordValue(Math.max(0, System.nanoTime() - intendedNanos));
    ended.getAndIncrement();
  }

  /** How many requests a second end while {@code window} are always outstanding. */
  double closedLoop(int window, double seconds) {
    long before = ended.get();
    long start = System.nanoTime();
    long length = (long) (seconds * TimeUnit.SECONDS.toNanos(1));
    while (System.nanoTime() - start < length) {
      if (submitted - ended.get() < window) {
        submit(System.nanoTime());
      } else {
        Thread.onSpinWait();
      }
    }
    double perSecond =
        (ended.get() - before) * 1e9 / Math.max(1, System.nanoTime() - start);
    drain();
    return perSecond;
  }

  /**
   * The latencies of requests that start by a schedule, whatever has become of those before: each counts from when it
   * was to start, so that a pause costs all requests that were to start in it.
   */
  Histogram openLoop(long seed, double perSecond, double seconds) {
    recorder.reset();
    Schedule schedule = new Schedule(seed, perSecond);
    long start = System.nanoTime();
    long length = (long) (seconds * TimeUnit.SECONDS.toNanos(1));
    for (long next = schedule.next(); next < length; next = schedule.next()) {
      long intended = start + next;
      while (System.nanoTime() - intended < 0) {
        Thread.onSpinWait();
      }
      submit(intended);
    }
    drain();
    return recorder.getIntervalHistogram();
  }

  private void submit(long intendedNanos) {
    submitted++;
    pipeline.submit(new Request(intendedNanos, this));
  }

  /** Waits for the end of all requests: fails if one is lost. */
  private void drain() {
    long start = System.nanoTime();
    while (ended.get() < submitted) {
      if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(DRAIN_SECONDS)) {
        throw new IllegalStateException(
            submitted - ended.get() + " of " + submitted + " requests have not ended within "
                + DRAIN_SECONDS + " s after the last was sent");
      }
      Thread.onSpinWait();
    }
  }
}
