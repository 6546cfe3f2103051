package io.miniss.simulator.engine;

import io.miniss.simulator.random.SplitMix64;

/**
 * How far a run is: the steps that it has made, and its virtual time, which is nanoseconds since it began,
 * and the wall clock, which is exact but for the faults that move it. What a thread's own clock reads is
 * said by its {@link ThreadClock}.
 */
final class RunClock {
  /** 2026-01-01T00:00Z. */
  private static final long EPOCH_MILLIS = 1_767_225_600_000L;

  private static final long NANOS_PER_MILLI = 1_000_000;

  private final boolean stepsCostTime;
  private long costState;
  private long now;
  private long steps;
  private long wallClockOffsetMillis;
  private long readings;

  /**
   * The beginning of a run.
   *
   * @param stepsCostTime whether each step costs 50 to 100 virtual nanoseconds, or none
   */
  RunClock(long seed, boolean stepsCostTime) {
    this.stepsCostTime = stepsCostTime;
    this.costState = SplitMix64.stream(seed, "step cost").nextLong();
  }

  /** Interleaving points passed. May be read by any thread, and is then perhaps a little old. */
  long steps() {
    return steps;
  }

  /** Virtual nanoseconds since the run began. */
  long now() {
    return now;
  }

  /** A thread of the run learns something that is not the same at each moment: the time, or a random number. */
  void noteReading() {
    readings++;
  }

  /** How often that was. */
  long readings() {
    return readings;
  }

  /** What the wall clock reads. */
  long epochMillis() {
    return EPOCH_MILLIS + now / NANOS_PER_MILLI + wallClockOffsetMillis;
  }

  /** Counts a step; returns how many there are now. Its time passes with {@link #passStep}. */
  long countStep() {
    return ++steps;
  }

  /** The time of a step passes, {@code factor} times as slowly as usual. */
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
