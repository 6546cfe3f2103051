package io.miniss.simulator.strategy;

import io.miniss.simulator.random.SplitMix64;

/**
 * Another strategy for each seed: half of them {@link RandomWalk}, half {@link Pct} with a depth of 1
 * to 5. Each finds bugs that the other needs far more runs for; over a campaign this finds both.
 *
 * @param steps how long a run is expected to be, for PCT
 */
public record Portfolio(int steps) implements Strategy {
  private static final int MOST_DEPTH = 5;

  /** Checks the number. */
  public Portfolio {
    if (steps < 1) {
      throw new IllegalArgumentException("portfolio needs at least 1 step: " + steps);
    }
  }

  @Override
  public Chooser start(SplitMix64 random) {
    Strategy drawn =
        random.nextInt(2) == 0
            ? new RandomWalk()
            : new Pct(1 + random.nextInt(MOST_DEPTH), steps);
    return drawn.start(random);
  }

  @Override
  public String toString() {
    return "portfolio(steps=" + steps + ")";
  }
}
