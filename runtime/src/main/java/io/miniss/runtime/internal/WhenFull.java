package io.miniss.runtime.internal;

/** What a submission does if the queue that it is for is full. */
enum WhenFull {
  /**
   * An external thread waits for room up to the spawn limit; a core does not wait. Without room the task
   * is rejected by an exception.
   */
  WAIT_OR_REJECT,

  /** The submission returns at once and says that there was no room. */
  RETURN
}
