package io.miniss.runtime.cancel;

/** What a call of {@code cancel} achieved. */
public enum CancelOutcome {
  /** This call ended the task before it started; it never runs. */
  CANCELLED,
  /**
   * The task runs and sees its token, or had been told so by an earlier call whose reason stands. It
   * may still complete, fail, or end as cancelled.
   */
  REQUESTED,
  /** The task had ended. */
  TOO_LATE
}
