package io.miniss.runtime.spi;

/**
 * The virtual thread of one fiber. Its continuation is handed to the {@link FiberHost} whenever the
 * fiber may go on, and runs when the host's core calls {@link Scheduler#runFiber}.
 */
public interface FiberThread {
  /** Makes the fiber ready for the first time. Called once, on the host's core. */
  void start();

  /** Parks the calling fiber, which must be this one, until {@link #unpark}; may return early. */
  void park();

  /** Ends a wait of the calling fiber, which must be this one, as {@link Parker#finishWait}. */
  void finishWait();

  /** Lets the fiber go on. Called on the host's core; a permit, as of {@link Parker}. */
  void unpark();

  /** Lets the core run other work; the calling fiber, which must be this one, is ready at once. */
  void yieldNow();

  /** What the fiber is doing now, innermost frame first. */
  StackTraceElement[] stackTrace();
}
