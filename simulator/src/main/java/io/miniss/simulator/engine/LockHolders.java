package io.miniss.simulator.engine;

import io.miniss.simulator.addopens.JdkPackages;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Objects;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import java.util.concurrent.locks.AbstractQueuedLongSynchronizer;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which lock or monitor a thread waits for, and who holds it. The JDK knows this of virtual threads too,
 * but has no public method that tells: the results come from {@code
 * AbstractOwnableSynchronizer.exclusiveOwnerThread} and {@code jdk.internal.vm.ThreadSnapshot} of JDK 25.
 * Where {@code java.lang} is not open to the runtime's module, or the JDK is another one, {@link #areKnown}
 * is false, and a warning says so once. Any thread may ask.
 */
final class LockHolders {
  private static final System.Logger LOG = System.getLogger(LockHolders.class.getName());

  /** Where a read-write lock keeps the number of its readers in its state. */
  private static final int READERS_SHIFT = 32;

  private static final @Nullable Access ACCESS = access();

  private LockHolders() {}

  private record Access(
      MethodHandle owner,
      MethodHandle state,
      MethodHandle snapshot,
      MethodHandle stack,
      MethodHandle blockedOn,
      MethodHandle ownedMonitors,
      MethodHandle lockOfCondition,
      MethodHandle lockOfLongCondition) {}

  private static @Nullable Access access() {
    try {
      JdkPackages.open("java.util.concurrent.locks");
      JdkPackages.open("jdk.internal.vm");
      MethodHandles.Lookup here = MethodHandles.lookup();
      Class<?> type = Class.forName("jdk.internal.vm.ThreadSnapshot");
      MethodHandles.Lookup in = MethodHandles.privateLookupIn(type, here);
      MethodHandles.Lookup locks =
          MethodHandles.privateLookupIn(AbstractOwnableSynchronizer.class, here);
      return new Access(
          locks.findGetter(
              AbstractOwnableSynchronizer.class, "exclusiveOwnerThread", Thread.class),
          MethodHandles.privateLookupIn(AbstractQueuedLongSynchronizer.class, here)
              .findGetter(AbstractQueuedLongSynchronizer.class, "state", long.class),
          in.findStatic(type, "of", MethodType.methodType(type, Thread.class)),
          in.findVirtual(type, "stackTrace", MethodType.methodType(StackTraceElement[].class)),
          in.findVirtual(type, "blockedOn", MethodType.methodType(Object.class)),
          in.findVirtual(
              type, "ownedMonitorsAt", MethodType.methodType(Stream.class, int.class)),
          MethodHandles.privateLookupIn(AbstractQueuedSynchronizer.ConditionObject.class, here)
              .findGetter(
                  AbstractQueuedSynchronizer.ConditionObject.class,
                  "this$0",
                  AbstractQueuedSynchronizer.class),
          MethodHandles.privateLookupIn(
              AbstractQueuedLongSynchronizer.ConditionObject.class, here)
              .findGetter(
                  AbstractQueuedLongSynchronizer.ConditionObject.class,
                  "this$0",
                  AbstractQueuedLongSynchronizer.class));
    } catch (Throwable refused) {
      LOG.log(
          System.Logger.Level.WARNING,
          "this JVM does not tell who holds a lock ({0}): a lock that simulations or real threads share is"
              + " reported as an escape when they contend for it",
          refused.toString());
      return null;
    }
  }

  /** Whether the methods below can tell. */
  static boolean areKnown() {
    return ACCESS != null;
  }

  /**
   * The lock of {@code java.util.concurrent.locks} that {@code thread} waits for, or null. A condition, a
   * semaphore or a latch is not a lock: nobody holds it.
   */
  static @Nullable AbstractOwnableSynchronizer lockAwaitedBy(Thread thread) {
    return LockSupport.getBlocker(thread) instanceof AbstractOwnableSynchronizer lock
        && lock.getClass().getName().startsWith("java.util.concurrent.locks.Reentrant")
            ? lock
            : null;
  }

  /** The thread that holds {@code lock} exclusively, or null. */
  static @Nullable Thread owner(AbstractOwnableSynchronizer lock) {
    Access access = ACCESS;
    return access == null ? null : (Thread) call(access.owner, lock);
  }

  /** The synchronizer of the lock that {@code condition} belongs to, or null if it is none of the JDK's, or unknown. */
  static @Nullable AbstractOwnableSynchronizer lockOf(Condition condition) {
    Access access = ACCESS;
    if (access == null) {
      return null;
    }
    return (AbstractOwnableSynchronizer) switch (condition) {
      case AbstractQueuedSynchronizer.ConditionObject of -> call(access.lockOfCondition, of);
      case AbstractQueuedLongSynchronizer.ConditionObject of ->
        call(access.lockOfLongCondition, of);
      default -> null;
    };
  }

  /** Whether {@code lock} is a read-write lock that readers hold: the JDK does not keep who they are. */
  static boolean hasReaders(AbstractOwnableSynchronizer lock) {
    Access access = ACCESS;
    return access != null
        && lock instanceof AbstractQueuedLongSynchronizer
        && lock.getClass().getName().startsWith(ReentrantReadWriteLock.class.getName())
        && (long) Objects.requireNonNull(call(access.state, lock)) >>> READERS_SHIFT != 0;
  }

  /** The monitor that {@code thread} waits to enter, or null. */
  static @Nullable Object monitorAwaitedBy(Thread thread) {
    Access access = ACCESS;
    Object snapshot = access == null ? null : call(access.snapshot, thread);
    try {
      return access == null || snapshot == null ? null : call(access.blockedOn, snapshot);
    } catch (IllegalStateException justEntered) {
      return null;
    }
  }

  /** Whether {@code thread}, which does not run, is inside {@code synchronized} on {@code monitor}. */
  static boolean isInside(Thread thread, Object monitor) {
    Access access = ACCESS;
    Object snapshot = access == null ? null : call(access.snapshot, thread);
    if (access == null || snapshot == null) {
      return false;
    }
    StackTraceElement[] stack =
        (StackTraceElement[]) Objects.requireNonNull(call(access.stack, snapshot));
    for (int depth = 0; depth < stack.length; depth++) {
      Stream<?> owned =
          (Stream<?>) Objects.requireNonNull(call(access.ownedMonitors, snapshot, depth));
      if (owned.anyMatch(each -> each == monitor)) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable Object call(MethodHandle method, Object... arguments) {
    try {
      return method.invokeWithArguments(arguments);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("the JDK does not tell who holds a lock", e);
    }
  }
}
