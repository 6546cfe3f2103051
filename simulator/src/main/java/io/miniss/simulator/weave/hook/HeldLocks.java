package io.miniss.simulator.weave.hook;

import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;

/** Tells the run who holds locks of which the JDK does not keep that. */
final class HeldLocks {
  private HeldLocks() {}

  /** The calling thread has taken {@code lock}. */
  static void taken(WovenThread me, Object lock) {
    if (isHeldByUnknown(lock)) {
      me.run.engine.holds(LockKeys.of(lock));
    }
  }

  /** The calling thread releases {@code lock}. */
  static void released(WovenThread me, Object lock) {
    if (isHeldByUnknown(lock)) {
      me.run.engine.releases(LockKeys.of(lock));
    }
  }

  /** The calling thread holds {@code lock} in another mode, or instead of having read without it. */
  static void converted(WovenThread me, Object lock) {
    Object key = LockKeys.of(lock);
    if (!me.run.engine.holders(key).contains(me.thread.thread())) {
      me.run.engine.holds(key);
    }
  }

  /** Whether the JDK does not keep who holds {@code lock}. */
  private static boolean isHeldByUnknown(Object lock) {
    return lock instanceof ReentrantReadWriteLock.ReadLock
        || LockKeys.of(lock) instanceof StampedLock;
  }
}
