package io.miniss.simulator;

import org.jspecify.annotations.Nullable;

/**
 * Sees that the heap is full, where nobody says so: user code that fills it may catch every error and go on. Used by
 * one thread, and needs no memory.
 */
final class HeapWatch {
  /** Where so much is free, which a collection that is due would find to be more, nothing is tried. */
  private static final long LOW_BYTES = 16L * LastWords.RESERVE_BYTES;

  /** So many tries fail before it is said: whoever has filled the heap may be about to meet that, and to end. */
  private static final int TRIES = 4;

  private final Runtime jvm = Runtime.getRuntime();
  private int failed;

  /** Tries, at a look in some that come one after the other; returns whether the heap is full and stays so. */
  boolean isFull() {
    long free = jvm.maxMemory() - jvm.totalMemory() + jvm.freeMemory();
    if (free > Math.min(LOW_BYTES, jvm.maxMemory() / 8)) {
      failed = 0;
      return false;
    }
    try {
      byte @Nullable [] probe = new byte[LastWords.RESERVE_BYTES];
      failed = probe.length == 0 ? failed : 0;
    } catch (OutOfMemoryError full) {
      failed++;
    }
    return failed >= TRIES;
  }
}
