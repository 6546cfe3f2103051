package io.miniss.runtime.cancel;

/**
 * What a running task sees of its own cancellation. Any thread may look. Cancellation is
 * cooperative: a task that never looks and never awaits runs to its end.
 */
public interface CancellationToken {
  /** Whether the task has been asked to end. Once true, it stays true. */
  boolean isCancelled();

  /**
   * Ends the task if it has been asked to end.
   *
   * @throws CancelledException with the reason
   */
  void throwIfCancelled();
}
