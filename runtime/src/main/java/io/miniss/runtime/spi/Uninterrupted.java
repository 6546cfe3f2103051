package io.miniss.runtime.spi;

/** Waits that an interrupt does not end. For real threads; any thread may call it. */
public final class Uninterrupted {
  /** A wait that an interrupt ends, and that can be begun again then. */
  @FunctionalInterface
  public interface Wait {
    /**
     * Returns when what is waited for has happened.
     *
     * @throws InterruptedException if the calling thread was interrupted, before or meanwhile
     */
    void await() throws InterruptedException;
  }

  private Uninterrupted() {}

  /** Waits until {@code wait} returns. A thread that was interrupted has its interrupt flag set afterwards. */
  public static void await(Wait wait) {
    boolean interrupted = false;
    while (true) {
      try {
        wait.await();
        break;
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
