package io.miniss.simulator.weave.hook;

/** What is counted in one run of woven code. Written by one thread at a time; any thread may ask, and may get an older number. */
public final class WovenCounts {
  private long points;
  private long deepPoints;
  private long benignRaces;

  void countPoint() {
    points++;
  }

  void countDeepPoint() {
    deepPoints++;
  }

  void countBenignRace() {
    benignRaces++;
  }

  /** How many points woven code has passed. */
  public long points() {
    return points;
  }

  /** How many of the points were inside {@code java.util.concurrent}. */
  public long deepPoints() {
    return deepPoints;
  }

  /** How many races have been seen that are said to do no harm. */
  public long benignRaces() {
    return benignRaces;
  }
}
