package io.miniss.runtime.future;

/** A future that nobody will complete any more, because its runtime has shut down. */
public final class BrokenPromiseException extends IllegalStateException implements CopiedOnThrow {
  private static final long serialVersionUID = 1;

  /** Says who would have completed the future and why it will not. */
  public BrokenPromiseException(String message) {
    super(message);
  }

  private BrokenPromiseException(BrokenPromiseException kept) {
    super(kept.getMessage(), kept);
  }

  @Override
  public BrokenPromiseException forThisCaller() {
    return new BrokenPromiseException(this);
  }
}
