package io.miniss.runtime.future;

import org.jspecify.annotations.Nullable;

/**
 * A continuation of the runtime's own: runs no user code. With a home it runs on that core; without,
 * in the call that completes the future, whichever thread that is.
 */
public abstract class Listener extends Continuation {
  /** A listener of {@code home}, or of the completing call. */
  protected Listener(@Nullable HomeCore home) {
    super(home);
  }

  /** The future has completed. Also called when the home core terminates before. */
  protected abstract void completed();

  @Override
  final void fire(Object result) {
    if (!retired) {
      completed();
    }
  }

  @Override
  public final boolean runsUserCode() {
    return false;
  }

  @Override
  final boolean runsInCompletingCall() {
    return home == null;
  }
}
