package io.miniss.runtime.spi;

/**
 * The core's side of a fiber: takes the fiber's continuation whenever it may go on. A continuation
 * is handed over at most once at a time, so a host never holds two for the same fiber.
 */
public interface FiberHost {
  /** Whether the calling thread is the host's core, in its loop or in one of its fibers. */
  boolean isCurrent();

  /** The fiber may go on; called on the host's core. */
  void resumeHere(Runnable continuation);

  /**
   * The fiber may go on; called on any other thread, for example one that released a {@link
   * java.util.concurrent.locks.Lock} the fiber was waiting for.
   */
  void resumeFromElsewhere(Runnable continuation);
}
