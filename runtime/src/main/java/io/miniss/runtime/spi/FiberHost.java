package io.miniss.runtime.spi;

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
}
