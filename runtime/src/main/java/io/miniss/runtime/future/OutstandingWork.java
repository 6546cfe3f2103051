package io.miniss.runtime.future;

import io.miniss.runtime.shared.Work;

/** Work that waits for something and that its core breaks if it still waits when the core exits. */
abstract class OutstandingWork extends Work {
  static final byte NONE = 0;
  static final byte RECENT = 1;
  static final byte KEPT = 2;

  /** Whether it may still run. The home core's, its thread only. */
  boolean waiting;

  /** The list of {@link Outstanding} that it is in, or was in before it ended its wait. In a byte: it costs no room. */
  byte list = NONE;

  /** Ends the wait with {@code failure}. On the home core. */
  abstract void breakWith(Throwable failure);
}
