package io.miniss.runtime.spi;

/**
 * Blocks and unblocks one thread, with the permit of {@link java.util.concurrent.locks.LockSupport}:
 * an {@link #unpark} before the {@link #park} lets that park return at once, several count as one,
 * and a park may return for no reason, so callers park in a loop around their condition.
 */
public interface Parker {
  /** Blocks the calling thread, which must be the parker's own, until unparked. */
  void park();

  /**
   * Blocks the calling thread, which must be the parker's own, until unparked or until the
   * scheduler's clock reaches {@code deadlineNanos}.
   */
  void parkUntil(long deadlineNanos);

  /**
   * The calling thread, which must be the parker's own, waits for {@code what} until {@link #finishWait}. For
   * reports: changes nothing, and does nothing where nobody reports.
   */
  default void beginWait(Awaited what) {}

  /**
   * The calling thread, which must be the parker's own, has finished its wait: an interrupt that
   * arrived meanwhile, and that the wait ignored, is raised again.
   */
  void finishWait();

  /**
   * Whether the calling thread, which must be the parker's own, has been interrupted, before its wait
   * or since. An interrupt ends a park from the first such question of a wait on, and may end it
   * before. {@link #finishWait} raises the interrupt again, unless {@link #clearInterrupt} comes first.
   */
  boolean isInterrupted();

  /** The calling thread, which must be the parker's own, acts on its interrupt, which is over. */
  void clearInterrupt();

  /** Unblocks the parker's thread, now or at its next park. Any thread may call it. */
  void unpark();
}
