package io.miniss.scenarios.crossings;

import io.miniss.runtime.shared.SharedMutex;
import io.miniss.simulator.scenario.World;
import java.time.Duration;

/** What threads outside share under a mutex: one at a time has it, and who waits for it gets it. */
final class Guarded {
  private final World world;
  private final Book book;
  private final SharedMutex mutex;

  /** Guarded by the mutex. */
  private int holders;

  Guarded(Strand strand) {
    world = strand.run.world();
    book = strand.run.book();
    mutex = new SharedMutex(world.scheduler(), world.clock(), "mutex of " + strand);
  }

  /** Takes the mutex, however long that takes, and has it for {@code time}. */
  void hold(Duration time) {
    mutex.lock();
    holdFor(time);
  }

  /** The same if it can be had within {@code limit}; returns whether it could. */
  boolean tryToHold(Duration limit, Duration time) {
    if (!mutex.tryLockUntil(world.clock().nanos() + limit.toNanos())) {
      return false;
    }
    holdFor(time);
    return true;
  }

  private void holdFor(Duration time) {
    try {
      book.require(++holders == 1, "one thread at a time holds a mutex");
      world.work(time);
      holders--;
    } finally {
      mutex.unlock();
    }
  }
}
