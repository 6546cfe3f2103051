package io.miniss.runtime.spi;

import org.jspecify.annotations.Nullable;

/**
 * What a thread waits for, so that a report can say it. Only a scheduler asks, while no thread of it runs: no
 * method passes an interleaving point, or orders anything.
 */
public interface Awaited {
  /** In words that follow "waits for", for example {@code outcome of task 0-1}. */
  String describe();

  /** Whether {@link #describe} names {@code other}, before which this cannot be. */
  default boolean names(Awaited other) {
    return false;
  }

  /** The only thread that can end the wait, because it holds what is waited for; null if none is known. */
  default @Nullable Thread holder() {
    return null;
  }
}
