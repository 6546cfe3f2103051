package io.miniss.runtime.internal;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * An action that nobody holds a handle of: it has no id, and its failure goes to the failure handler at
 * once, since nobody can look at it.
 */
final class ExecutedAction extends Task<@Nullable Void> {
  private static final long NO_ID = 0;

  private final int core;

  ExecutedAction(RuntimeState runtime, int core, Callable<@Nullable Void> action) {
    super(runtime, NO_ID, null, action);
    this.core = core;
  }

  @Override
  Throwable failureOf(Throwable thrown, int runningCore) {
    return thrown;
  }

  @Override
  boolean isFireAndForget() {
    return true;
  }

  @Override
  String label() {
    return "an action executed on core " + core;
  }

  @Override
  public String toString() {
    return label();
  }
}
