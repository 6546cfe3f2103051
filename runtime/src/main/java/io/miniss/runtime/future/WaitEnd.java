package io.miniss.runtime.future;

/** How the wait of an external thread for a future ended. For the runtime's own use. */
public enum WaitEnd {
  /** The future is done. */
  DONE,
  /** The time limit has passed. */
  TIME_PASSED,
  /** The thread was interrupted; its interrupt is still raised. */
  INTERRUPTED
}
