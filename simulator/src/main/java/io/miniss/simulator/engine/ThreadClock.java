package io.miniss.simulator.engine;

import io.miniss.simulator.fault.Fault;
import io.miniss.simulator.fault.FaultInjector;
import io.miniss.simulator.random.SplitMix64;
import org.jspecify.annotations.Nullable;

/**
 * What one thread's clock reads at a moment of virtual time. The origin is anywhere, as that of {@link
 * System#nanoTime} is, and the same for all threads of a run. By a fault a clock is ahead or behind by a
 * fixed time (skew), or too fast or too slow (drift). No clock ever decreases; those of two threads need
 * not agree then.
 *
 * @param origin what it reads when the run begins, but for the skew
 * @param skewNanos how far it is ahead from the beginning
 * @param driftPpm how much too fast it is, in millionths
 */
record ThreadClock(long origin, long skewNanos, long driftPpm) {
  private static final long MILLION = 1_000_000;

  /** No run lasts as long. */
  private static final long LATEST = Long.MAX_VALUE / 4;

  /** The clocks of one run, drawn when they are first looked at: most short runs look at none. */
  static final class Source {
    private static final long MAX_SKEW_NANOS = 1_000_000;
    private static final long MAX_DRIFT_PPM = 100_000;

    private final long seed;
    private @Nullable ThreadClock exact;
    private final long mostSkewNanos;
    private final long mostDriftPpm;

    Source(long seed, FaultInjector faults) {
      this.seed = seed;
      mostSkewNanos =
          faults.happens(Fault.CLOCK_SKEW)
              ? faults.amount(Fault.CLOCK_SKEW, 100, MAX_SKEW_NANOS)
              : 0;
      mostDriftPpm =
          faults.happens(Fault.CLOCK_DRIFT)
              ? faults.amount(Fault.CLOCK_DRIFT, 10, MAX_DRIFT_PPM)
              : 0;
    }

    /** The clock of a thread. */
    ThreadClock of(int thread) {
      if (mostSkewNanos == 0 && mostDriftPpm == 0) {
        return exact();
      }
      return new ThreadClock(
          exact().origin, draw("skew", thread, mostSkewNanos), draw("drift", thread, mostDriftPpm));
    }

    private long draw(String what, int thread, long max) {
      return SplitMix64.stream(seed, what + " of thread " + thread).nextLong(-max, max + 1);
    }

    /** One that is right. */
    ThreadClock exact() {
      ThreadClock known = exact;
      if (known == null) {
        known = new ThreadClock(SplitMix64.stream(seed, "clock origin").nextLong(), 0, 0);
        exact = known;
      }
      return known;
    }
  }

  /** What it reads at {@code now}. */
  long reading(long now) {
    return origin + now + error(now);
  }

  private long error(long now) {
    return driftPpm == 0
        ? skewNanos
        : skewNanos + now / MILLION * driftPpm + now % MILLION * driftPpm / MILLION;
  }

  /** The first moment at which it reads {@code deadline} or later. */
  long time(long deadline) {
    long sinceOrigin = deadline - origin;
    if (driftPpm == 0) {
      return sinceOrigin - skewNanos;
    }
    long low = 0;
    long high = LATEST;
    while (low < high) {
      long middle = low + (high - low) / 2;
      if (middle + error(middle) >= sinceOrigin) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
