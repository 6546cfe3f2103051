package io.miniss.scenarios.zoo.shutdown;

import io.miniss.runtime.shared.SharedFlag;
import io.miniss.runtime.shared.SharedReference;
import io.miniss.runtime.spi.Parker;
import io.miniss.runtime.spi.Scheduler;
import org.jspecify.annotations.Nullable;

/** Something that happens once, and that one thread may wait for. */
final class Signal {
  private final Scheduler scheduler;
  private final SharedFlag given;
  private final SharedReference<@Nullable Parker> waiter;

  Signal(Scheduler scheduler, String name) {
    this.scheduler = scheduler;
    given = new SharedFlag(scheduler, name);
    waiter = new SharedReference<>(scheduler, "waiter for " + name, null);
  }

  /** Gives the signal; false if it was given before. */
  boolean give() {
    if (!given.compareAndSet(false, true)) {
      return false;
    }
    Parker parker = waiter.getVolatile();
    if (parker != null) {
      parker.unpark();
    }
    return true;
  }

  /** Waits for it; one thread. */
  void await() {
    Parker me = scheduler.currentParker();
    waiter.setVolatile(me);
    while (!given.getVolatile()) {
      me.park();
    }
  }
}
