package io.miniss.scenarios.zoo;

import io.miniss.runtime.shared.SharedReference;
import io.miniss.runtime.spi.Parker;
import io.miniss.runtime.spi.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * An answer that one thread, the one that creates it, waits for.
 *
 * @param <V> what is answered
 */
public final class Reply<V> {
  private final Parker waiter;
  private final SharedReference<V> value;

  /** A reply that is not there yet, called {@code name} in traces. */
  public Reply(Scheduler scheduler, String name) {
    waiter = scheduler.currentParker();
    value = new SharedReference<>(scheduler, name, null);
  }

  /** Answers, once. Any thread. */
  public void set(V answer) {
    if (!value.compareAndSet(null, answer)) {
      throw new AssertionError("there is one answer: " + value + " is " + value.getAcquire());
    }
    waiter.unpark();
  }

  /** Waits for the answer. The thread that created this. */
  public V await() {
    while (true) {
      @Nullable V answer = value.getVolatile();
      if (answer != null) {
        return answer;
      }
      waiter.park();
    }
  }
}
