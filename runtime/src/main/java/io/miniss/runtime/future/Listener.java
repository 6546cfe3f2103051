package io.miniss.runtime.future;

import org.jspecify.annotations.Nullable;

/**
 * A continuation of the runtime's own: runs no user code, and completes no future, since it runs in the call
 * that completes this one. With a home it runs on that core: in that call if it is made there, else from
 * the core's loop.
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
  final boolean runsInCompletingCall(@Nullable HomeCore here) {
    return home == null || home == here;
  }
}
