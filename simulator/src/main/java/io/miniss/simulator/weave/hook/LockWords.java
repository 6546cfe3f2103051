package io.miniss.simulator.weave.hook;

import io.miniss.runtime.spi.SharedLocation;
import io.miniss.simulator.addopens.JdkPackages;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.StringJoiner;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import java.util.concurrent.locks.AbstractQueuedLongSynchronizer;
import java.util.concurrent.locks.AbstractQueuedSynchronizer.ConditionObject;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;

/**
 * Who holds a lock of the JDK, and who waits at a condition of one, in words. Their fields are read: nothing is locked, and
 * no method is called that the program may override.
 */
final class LockWords {
  private static final String PACKAGE = "java.util.concurrent.locks";
  private static final String QUEUE = PACKAGE + ".AbstractQueuedSynchronizer";

  /** Where a read-write lock keeps the number of its readers in its state. */
  private static final int READERS_SHIFT = 32;

  /** Of a node whose thread has not been signalled, in its status. */
  private static final int WAITS = 2;

  private static final VarHandle OWNER;
  private static final VarHandle STATE;
  private static final VarHandle FIRST_WAITER;
  private static final VarHandle NEXT_WAITER;
  private static final VarHandle WAITER;
  private static final VarHandle STATUS;

  static {
    JdkPackages.open(PACKAGE);
    try {
      Class<?> node = Class.forName(QUEUE + "$Node");
      Class<?> ofCondition = Class.forName(QUEUE + "$ConditionNode");
      OWNER =
          field(AbstractOwnableSynchronizer.class, "exclusiveOwnerThread", Thread.class);
      STATE = field(AbstractQueuedLongSynchronizer.class, "state", long.class);
      FIRST_WAITER = field(ConditionObject.class, "firstWaiter", ofCondition);
      NEXT_WAITER = field(ofCondition, "nextWaiter", ofCondition);
      WAITER = field(node, "waiter", Thread.class);
      STATUS = field(node, "status", int.class);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot look into the locks of the JDK", e);
    }
  }

  private LockWords() {}

  private static VarHandle field(Class<?> in, String name, Class<?> type)
      throws ReflectiveOperationException {
    return MethodHandles.privateLookupIn(in, MethodHandles.lookup())
        .findVarHandle(in, name, type);
  }

  /** In words, of a lock or a condition whose class is the JDK's; {@link SharedLocation#NO_VALUE} of anything else. */
  static Object of(Object object) {
    return switch (object) {
      case ReentrantLock lock -> ofSynchronizer(LockKeys.of(lock), 0);
      case ReentrantReadWriteLock.WriteLock lock -> ofReadWriteLock(LockKeys.of(lock));
      case ReentrantReadWriteLock.ReadLock lock -> ofReadWriteLock(LockKeys.of(lock));
      case StampedLock lock -> lock.isWriteLocked()
          ? "held for writing"
          : readers(lock.getReadLockCount());
      case ConditionObject condition -> waiting(condition);
      default -> SharedLocation.NO_VALUE;
    };
  }

  private static String ofReadWriteLock(Object synchronizer) {
    return ofSynchronizer(synchronizer, (int) ((long) STATE.get(synchronizer) >>> READERS_SHIFT));
  }

  private static String ofSynchronizer(Object synchronizer, int readers) {
    Thread owner = (Thread) OWNER.get(synchronizer);
    return owner == null ? readers(readers) : "held by " + owner.getName();
  }

  private static String readers(int count) {
    return switch (count) {
      case 0 -> "free";
      case 1 -> "held by 1 reader";
      default -> "held by " + count + " readers";
    };
  }

  private static String waiting(ConditionObject condition) {
    StringJoiner names = new StringJoiner(", ");
    int count = 0;
    for (Object at = FIRST_WAITER.get(condition); at != null; at = NEXT_WAITER.get(at)) {
      if (((int) STATUS.get(at) & WAITS) != 0 && WAITER.get(at) instanceof Thread waiter) {
        names.add(waiter.getName());
        count++;
      }
    }
    return switch (count) {
      case 0 -> "nobody waits";
      case 1 -> names + " waits";
      default -> names + " wait";
    };
  }
}
