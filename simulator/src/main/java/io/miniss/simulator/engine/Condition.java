package io.miniss.simulator.engine;

/** Something that must be true: a {@link Check} without words of its own. */
@FunctionalInterface
public interface Condition {
  /** Whether it is; what it throws is the failure, as of a check. */
  boolean holds() throws Exception;

  /** The check that fails where this is false. */
  default Check asCheck() {
    return () -> {
      if (!holds()) {
        throw new AssertionError("does not hold");
      }
    };
  }
}
