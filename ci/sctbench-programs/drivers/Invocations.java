package org.jetbrains.lincheck.sctbench; // Lincheck does not interleave what is in its own packages

/** The invocations of one campaign of Lincheck: how many, when the first one failed, and whether the time is up. */
public final class Invocations {
  private static long start;
  private static long nanos;
  private static long count;
  private static boolean isTimeUp;
  private static boolean isThrown;
  private static long countWhenThrown;
  private static double secondsWhenThrown;
  private static volatile boolean isUncaught;

  private Invocations() {}

  /** Begins a campaign of at most so many seconds. */
  public static void begin(long seconds) {
    start = System.nanoTime();
    nanos = seconds * 1_000_000_000L;
    count = 0;
    isTimeUp = false;
    isThrown = false;
    Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> isUncaught = true);
  }

  /** Begins an invocation. What it throws when the time is up ends the campaign. */
  public static void next() {
    if (!isThrown && (isTimeUp || System.nanoTime() - start >= nanos)) {
      isTimeUp = true;
      throw new IllegalStateException("the time is up");
    }
    count++;
    isUncaught = false;
  }

  /**
   * Ends an invocation; returns whether another thread of the program has thrown, which Lincheck itself does not look at.
   */
  public static boolean end() {
    if (isUncaught) {
      fail();
    }
    return isUncaught;
  }

  /** The program has failed. Lincheck runs the invocation again to explain it; that does not count. */
  public static void fail() {
    if (!isThrown) {
      isThrown = true;
      countWhenThrown = count;
      secondsWhenThrown = (System.nanoTime() - start) / 1e9;
    }
  }

  /** How many there were, up to the first in which a thread has thrown. */
  public static long count() {
    return isThrown ? countWhenThrown : count;
  }

  /** Whether a thread of the program has thrown in one. */
  public static boolean isThrown() {
    return isThrown;
  }

  /** Whether the campaign has ended because its time was up. */
  public static boolean isTimeUp() {
    return isTimeUp;
  }

  /** How long the campaign has taken, up to the first invocation in which a thread has thrown. */
  public static double seconds() {
    return isThrown ? secondsWhenThrown : (System.nanoTime() - start) / 1e9;
  }
}
