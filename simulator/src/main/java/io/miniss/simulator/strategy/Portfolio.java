package io.miniss.simulator.strategy;

import io.miniss.simulator.random.SplitMix64;
import java.util.List;

/**
 * Another strategy for each seed: a quarter of them each {@link Pos}, {@link Pct} with a depth of {@value #MIN_DEPTH} to
 * {@value #MAX_DEPTH}, and {@link Surw} with an interest in one location; an eighth each {@link RandomWalk} and {@link Surw} with
 * an interest in all locations. Each finds bugs that another needs far more runs for; over a campaign this finds them
 * all. With {@value #MANY_THREADS} threads or more the interest in one location has half of the seeds, and each of the
 * others an eighth: priorities of threads hardly ever come to the order that is needed, and orders of all accesses are
 * too many.
 *
 * <p>PCT is told of a run of 2, 4, 8 or more steps up to {@code steps}, each as likely: where a bug is
 * near the beginning, its changes fall there far more often, and where it is not, it takes only as
 * many times the runs as there are such numbers.
 *
 * @param steps how long a run is expected to be, for those who ask
 * @param events how many accesses each thread makes, as {@link Surw} takes it; if empty, a guess
 * @param shared locations that threads share, of which one is interesting; if empty, one of the first locations is
 */
public record Portfolio(int steps, List<Integer> events, List<Interest> shared)
    implements Strategy {
  /** A program that has numbers of events for so many threads, or for more, has many. */
  public static final int MANY_THREADS = 16;

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
    boolean many = events.size() >= MANY_THREADS;
    int ticket = random.nextInt(8);
    return switch (ticket) {
      case 0 -> new RandomWalk();
      case 1 -> Surw.uniform(expected);
      case 2, 3 -> many && ticket == 3 ? selective(random, expected) : new Pos();
      case 4, 5 ->
        many && ticket == 5
            ? selective(random, expected)
            : new Pct(depth(random), length(random));
      default -> selective(random, expected);
    };
  }

  private Surw selective(SplitMix64 random, List<Integer> expected) {
    return shared.isEmpty()
        ? new Surw(expected, List.of(), LOCATIONS)
        : shared.get(random.nextInt(shared.size())).walk();
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
