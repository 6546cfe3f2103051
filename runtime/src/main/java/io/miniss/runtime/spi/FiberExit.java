package io.miniss.runtime.spi;

/** How the thread of a fiber left the core that ran it; see {@link Scheduler#runFiber}. */
public enum FiberExit {
  /** It called {@link FiberThread#giveBack} and goes on when the core runs it again. */
  GAVE_BACK,

  /** It offered its turn to others ({@link Thread#yield}) and can go on at once. */
  YIELDED,

  /**
   * It waits for something that the core does not control, such as a lock, a sleep of the JDK or a
   * socket. The scheduler calls {@link FiberHost#resumable} when it may go on.
   */
  BLOCKED,

  /** It has ended. */
  ENDED
}
