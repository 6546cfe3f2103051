package io.miniss.scenarios.zoo;

import io.miniss.runtime.shared.BoundedQueue;
import io.miniss.runtime.spi.Scheduler;

/** A producer that waits for room in a full queue, and is woken by {@code wake}. */
public final class NotFullWaiter extends BoundedQueue.Waiter {
  private final Runnable wake;

  /** The waiter called {@code name} in traces. */
  public NotFullWaiter(Scheduler scheduler, String name, Runnable wake) {
    super(scheduler, name);
    this.wake = wake;
  }

  @Override
  protected void wakeProducer() {
    wake.run();
  }
}
