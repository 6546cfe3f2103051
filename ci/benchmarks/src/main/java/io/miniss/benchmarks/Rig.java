package io.miniss.benchmarks;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One library, set up for one measurement. The benchmark's thread starts a batch of operations on
 * the library's own threads and is parked until it has ended, so that it takes no CPU from them.
 */
interface Rig extends AutoCloseable {
  /** Operations of one batch: enough to make the hand-over to the benchmark's thread invisible. */
  int OPERATIONS = 1 << 18;

  /** The same for operations that take a hundred nanoseconds or more. */
  int SLOW_OPERATIONS = 1 << 16;

  /** Does one batch. */
  void run();

  @Override
  void close();

  /** Waits for {@code latch}, not for ever. */
  static void await(CountDownLatch latch) {
    try {
      if (!latch.await(60, TimeUnit.SECONDS)) {
        throw new IllegalStateException("no end within 60 s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** A library that the benchmark does not know. */
  static IllegalArgumentException unknown(String library) {
    return new IllegalArgumentException("no rig for " + library);
  }
}
