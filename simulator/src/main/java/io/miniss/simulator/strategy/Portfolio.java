package io.miniss.simulator.strategy;

import io.miniss.simulator.random.SplitMix64;
import java.util.List;

/**
 * Another strategy for each seed: a quarter of them each {@link Pos}, {@link Pct} with a depth of {@value #MIN_DEPTH} to
 * {@value #MAX_DEPTH}, and {@link Surw} with an interest in one location, which takes each thread to access that as often as
 * any other; an eighth each {@link RandomWalk} and {@link Surw} with an interest in all locations. Each finds bugs that another
 * needs far more runs for; over a campaign this finds them all.
 *
 * <p>PCT is told of a run of 2, 4, 8 or more steps up to {@code steps}, each as likely: where a bug is
 * near the beginning, its changes fall there far more often, and where it is not, it takes only as
 * many times the runs as there are such numbers.
 *
 * @param steps how long a run is expected to be, for those who ask
 * @param events how many accesses each thread makes, as {@link Surw} takes it; if empty, a guess
 * @param shared words for locations that threads share, of which one is interesting; if empty, one of the first
 *     locations is
 */
public record Portfolio(int steps, List<Integer> events, List<String> shared)
    implements Strategy {
  private static final int MIN_DEPTH = 2;
  private static final int MAX_DEPTH = 4;
  private static final int LOCATIONS = 8;

  /** A guess: that many threads share the steps of a run. */
  private static final int THREADS = 4;

  /** Checks the number. */
  public Portfolio {
    if (steps < 1) {
      throw new IllegalArgumentException("portfolio needs at least 1 step: " + steps);
    }
    events = List.copyOf(events);
    if (events.stream().anyMatch(number -> number < 1)) {
      throw new IllegalArgumentException(
          "portfolio needs numbers of events of at least 1: " + events);
    }
    shared = List.copyOf(shared);
    for (String word : shared) {
      Selection.requireWord(word);
    }
  }

  /** One that knows nothing of locations. */
  public Portfolio(int steps, List<Integer> events) {
    this(steps, events, List.of());
  }

  /** One that has to guess how many accesses each thread makes. */
  public Portfolio(int steps) {
    this(steps, List.of());
  }

  @Override
  public Chooser start(SplitMix64 random) {
    return draw(random).start(random);
  }

  /** The strategy of the next seed. */
  Strategy draw(SplitMix64 random) {
    List<Integer> expected =
        events.isEmpty() ? List.of(Math.max(1, steps / THREADS)) : events;
    return switch (random.nextInt(8)) {
      case 0 -> new RandomWalk();
      case 1 -> Surw.uniform(expected);
      case 2, 3 -> new Pos();
      case 4, 5 -> new Pct(depth(random), length(random));
      default -> shared.isEmpty()
          ? new Surw(expected, List.of(), LOCATIONS)
          : new Surw(List.of(1), List.of(shared.get(random.nextInt(shared.size()))), 0);
    };
  }

  private static int depth(SplitMix64 random) {
    return MIN_DEPTH + random.nextInt(MAX_DEPTH - MIN_DEPTH + 1);
  }

  private int length(SplitMix64 random) {
    int scales = Math.max(1, Integer.SIZE - 1 - Integer.numberOfLeadingZeros(steps));
    return 2 << random.nextInt(scales);
  }

  @Override
  public String toString() {
    return "portfolio(steps=" + steps
        + (events.isEmpty() ? "" : ",events=" + Surw.join(events))
        + (shared.isEmpty() ? "" : ",shared=" + Surw.join(shared)) + ")";
  }
}
