package io.miniss.runtime.spi;

import org.jspecify.annotations.Nullable;

/**
 * What the calling thread is to the runtime: a reference per thread, for the runtime's own use. The
 * threads that the system scheduler starts for cores hold it in a field, because the runtime asks
 * several times for each continuation. Virtual threads that such a thread carries share it: they are
 * that core's fibers and loop threads. All other threads hold it in a {@link ThreadLocal}.
 */
public final class CoreSlot {
  private static final ThreadLocal<@Nullable Object> ELSEWHERE = new ThreadLocal<>();

  private CoreSlot() {}

  /** What the calling thread has set, or null. */
  public static @Nullable Object get() {
    return VirtualThreads.currentCarrier() instanceof Holder holder
        ? holder.slot
        : ELSEWHERE.get();
  }

  /** Sets it for the calling thread; null clears it. */
  public static void set(@Nullable Object value) {
    if (VirtualThreads.currentCarrier() instanceof Holder holder) {
      if (holder.slot != value) { // each fiber sets it, and with G1 the store costs a fence
        holder.slot = value;
      }
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

  /** Undoes what user code has changed in the calling thread, if {@link #newThread} made it. */
  static void restoreAttributes() {
    if (Thread.currentThread() instanceof Holder holder) {
      holder.attributes.restore();
    }
  }

  private static final class Holder extends Thread {
    final ThreadAttributes attributes;
    private @Nullable Object slot;

    Holder(String name, Runnable body) {
      super(null, body, name);
      setDaemon(true); // what keeps the process alive is the watch
      attributes = ThreadAttributes.of(this);
    }
  }
}
