package io.miniss.runtime.spi;

import org.jspecify.annotations.Nullable;

/**
 * What the calling thread is to the runtime: a reference per thread, for the runtime's own use. The
 * threads that the system scheduler starts for cores hold it in a field, because the runtime asks
 * several times for each continuation; all others (fibers, simulated threads, threads outside) in a
 * {@link ThreadLocal}. Each thread sees and sets its own only.
 */
public final class CoreSlot {
  private static final ThreadLocal<@Nullable Object> ELSEWHERE = new ThreadLocal<>();

  private CoreSlot() {}

  /** What the calling thread has set, or null. */
  public static @Nullable Object get() {
    return Thread.currentThread() instanceof Holder holder ? holder.slot : ELSEWHERE.get();
  }

  /** Sets it for the calling thread; null clears it. */
  public static void set(@Nullable Object value) {
    if (Thread.currentThread() instanceof Holder holder) {
      holder.slot = value;
    } else if (value == null) {
      ELSEWHERE.remove();
    } else {
      ELSEWHERE.set(value);
    }
  }

  /** A platform thread that holds its slot in a field, not started. */
  static Thread newThread(String name, Runnable body) {
    return new Holder(name, body);
  }

  private static final class Holder extends Thread {
    private @Nullable Object slot;

    Holder(String name, Runnable body) {
      super(null, body, name);
      setDaemon(false);
    }
  }
}
