package io.miniss.benchmarks;

/**
 * Counts what one of several threads does. It changes with each message, so it has cache lines of its own: in a field of
 * an object that the other threads read, it would take that object's line away from them each time.
 */
final class Counter {
  private static final int MIDDLE = 32;

  /** The element in the middle is the counter; the others are padding. */
  private final int[] counts = new int[2 * MIDDLE];

  int increment() {
    return ++counts[MIDDLE];
  }

  int decrement() {
    return --counts[MIDDLE];
  }

  void set(int count) {
    counts[MIDDLE] = count;
  }
}
