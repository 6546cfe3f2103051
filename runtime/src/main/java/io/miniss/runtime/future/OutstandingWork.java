package io.miniss.runtime.future;

import io.miniss.runtime.shared.Work;

/** Work that waits for something and that its core breaks if it still waits when the core exits. */
abstract class OutstandingWork extends Work {
  /** Whether it may still run. The home core's, its thread only. */
  boolean waiting;

  /** Whether {@link Outstanding} has it, or had it before it ended its wait. */
  boolean listed;

  /** Ends the wait with {@code failure}. On the home core. */
  abstract void breakWith(Throwable failure);
}
