package io.miniss.runtime.spi;

import org.jspecify.annotations.Nullable;

/** The core's side of a {@link FiberThread}. */
public interface FiberHost {
  /** What the fiber does: it ends when this returns. Called on the fiber's own thread. */
  void body();

  /**
   * The fiber has left its core as {@link FiberExit#BLOCKED} and may go on: the core should run it
   * again. Any thread may call this, for example the one that released a lock that the fiber waits
   * for, also before {@link Scheduler#runFiber} has returned, and also when the fiber is not blocked;
   * a host ignores calls that it has no use for. Must not block.
   */
  void resumable();

  /**
   * What runs in the fiber, in words, for example {@code task 0-1}; null if the host does not say. For reports:
   * only a scheduler asks, while nothing of it runs, and no interleaving point is passed.
   */
  default @Nullable String describe() {
    return null;
  }

  /** Whether the fiber can go on as soon as its core takes it. Asked as {@link #describe} is. */
  default boolean isReady() {
    return false;
  }

  /**
   * The end of what runs in the fiber, if {@code what} is that, or is derived from it and so cannot come before; else
   * null. Asked as {@link #describe} is.
   */
  default @Nullable Awaited endBefore(Awaited what) {
    return null;
  }
}
