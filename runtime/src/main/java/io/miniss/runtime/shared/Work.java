package io.miniss.runtime.shared;

import org.jspecify.annotations.Nullable;

/**
 * Something a core runs. Queues link it through {@link #next}, so putting it in a queue allocates
 * nothing and cannot fail; in exchange it is in one such queue at a time. Whoever holds it owns the
 * link.
 */
public abstract class Work {
  /** The link, for the queue that holds this work. */
  public @Nullable Work next;

  /** Does the work, on the core that took it from a queue. */
  public abstract void run();

  /**
   * Whether {@link #run} may call code of the user, or anything else that may wait. What does not can run
   * anywhere on the core.
   */
  public boolean runsUserCode() {
    return true;
  }
}
