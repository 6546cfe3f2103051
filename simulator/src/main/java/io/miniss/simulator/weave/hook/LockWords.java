package io.miniss.simulator.weave.hook;

import io.miniss.runtime.spi.SharedLocation;
import io.miniss.simulator.addopens.JdkPackages;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.StringJoiner;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import java.util.concurrent.locks.AbstractQueuedLongSynchronizer;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;

/**
 * Who holds a lock of the JDK, and who waits at a condition of one, in words. Their fields are read: nothing is locked, and
 * no method is called that the program may override.
 */
final class LockWords {
  private static final String PACKAGE = "java.util.concurrent.locks";

  /** Where a read-write lock keeps the number of its readers in its state. */
  private static final int READERS_SHIFT = 32;

  /** Of a node whose thread has not been signalled, in its status. */
  private static final int WAITS = 2;

  private static final VarHandle OWNER;
  private static final VarHandle STATE;

  /** Of conditions of most locks, and of those whose state is a {@code long}: read-write locks. */
  private static final Conditions OF_LOCKS;

  private static final Conditions OF_LONG_LOCKS;

  /** The fields of a class of conditions. */
  private record Conditions(VarHandle first, VarHandle next, VarHandle waiter, VarHandle status) {
    static Conditions of(Class<?> conditions, String queue) throws ReflectiveOperationException {
      Class<?> node = Class.forName(queue + "$Node");
      Class<?> ofCondition = Class.forName(queue + "$ConditionNode");
      return new Conditions(
          field(conditions, "firstWaiter", ofCondition),
          field(ofCondition, "nextWaiter", ofCondition),
          field(node, "waiter", Thread.class),
          field(node, "status", int.class));
    }

    private String waiting(Object condition) {
      StringJoiner names = new StringJoiner(", ");
      int count = 0;
      for (Object at = first.get(condition); at != null; at = next.get(at)) {
        if (((int) status.get(at) & WAITS) != 0 && waiter.get(at) instanceof Thread thread) {
          names.add(thread.getName());
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

  static {
    JdkPackages.open(PACKAGE);
    try {
      OWNER =
          field(AbstractOwnableSynchronizer.class, "exclusiveOwnerThread", Thread.class);
      STATE = field(AbstractQueuedLongSynchronizer.class, "state", long.class);
      OF_LOCKS =
          Conditions.of(
              AbstractQueuedSynchronizer.ConditionObject.class,
              PACKAGE + ".AbstractQueuedSynchronizer");
      OF_LONG_LOCKS =
          Conditions.of(
              AbstractQueuedLongSynchronizer.ConditionObject.class,
              PACKAGE + ".AbstractQueuedLongSynchronizer");
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
      case AbstractQueuedSynchronizer.ConditionObject condition -> OF_LOCKS.waiting(condition);
      case AbstractQueuedLongSynchronizer.ConditionObject condition ->
        OF_LONG_LOCKS.waiting(condition);
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
}
