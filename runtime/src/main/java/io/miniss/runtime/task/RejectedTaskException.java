package io.miniss.runtime.task;

import io.miniss.runtime.future.CopiedOnThrow;
import java.util.concurrent.RejectedExecutionException;

/** The runtime did not take a task: it has run no code and leaves nothing behind. */
public final class RejectedTaskException extends RejectedExecutionException
    implements CopiedOnThrow {
  private static final long serialVersionUID = 1;

  /** Says which bound was met or which phase the runtime is in. */
  public RejectedTaskException(String message) {
    super(message);
  }

  private RejectedTaskException(RejectedTaskException kept) {
    super(kept.getMessage(), kept);
  }

  @Override
  public RejectedTaskException forThisCaller() {
    return new RejectedTaskException(this);
  }
}
