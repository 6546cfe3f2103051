package io.miniss.runtime;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A task that computes, and so occupies its core, until the test lets it go. */
final class Blocker implements Runnable {
  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);

  /** Occupies core {@code core}; returns when it does. */
  static Blocker occupying(MultiCoreRuntime runtime, int core) {
    Blocker blocker = new Blocker();
    runtime.spawnOn(core, blocker);
    blocker.awaitEntered();
    return blocker;
  }

  @Override
  public void run() {
    entered.countDown();
    long start = System.nanoTime();
    while (released.getCount() > 0) {
      if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(20)) {
        throw new AssertionError("computed for 20 s and nobody stopped it");
      }
      Thread.onSpinWait();
    }
  }

  void awaitEntered() {
    await(entered);
  }

  void release() {
    released.countDown();
  }

  static void await(CountDownLatch latch) {
    try {
      if (!latch.await(20, TimeUnit.SECONDS)) {
        throw new AssertionError("waited 20 s for a latch");
      }
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }
}
