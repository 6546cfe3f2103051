package io.miniss.runtime.spi;

import io.miniss.runtime.machine.Pinning;

/** The thread of one core, as its scheduler started it. Any thread may call every method. */
public interface CoreThread extends TraceableThread {
  /** Where this thread really runs; known once {@link Scheduler#startCore} has returned. */
  Pinning pinning();

  /**
   * Blocks the calling thread until this thread has ended or the clock reaches {@code
   * deadlineNanos}; returns whether it has ended. Called on this very thread it returns false at once.
   */
  boolean awaitExit(long deadlineNanos);
}
