package io.miniss.simulator.weave.hook;

import io.miniss.runtime.spi.Access;
import io.miniss.simulator.engine.Deadline;
import io.miniss.simulator.engine.RunThread;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Monitors of woven code: {@code synchronized}, {@link Object#wait} and {@link Object#notify}. They are simulated;
 * no monitor of the JVM is taken. Outside a simulation the waits are the JVM's, and {@link #enter} is refused.
 */
public final class Monitors {
  private Monitors() {}

  private static WovenLocation location(WovenThread me, Object object) {
    return me.run.location(object, WovenLocation.MONITOR);
  }

  private static Monitor monitor(WovenLocation location) {
    Monitor known = location.monitor;
    if (known == null) {
      known = new Monitor();
      location.monitor = known;
    }
    return known;
  }

  private static WovenLocation owned(WovenThread me, Object object) {
    WovenLocation location = location(me, Objects.requireNonNull(object));
    if (monitor(location).owner != me.thread) {
      throw new IllegalMonitorStateException("current thread is not owner");
    }
    return location;
  }

  /** In place of {@code monitorenter}. */
  public static void enter(Object object) {
    if (object == null) {
      throw new NullPointerException("synchronized on null");
    }
    WovenThread me = WovenThread.current();
    if (me == null) {
      throw new IllegalStateException(
          "woven code entered a monitor on " + Thread.currentThread()
              + ", which belongs to no simulation");
    }
    enter(me, object, true);
  }

  /** Enters without a point if {@code passesPoint} is false: what woven code calls takes the monitor. */
  static void enter(WovenThread me, Object object, boolean passesPoint) {
    WovenLocation location = location(me, object);
    Monitor monitor = monitor(location);
    if (monitor.owner == me.thread) {
      monitor.count++;
      return;
    }
    if (passesPoint && me.quiet == 0 && !Hooks.point(me, location, Access.UPDATE)) {
      return;
    }
    take(me, location, monitor, 1);
  }

  /**
   * Before code that passes no point enters the JVM's monitor: waits while a thread is inside that may be switched
   * there. No location is made, as the object may be the JDK's own.
   */
  static void enterQuietly(WovenThread me, Object object) {
    WovenLocation location = me.run.knownLocation(object, WovenLocation.MONITOR);
    if (location == null) {
      return;
    }
    Monitor monitor = monitor(location);
    if (monitor.owner == me.thread) {
      monitor.count++;
      return;
    }
    awaitFree(me, location, monitor);
  }

  /** After it has left it. */
  static void exitQuietly(WovenThread me, Object object) {
    WovenLocation location = me.run.knownLocation(object, WovenLocation.MONITOR);
    if (location != null && monitor(location).owner == me.thread) {
      monitor(location).count--;
    }
  }

  /** Enters the monitor that a method which is called next, and is not woven, takes as well. */
  public static void enterCallee(Object object) {
    WovenThread me = WovenThread.current();
    if (me != null && object != null) {
      enter(me, object, false);
    }
  }

  /** After the call: it takes no monitor of null, but throws. */
  public static void exitCallee(Object object) {
    if (object != null) {
      exit(object);
    }
  }

  /**
   * Before a call that may have the JDK call the program inside a monitor of the JVM, or wait for one who does: such
   * calls on one object exclude each other, so that no thread of the run ever waits for that monitor.
   *
   * @param method the {@link SynchronizedMethods#key} of the method
   * @param mayCallBack whether a class that takes other monitors than the object's may call the program in this method
   */
  public static void enterInside(Object object, String method, boolean mayCallBack) {
    if (object != null && SynchronizedMethods.contain(object, method)) {
      enterCallee(object);
      return;
    }
    WovenThread me = mayCallBack && callsBackInside(object) ? WovenThread.current() : null;
    if (me == null) {
      return;
    }
    WovenLocation location = me.run.location(object, WovenLocation.INSIDE);
    Monitor monitor = monitor(location);
    if (monitor.owner == me.thread) {
      monitor.count++;
    } else {
      take(me, location, monitor, 1);
    }
  }

  /** After it. */
  public static void exitInside(Object object, String method, boolean mayCallBack) {
    if (object != null && SynchronizedMethods.contain(object, method)) {
      exitCallee(object);
      return;
    }
    WovenThread me = mayCallBack && callsBackInside(object) ? WovenThread.current() : null;
    if (me == null || me.thread.run().hasEnded()) {
      return;
    }
    WovenLocation location = me.run.location(object, WovenLocation.INSIDE);
    Monitor monitor = monitor(location);
    if (--monitor.count == 0) {
      leave(me, location, monitor);
    }
  }

  private static boolean callsBackInside(@Nullable Object object) {
    return object instanceof ConcurrentHashMap
        || object instanceof CopyOnWriteArrayList
        || object instanceof CopyOnWriteArraySet;
  }

  private static void awaitFree(WovenThread me, WovenLocation location, Monitor monitor) {
    RunThread owner = monitor.owner;
    boolean waits = owner != null;
    while (owner != null) {
      monitor.entering.add(me.thread);
      me.thread.waitUntilReleased(owner, location);
      monitor.entering.remove(me.thread);
      owner = monitor.owner;
    }
    if (waits && me.thread.run().isObserved()) {
      me.thread.run().did("enters " + location.describe());
    }
  }

  private static void take(WovenThread me, WovenLocation location, Monitor monitor, int count) {
    awaitFree(me, location, monitor);
    monitor.owner = me.thread;
    monitor.count = count;
    me.locks.add(location);
    Hooks.acquire(me, location);
  }

  /** In place of {@code monitorexit}. */
  public static void exit(Object object) {
    WovenThread me = WovenThread.current();
    if (me == null || me.thread.run().hasEnded()) {
      return;
    }
    WovenLocation location = location(me, object);
    Monitor monitor = monitor(location);
    if (monitor.owner != me.thread) {
      throw new IllegalMonitorStateException("current thread is not owner");
    }
    if (--monitor.count == 0) {
      leave(me, location, monitor);
    }
  }

  private static void leave(WovenThread me, WovenLocation location, Monitor monitor) {
    Hooks.release(me, location);
    monitor.owner = null;
    me.locks.remove(location);
    for (RunThread each : monitor.entering) {
      each.wake();
    }
  }

  /** In place of {@link Object#wait()}. */
  public static void await(Object object) throws InterruptedException {
    await(object, 0);
  }

  /** In place of {@link Object#wait(long, int)}. */
  public static void await(Object object, long millis, int nanos) throws InterruptedException {
    if (nanos < 0 || nanos > 999_999) {
      throw new IllegalArgumentException("nanosecond timeout value out of range");
    }
    await(object, nanos > 0 && millis < Long.MAX_VALUE ? millis + 1 : millis);
  }

  /** In place of {@link Object#wait(long)}. */
  @SuppressWarnings({"WaitNotInLoop", "SynchronizeOnNonFinalField"})
  public static void await(Object object, long millis) throws InterruptedException {
    WovenThread me = WovenThread.current();
    if (me == null) {
      object.wait(millis);
      return;
    }
    if (millis < 0) {
      throw new IllegalArgumentException("timeout value is negative");
    }
    WovenLocation location = owned(me, object);
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    Monitor monitor = monitor(location);
    int count = monitor.count;
    Monitor.Waiter mine = new Monitor.Waiter(me.thread);
    if (me.thread.run().isObserved()) {
      me.thread.run().did("waits at " + location.describe());
    }
    leave(me, location, monitor);
    if (!me.thread.wakesSpuriously()) {
      monitor.waiting.add(mine);
      me.thread.waitUntilNotified(
          location, millis > 0 ? Deadline.at(Times.deadline(me, millis)) : Deadline.NONE);
      monitor.waiting.remove(mine);
    }
    take(me, location, monitor, count);
    if (!mine.isNotified && Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  /** In place of {@link Object#notify}. */
  public static void signal(Object object) {
    WovenThread me = WovenThread.current();
    if (me == null) {
      object.notify();
    } else {
      WovenLocation location = owned(me, object);
      tell(me, location, monitor(location).waiting.stream().limit(1));
      wakeFirst(me, monitor(location));
    }
  }

  /** In place of {@link Object#notifyAll}. */
  public static void signalAll(Object object) {
    WovenThread me = WovenThread.current();
    if (me == null) {
      object.notifyAll();
    } else {
      wakeAll(me, owned(me, object));
    }
  }

  /** The JVM notifies who waits in the monitor of a platform thread that ends. */
  static void threadEnds(WovenThread me, Thread ended) {
    WovenLocation location = me.run.knownLocation(ended, WovenLocation.MONITOR);
    if (location != null && !monitor(location).waiting.isEmpty()) {
      wakeAll(me, location);
    }
  }

  private static void wakeAll(WovenThread me, WovenLocation location) {
    Monitor monitor = monitor(location);
    tell(me, location, monitor.waiting.stream());
    while (!monitor.waiting.isEmpty()) {
      wakeFirst(me, monitor);
    }
  }

  /** A notify is no step, and yet the one that finds nobody may be what decides. */
  private static void tell(
      WovenThread me, WovenLocation location, Stream<Monitor.Waiter> notified) {
    RunThread.Run run = me.thread.run();
    if (run.isObserved()) {
      String who =
          notified.map(each -> each.thread.thread().getName()).collect(Collectors.joining(", "));
      run.did("notifies " + (who.isEmpty() ? "nobody" : who) + " at " + location.describe());
    }
  }

  private static void wakeFirst(WovenThread me, Monitor monitor) {
    Monitor.@Nullable Waiter first = me.thread.run().hasEnded() ? null : monitor.waiting.poll();
    if (first != null) {
      first.isNotified = true;
      first.thread.wake();
    }
  }

  /** In place of {@link Thread#holdsLock}. */
  public static boolean holdsLock(Object object) {
    WovenThread me = WovenThread.current();
    return me == null
        ? Thread.holdsLock(object)
        : monitor(location(me, Objects.requireNonNull(object))).owner == me.thread;
  }

  /** Whether the calling thread belongs to a simulation, and so uses these monitors. */
  public static boolean areSimulated() {
    return WovenThread.current() != null;
  }
}
