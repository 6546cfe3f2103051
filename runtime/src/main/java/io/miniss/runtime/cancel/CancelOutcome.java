package io.miniss.runtime.cancel;

/** What a call of {@code cancel} achieved. */
public enum CancelOutcome {
  /** This call ended the task before it started; it never runs. */
  CANCELLED,
  /**
   * The task was asked to end, by this call or by an earlier one whose reason stands. If it runs it sees its
   * token; it may still complete, fail, or end as cancelled. If it is queued it never runs: for a task that
   * a core has spawned on itself, another thread cannot know yet which of the two it is.
   */
  REQUESTED,
  /** The task had ended. */
  TOO_LATE
}
