package io.miniss.benchmarks.scaling;

import io.miniss.benchmarks.TokenRing;
import io.miniss.runtime.MultiCoreRuntime;

/** So many tasks are ready on one core; each that runs queues itself again. */
final class ReadyTasks implements Subject {
  private static final int OPERATIONS = 1 << 18;
  private static final int DEFAULT_CAPACITY = 1 << 16;

  private final MultiCoreRuntime runtime;
  private final TokenRing ring;

  ReadyTasks(int size) {
    runtime =
        MultiCoreRuntime.builder()
            .cores(1)
            .readyCapacity(Math.max(DEFAULT_CAPACITY, size + 1))
            .busySpin()
            .start();
    ring = new TokenRing(runtime, size, Math.max(2, OPERATIONS / size));
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
