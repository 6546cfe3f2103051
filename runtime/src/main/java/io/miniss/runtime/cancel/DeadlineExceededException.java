package io.miniss.runtime.cancel;

/**
 * A task was cancelled because a deadline passed: its own ({@code TaskOptions.deadline}) or that of a scope
 * that it belongs to ({@link CancellationScope#cancelAfter}).
 */
public final class DeadlineExceededException extends CancelledException {
  private static final long serialVersionUID = 1;

  /** {@code what} was cancelled because of {@code reason}, which names the deadline. */
  public DeadlineExceededException(String what, String reason) {
    super(what, reason);
  }

  private DeadlineExceededException(DeadlineExceededException kept) {
    super(kept);
  }

  @Override
  public DeadlineExceededException forThisCaller() {
    return new DeadlineExceededException(this);
  }
}
