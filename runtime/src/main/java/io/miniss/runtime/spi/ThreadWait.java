package io.miniss.runtime.spi;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** What a thread of the JDK waits for. */
final class ThreadWait {
  private ThreadWait() {}

  /** As {@link TraceableThread#waitsFor}. No code of the user runs: the synchronizer is not asked for its text. */
  static @Nullable String of(Thread thread) {
    if (thread.getState() == Thread.State.BLOCKED) {
      return "a monitor";
    }
    Object blocker = LockSupport.getBlocker(thread);
    return blocker == null ? null : blocker.getClass().getName();
  }
}
