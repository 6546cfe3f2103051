package io.miniss.simulator.strategy;

import io.miniss.simulator.random.SplitMix64;
import java.util.List;

/**
 * Another strategy for each seed: a quarter of them each {@link RandomWalk}, {@link Pos}, {@link Pct}
 * with a depth of 1 to {@value #MOST_DEPTH}, and {@link Surw}, of which every second is interested in
 * one location only. Each finds bugs that another needs far more runs for; over a campaign this finds
 * them all.
 *
 * @param steps how long a run is expected to be, for those who ask
 */
public record Portfolio(int steps) implements Strategy {
  private static final int MOST_DEPTH = 5;
  private static final int LOCATIONS = 8;

  /** A guess: that many threads share the steps of a run. */
  private static final int THREADS = 4;

  /** Checks the number. */
  public Portfolio {
    if (steps < 1) {
      throw new IllegalArgumentException("portfolio needs at least 1 step: " + steps);
    }
  }

  @Override
  public Chooser start(SplitMix64 random) {
    return draw(random).start(random);
  }

  private Strategy draw(SplitMix64 random) {
    List<Integer> events = List.of(Math.max(1, steps / THREADS));
    return switch (random.nextInt(8)) {
      case 0, 1 -> new RandomWalk();
      case 2, 3 -> new Pos();
      case 4, 5 -> new Pct(1 + random.nextInt(MOST_DEPTH), steps);
      case 6 -> Surw.uniform(events);
      default -> new Surw(events, List.of(), LOCATIONS);
    };
  }

  @Override
  public String toString() {
    return "portfolio(steps=" + steps + ")";
  }
}
