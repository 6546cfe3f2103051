package io.miniss.runtime.spi;

/**
 * What a thread is about to do at an interleaving point. Two accesses conflict when they are to the
 * same {@link SharedLocation} and at least one of them is not a {@link #READ}.
 */
public enum Access {
  /** Looks at shared state and leaves it as it is. */
  READ,
  /** Overwrites shared state without looking. */
  WRITE,
  /** Looks and changes in one atomic step: compare-and-set, fetch-and-add, offer, poll. */
  UPDATE;

  /** Whether the access may change the location. */
  public boolean writes() {
    return this != READ;
  }
}
