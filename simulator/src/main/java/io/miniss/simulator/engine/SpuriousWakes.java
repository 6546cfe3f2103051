package io.miniss.simulator.engine;

import io.miniss.simulator.fault.Fault;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import java.util.concurrent.locks.AbstractQueuedLongSynchronizer;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;

/**
 * Ends waits in {@code java.util.concurrent} for no reason, by the fault {@link Fault#SPURIOUS_WAKE}: those that a
 * program sees. A {@link LockSupport#park} of the program returns; a wait for a condition ends by a signal that nobody of
 * the program has given, as the JDK's own implementation ends it by nothing else. Locks, latches, semaphores and queues of
 * the JDK look again after such a wake-up by themselves. Called by the carrier.
 */
final class SpuriousWakes {
  private static final String HELPER = "spurious wake-up";

  private SpuriousWakes() {}

  /** {@code thread} of the run has begun to wait; {@code number} is that of the thread of the run that it runs as. */
  static void begins(RunParts parts, Thread thread, int number) {
    if (parts.outcome().hasEnded() || !parts.faults().areActive()) {
      return;
    }
    Object blocker = LockSupport.getBlocker(thread);
    if (blocker instanceof AbstractQueuedSynchronizer.ConditionObject
        || blocker instanceof AbstractQueuedLongSynchronizer.ConditionObject) {
      Condition condition = (Condition) blocker;
      AbstractOwnableSynchronizer lock = LockHolders.lockOf(condition);
      if (lock != null
          && isOfALock(lock)
          && parts.faults().happens(Fault.SPURIOUS_WAKE, number)) {
        parts.link().run().newThread(HELPER, true, () -> signal(lock, condition)).start();
      }
    } else if (!(blocker instanceof AbstractOwnableSynchronizer)
        && parts.faults().happens(Fault.SPURIOUS_WAKE, number)) {
      LockSupport.unpark(thread);
    }
  }

  /** Conditions inside other classes of the JDK are waited for in loops. */
  private static boolean isOfALock(AbstractOwnableSynchronizer lock) {
    return lock.getClass().getName().startsWith("java.util.concurrent.locks.Reentrant");
  }

  private static void signal(AbstractOwnableSynchronizer lock, Condition condition) {
    switch (lock) {
      case AbstractQueuedSynchronizer ofInt -> {
        ofInt.acquire(1);
        try {
          condition.signal();
        } finally {
          ofInt.release(1);
        }
      }
      case AbstractQueuedLongSynchronizer ofLong -> {
        ofLong.acquire(1);
        try {
          condition.signal();
        } finally {
          ofLong.release(1);
        }
      }
      default -> throw new IllegalStateException("conditions have no " + lock);
    }
  }
}
