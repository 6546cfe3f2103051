package io.miniss.simulator.random;

import java.util.random.RandomGenerator;

/**
 * SplitMix64 [1]: the same numbers from the same seed in any JVM of any version, and a state of one
 * long. One thread at a time.
 *
 * <p>[1] G. L. Steele, D. Lea, C. H. Flood: Fast splittable pseudorandom number generators, OOPSLA
 * 2014.
 */
public final class SplitMix64 implements RandomGenerator {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private long state;

  /** The stream of {@code seed}. */
  public SplitMix64(long seed) {
    state = seed;
  }

  /**
   * The stream for one purpose in the run of {@code seed}. Streams of different names are unrelated,
   * so a draw added to one never shifts another.
   */
  public static SplitMix64 stream(long seed, String name) {
    long mixed = mix(seed + GOLDEN_GAMMA);
    for (int i = 0; i < name.length(); i++) {
      mixed = mix(mixed ^ (name.charAt(i) + GOLDEN_GAMMA * (i + 1)));
    }
    return new SplitMix64(mixed);
  }

  @Override
  public long nextLong() {
    state += GOLDEN_GAMMA;
    return mix(state);
  }

  /** Uniform in [0, bound), up to a bias of bound / 2^32 (Lemire's multiplication, no rejection). */
  @Override
  public int nextInt(int bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException("a bound is positive: " + bound);
    }
    return (int) (((nextLong() >>> 32) * bound) >>> 32);
  }

  /** The finalizer: every bit of the argument changes about half the bits of the result. */
  public static long mix(long bits) {
    long z = bits;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
