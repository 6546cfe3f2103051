package io.miniss.runtime.internal;

import io.miniss.runtime.shared.BoundedQueue;
import org.jspecify.annotations.Nullable;

/** The queue that a core has taken from without signalling its waiting producers, if any. The core's thread only. */
final class ServedQueue {
  private @Nullable BoundedQueue<?> unsignalled;

  /** Something was taken from {@code queue}. */
  void taken(BoundedQueue<?> queue) {
    if (unsignalled != queue) { // with G1 the store costs a fence
      unsignalled = queue;
    }
  }

  /** Wakes the producers that wait for room. */
  void signal() {
    BoundedQueue<?> served = unsignalled;
    if (served != null) {
      unsignalled = null;
      served.signalNotFull();
    }
  }
}
