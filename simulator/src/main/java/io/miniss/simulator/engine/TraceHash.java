package io.miniss.simulator.engine;

import io.miniss.runtime.spi.Access;
import io.miniss.runtime.spi.SharedLocation;
import io.miniss.simulator.random.SplitMix64;

/** A fingerprint of one run: every point that a thread passed, in order. Equal for equal runs. */
final class TraceHash {
  private long hash;

  TraceHash(long seed) {
    hash = SplitMix64.mix(seed);
  }

  /** {@code thread} does {@code access} to {@code location}. */
  void mixIn(int thread, Access access, SharedLocation location) {
    mixIn(((long) location.locationId() << 20) | ((long) thread << 2) | code(access));
  }

  /** {@code thread} spins. */
  void mixIn(int thread) {
    mixIn((long) thread << 2);
  }

  private static int code(Access access) {
    return switch (access) {
      case READ -> 1;
      case WRITE -> 2;
      case UPDATE -> 3;
    };
  }

  private void mixIn(long event) {
    long mixed = (hash ^ event) * 0x9E3779B97F4A7C15L;
    hash = mixed ^ (mixed >>> 29);
  }

  /**
   * That of the run so far, which has taken {@code steps} steps and {@code nanos} of virtual time. Mixed in one after the
   * other, as differences in both could cancel each other out.
   */
  long after(long steps, long nanos) {
    return SplitMix64.mix(SplitMix64.mix(hash ^ steps) ^ nanos);
  }
}
