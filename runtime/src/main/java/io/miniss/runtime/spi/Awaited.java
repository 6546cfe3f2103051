package io.miniss.runtime.spi;

import org.jspecify.annotations.Nullable;

/**
 * What a thread waits for, so that a report can say it. Only a scheduler asks, while no thread of it runs: no
 * method passes an interleaving point, or orders anything.
 */
public interface Awaited {
  /** In words that follow "waits for", for example {@code outcome of task 0-1}. */
  String describe();

  /** The thread that holds it, so that no other one can end the wait; null if there is none, or nobody knows. */
  default @Nullable Thread holder() {
    return null;
  }
}
