package io.miniss.runtime.spi;

/**
 * A thread with a stack of its own that a core runs in pieces, by {@link Scheduler#runFiber}. It runs
 * on the core's own thread, so never at the same time as anything else of that core. Any thread may look at it.
 */
public interface FiberThread extends TraceableThread {
  /**
   * Gives control back to the core until the core runs this fiber again. The calling thread must be
   * this fiber.
   *
   * @return false if the virtual machine could not unmount the fiber, because a native frame or a class
   *     initializer is on its stack; it has not left its core then
   */
  boolean giveBack();

  /**
   * The calling thread, which must be this fiber, waits for {@code what} until {@link #endWait}. For reports:
   * changes nothing, and does nothing where nobody reports.
   */
  default void beginWait(Awaited what) {}

  /** The calling thread, which must be this fiber, has finished its wait. */
  default void endWait() {}

  /**
   * Interrupts the fiber, as {@link Thread#interrupt} does: ends an interruptible wait of the JDK. Called
   * on the fiber's core. A fiber in {@link #giveBack} is not woken.
   */
  void interrupt();

  /** Clears the interrupt flag. The calling thread must be this fiber. */
  void clearInterrupt();

  /**
   * What user code can change in this thread, as it is now. The calling thread must be this fiber, in which no
   * user code has run.
   */
  ThreadAttributes attributes();

  /**
   * Runs the fiber, which has called {@code System.exit}, outside any core, because its core has ended.
   * Called from within {@link FiberHost#resumable}. Does nothing where a process does not end.
   */
  default void goOnOutside() {}
}
