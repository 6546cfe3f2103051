package io.miniss.runtime.task;

/** Where a task stands. The last three are ends: a task reaches exactly one and stays there. */
public enum TaskState {
  /** Accepted, not started. */
  QUEUED,
  /** Started, not ended; a parked fiber is running in this sense. */
  RUNNING,
  /** Ended with a value. */
  COMPLETED,
  /** Ended with a {@link TaskFailure}. */
  FAILED,
  /** Never started, or ended by heeding its cancellation. */
  CANCELLED;

  /** Whether it is one of the three ends. */
  public boolean isEnd() {
    return this == COMPLETED || this == FAILED || this == CANCELLED;
  }
}
