package io.miniss.runtime.task;

import java.util.concurrent.RejectedExecutionException;

/** The runtime did not take a task: it has run no code and leaves nothing behind. */
public final class RejectedTaskException extends RejectedExecutionException {
  private static final long serialVersionUID = 1;

  /** Says which bound was met or which phase the runtime is in. */
  public RejectedTaskException(String message) {
    super(message);
  }
}
