package io.miniss.runtime.internal;

import org.jspecify.annotations.Nullable;

/**
 * An action that nobody holds a handle of: it has no id, and its failure goes to the failure handler at
 * once, since nobody can look at it.
 */
final class ExecutedAction extends Task<@Nullable Void> {
  private static final long NO_ID = 0;

  private final int core;

  ExecutedAction(RuntimeState runtime, int core, Runnable action) {
    super(
        runtime,
        null,
        NO_ID,
        null,
        () -> {
          action.run();
          return null;
        });
    this.core = core;
  }

  /** Stores the end of an action that ran before it got this task, and has thrown {@code thrown}, if any. */
  TaskEnd end(@Nullable Throwable thrown, int runningCore) {
    return thrown == null ? runBody(runningCore) : endBy(thrown, runningCore);
  }

  /** What an action is called that was executed on core {@code core}. */
  static String label(int core) {
    return "an action executed on core " + core;
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
    return label(core);
  }

  @Override
  public String toString() {
    return label();
  }
}
