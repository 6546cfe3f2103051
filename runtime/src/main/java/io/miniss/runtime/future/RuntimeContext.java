package io.miniss.runtime.future;

import io.miniss.runtime.shared.Work;
import io.miniss.runtime.spi.Clock;
import io.miniss.runtime.spi.Scheduler;

/** What a future knows of the runtime it belongs to. For the runtime's own use. */
public interface RuntimeContext {
  /** The runtime's scheduler. */
  Scheduler scheduler();

  /** The runtime's clock. */
  Clock clock();

  /** Completes when the runtime has terminated. */
  Completion terminated();

  /**
   * Runs {@code work} on one of the cores, from its loop. Any thread.
   *
   * @return false if the runtime has terminated
   */
  boolean runOnSomeCore(Work work);

  /** Takes a failure that no future can carry. Any thread. */
  void reportFailure(Throwable failure, String where);
}
