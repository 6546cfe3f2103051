package io.miniss.simulator.strategy;

import io.miniss.simulator.random.SplitMix64;

/**
 * At every point each thread that can run is as likely as any other to be next. Finds shallow bugs
 * fast; a bug that needs one thread to be left alone for long is beyond it.
 */
public record RandomWalk() implements Strategy {
  @Override
  public Chooser start(SplitMix64 random) {
    return candidates -> random.nextInt(candidates.count());
  }

  @Override
  public String toString() {
    return "random";
  }
}
