package io.miniss.benchmarks.scaling;

import io.miniss.benchmarks.TokenRing;
import io.miniss.runtime.MultiCoreRuntime;

/** So many messages are under way between two cores; each that arrives goes back. */
final class QueuedMessages implements Subject {
  private static final int OPERATIONS = 1 << 19;
  private static final int MOST_HOPS = 1 << 15;
  private static final int DEFAULT_CAPACITY = 1 << 16;

  private final MultiCoreRuntime runtime;
  private final TokenRing ring;

  QueuedMessages(int size) {
    int capacity = Math.max(DEFAULT_CAPACITY, 2 * size);
    runtime =
        MultiCoreRuntime.builder()
            .cores(2)
            .mailboxCapacity(capacity)
            .readyCapacity(capacity)
            .start();
    ring = new TokenRing(runtime, size, Math.clamp(OPERATIONS / size, 2, MOST_HOPS));
  }

  @Override
  public long round() {
    return ring.round();
  }

  @Override
  public void close() {
    runtime.close();
  }
}
