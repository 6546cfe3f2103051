package io.miniss.simulator.engine;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads of a run that is over, which still waited in the queue of a lock. When such a lock is handed to one
 * of them, it has to take it and give it back: the lock may be one of the JDK that all threads of the JVM
 * use, and those behind it in the queue would wait for ever.
 */
final class Leftovers {
  private static final AtomicInteger RUNNING = new AtomicInteger();

  private Leftovers() {}

  /** Whether some run now. */
  static boolean areRunning() {
    return RUNNING.get() > 0;
  }

  /**
   * Runs the thread on a real thread of its own until it meets its run, which ends it. Any thread may call
   * this.
   */
  static void resume(Runnable continuation) {
    RUNNING.incrementAndGet();
    Thread.ofPlatform()
        .name("miniss-leftover")
        .daemon(true)
        .start(
            () -> {
              try {
                continuation.run();
              } finally {
                RUNNING.decrementAndGet();
              }
            });
  }
}
