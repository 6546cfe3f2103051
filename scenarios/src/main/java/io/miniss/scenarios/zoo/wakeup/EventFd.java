package io.miniss.scenarios.zoo.wakeup;

import io.miniss.runtime.shared.SharedLong;
import io.miniss.runtime.shared.SharedReference;
import io.miniss.runtime.spi.Parker;
import io.miniss.runtime.spi.Scheduler;

/**
 * A count that any thread raises and one thread waits for, as Linux's eventfd: what was written stays
 * until it is read, so a write before the read is not lost.
 */
final class EventFd {
  private final Scheduler scheduler;
  private final SharedLong written;
  private final SharedReference<Parker> reader;
  private long seen;

  /** Nothing written yet. */
  EventFd(Scheduler scheduler, String name) {
    this.scheduler = scheduler;
    written = new SharedLong(scheduler, name);
    reader = new SharedReference<>(scheduler, "reader of " + name, null);
  }

  /** Adds one and ends the reader's wait. Any thread. */
  void write() {
    written.getAndAdd(1);
    Parker waiting = reader.getVolatile();
    if (waiting != null) {
      waiting.unpark();
    }
  }

  /** Waits until something was written since the last read. Always the same thread. */
  void read() {
    if (readNow()) {
      return;
    }
    Parker parker = scheduler.currentParker();
    reader.setVolatile(parker);
    while (!readNow()) {
      parker.park();
    }
  }

  /** Whether something was written since the last read, which it takes. The reader only. */
  boolean readNow() {
    long now = written.getVolatile();
    boolean some = now != seen;
    seen = now;
    return some;
  }
}
