package io.miniss.scenarios.crossings;

import io.miniss.runtime.future.BrokenPromiseException;
import io.miniss.runtime.future.Future;
import org.jspecify.annotations.Nullable;

/**
 * How a future ended: one of the two is null.
 *
 * @param value its value
 * @param failure its failure
 */
record Outcome(@Nullable Integer value, @Nullable Throwable failure) {
  static Outcome of(int value) {
    return new Outcome(value, null);
  }

  static Outcome failed(Throwable failure) {
    return new Outcome(null, failure);
  }

  /** That of {@code future}, which is done. */
  static Outcome read(Future<Integer> future) {
    return future.isFailed() ? failed(future.failure()) : of(future.getNow());
  }

  boolean isBroken() {
    return failure instanceof BrokenPromiseException;
  }

  /** The same value, or the very same failure. */
  boolean isSameAs(Outcome other) {
    return failure == other.failure
        && (value == null ? other.value == null : value.equals(other.value));
  }
}
