package io.miniss.scenarios.zoo;

import io.miniss.runtime.shared.SharedFlag;
import io.miniss.runtime.spi.Scheduler;

/** A lock for exhibits of runtimes that have one; not reentrant. */
public final class SpinLock {
  private final Scheduler scheduler;
  private final SharedFlag held;

  /** A lock that nobody holds, called {@code name} in traces. */
  public SpinLock(Scheduler scheduler, String name) {
    this.scheduler = scheduler;
    held = new SharedFlag(scheduler, name);
  }

  /** Waits until the lock is the caller's. */
  public void lock() {
    while (!held.compareAndSet(false, true)) {
      scheduler.spinning();
    }
  }

  /** Gives it back. */
  public void unlock() {
    held.setVolatile(false);
  }
}
