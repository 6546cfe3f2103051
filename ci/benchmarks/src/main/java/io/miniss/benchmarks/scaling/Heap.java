package io.miniss.benchmarks.scaling;

import java.lang.management.ManagementFactory;

/** The heap after a collection. */
final class Heap {
  private static final int COLLECTIONS = 2;

  private Heap() {}

  /** How many bytes are in use when the collector has run. */
  static long used() {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
