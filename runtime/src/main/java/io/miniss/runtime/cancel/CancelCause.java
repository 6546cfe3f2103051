package io.miniss.runtime.cancel;

import java.util.Objects;

/** Why something is cancelled. Immutable; for the runtime's own use. */
public sealed interface CancelCause {
  /** What the canceller said. */
  String reason();

  /** What the cancelled task ends with; {@code what} names it in the message. */
  CancelledException exception(String what);

  /**
   * Somebody has cancelled it.
   *
   * @param reason what that one said
   */
  record Request(String reason) implements CancelCause {
    /** Checks the reason. */
    public Request {
      Objects.requireNonNull(reason, "reason");
    }

    @Override
    public CancelledException exception(String what) {
      return new CancelledException(what, reason);
    }
  }

  /**
   * A deadline has passed.
   *
   * @param reason which one
   */
  record Deadline(String reason) implements CancelCause {
    @Override
    public CancelledException exception(String what) {
      return new DeadlineExceededException(what, reason);
    }
  }
}
