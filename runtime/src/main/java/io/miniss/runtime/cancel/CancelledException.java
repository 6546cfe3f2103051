package io.miniss.runtime.cancel;

import io.miniss.runtime.future.CopiedOnThrow;
import java.util.concurrent.CancellationException;

/**
 * A task was cancelled; {@link #reason} is what the canceller said. If a deadline has cancelled it, the
 * exception is a {@link DeadlineExceededException}.
 */
public sealed class CancelledException extends CancellationException implements CopiedOnThrow
    permits DeadlineExceededException {
  private static final long serialVersionUID = 1;

  private final String reason;

  /** {@code what} was cancelled because of {@code reason}. */
  public CancelledException(String what, String reason) {
    super(what + " was cancelled: " + reason);
    this.reason = reason;
  }

  /** What the canceller said. */
  public final String reason() {
    return reason;
  }

  /** A copy for one more caller, with {@code kept} as its cause. */
  CancelledException(CancelledException kept) {
    super(kept.getMessage());
    this.reason = kept.reason;
    initCause(kept);
  }

  @Override
  public CancelledException forThisCaller() {
    return new CancelledException(this);
  }
}
