package io.miniss.simulator.engine;

import io.miniss.simulator.random.SplitMix64;

/**
 * The virtual time of one run: nanoseconds since it began, and the wall clock, which is exact but for the
 * faults that move it. What a thread's own clock reads is said by its {@link ThreadClock}.
 */
final class VirtualTime {
  /** 2026-01-01T00:00Z. */
  private static final long EPOCH_MILLIS = 1_767_225_600_000L;

  private static final long NANOS_PER_MILLI = 1_000_000;

  private final boolean stepsCostTime;
  private long costState;
  private long now;
  private long wallClockOffsetMillis;

  /**
   * The beginning of a run.
   *
   * @param stepsCostTime whether each step costs 50 to 100 virtual nanoseconds, or none
   */
  VirtualTime(long seed, boolean stepsCostTime) {
    this.stepsCostTime = stepsCostTime;
    this.costState = SplitMix64.stream(seed, "step cost").nextLong();
  }

  long now() {
    return now;
  }

  /** What the wall clock reads. */
  long epochMillis() {
    return EPOCH_MILLIS + now / NANOS_PER_MILLI + wallClockOffsetMillis;
  }

  /** A step is made, {@code factor} times as slowly as usual. */
  void passStep(long factor) {
    if (stepsCostTime) {
      costState = costState * 0x5851F42D4C957F2DL + 0x14057B7EF767814FL; // Knuth's MMIX
      long cost = 50 + (((costState >>> 40) * 51) >>> 24);
      now += cost * factor;
    }
  }

  /** Time jumps ahead by {@code nanos}. */
  void pass(long nanos) {
    now += nanos;
  }

  /** Time jumps ahead to {@code moment}, unless that is over. */
  void passUntil(long moment) {
    now = Math.max(now, moment);
  }

  /** The wall clock jumps, ahead or back. */
  void moveWallClock(long millis) {
    wallClockOffsetMillis += millis;
  }
}
