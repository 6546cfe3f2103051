package io.miniss.simulator.strategy;

import io.miniss.simulator.random.SplitMix64;

/**
 * A way to choose interleavings. Immutable and safe for any thread; the state of one run is in its
 * {@link Chooser}.
 */
public interface Strategy {
  /** A chooser for one run. All its randomness is {@code random}. */
  Chooser start(SplitMix64 random);

  /** Name and every parameter, in the form that {@link Strategies#parse} reads. */
  @Override
  String toString();
}
