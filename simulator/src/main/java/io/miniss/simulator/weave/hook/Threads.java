package io.miniss.simulator.weave.hook;

import io.miniss.runtime.spi.Access;
import io.miniss.simulator.engine.Deadline;
import io.miniss.simulator.engine.RunThread;
import io.miniss.simulator.weave.race.RaceDetector;
import java.util.Objects;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Threads of woven code. {@code new Thread} makes a thread of the simulation, and the object that the program
 * gets is that thread's own, so the JDK and the program agree on who the current thread is. An object of a
 * subclass of Thread is never started itself: a thread of the simulation runs its {@code run} method, and woven
 * code takes the object for it. Outside a simulation everything is the JDK's.
 */
@SuppressWarnings({"ThreadPriorityCheck", "NonApiType"})
public final class Threads {
  private Threads() {}

  // ---- constructors: each has the parameters of Thread's ----

  /** In place of a constructor of Thread. */
  public static Thread thread() {
    return thread(null, null, null, 0, true);
  }

  /** In place of a constructor of Thread. */
  public static Thread thread(@Nullable Runnable body) {
    return thread(null, body, null, 0, true);
  }

  /** In place of a constructor of Thread. */
  public static Thread thread(String name) {
    return thread(null, null, requireName(name), 0, true);
  }

  /** In place of a constructor of Thread. */
  public static Thread thread(@Nullable Runnable body, String name) {
    return thread(null, body, requireName(name), 0, true);
  }

  /** In place of a constructor of Thread. */
  public static Thread thread(@Nullable ThreadGroup group, @Nullable Runnable body) {
    return thread(group, body, null, 0, true);
  }

  /** In place of a constructor of Thread. */
  public static Thread thread(@Nullable ThreadGroup group, String name) {
    return thread(group, null, requireName(name), 0, true);
  }

  /** In place of a constructor of Thread. */
  public static Thread thread(
      @Nullable ThreadGroup group, @Nullable Runnable body, String name) {
    return thread(group, body, requireName(name), 0, true);
  }

  /** In place of a constructor of Thread. */
  public static Thread thread(
      @Nullable ThreadGroup group, @Nullable Runnable body, String name, long stack) {
    return thread(group, body, requireName(name), stack, true);
  }

  private static String requireName(@Nullable String name) {
    if (name == null) {
      throw new NullPointerException("'name' is null");
    }
    return name;
  }

  /** In place of a constructor of Thread. */
  public static Thread thread(
      @Nullable ThreadGroup group, @Nullable Runnable body, @Nullable String name, long stack,
      boolean inherits) {
    WovenThread me = WovenThread.current();
    if (me == null) {
      return name == null
          ? new Thread(group, body)
          : new Thread(group, body, name, stack, inherits);
    }
    Thread made = create(me, name == null ? me.run.nextThreadName() : name, isDaemon(me), body);
    if (group != null) {
      Objects.requireNonNull(of(made)).group = group;
    }
    return made;
  }

  private static boolean isDaemon(WovenThread me) {
    return me.thread.isDaemon();
  }

  static Thread create(WovenThread me, String name, boolean daemon, @Nullable Runnable body) {
    RunThread made =
        me.thread.run().newThread(name, daemon, () -> run(body == null ? () -> {} : body));
    WovenThread created = WovenThread.of(made);
    created.group = me.group;
    Hooks.passOn(me, created); // the JDK starts what it has made without saying so
    return made.thread();
  }

  /** The body of a thread: what it throws reaches its handler, or fails the run. */
  private static void run(Runnable body) {
    WovenThread me = WovenThread.of(Objects.requireNonNull(RunThread.current()));
    try {
      me.callee = isWorker(body) && me.run.races != null ? me.run.tasks() : null;
      DeepCalls.run(me, body);
      Hooks.endOptimistic(me);
    } catch (Throwable thrown) {
      if (RunThread.isEndOfRun(thrown)) {
        throw thrown;
      }
      Thread.UncaughtExceptionHandler handler = handler(me);
      if (handler == null) {
        throw thrown;
      }
      handler.uncaughtException(me.javaThread(), thrown);
    } finally {
      if (!me.thread.run().hasEnded()) {
        Runnable atEnd = me.atEnd;
        if (atEnd != null) {
          atEnd.run();
        }
        Thread ended = me.javaThread();
        Hooks.acquireInterrupt(me); // whoever joins it knows what it knows
        me.hasEnded = true;
        me.facade = null; // the run keeps its threads, and the program may have dropped them
        me.joining.forEach(each -> each.thread.wake());
        if (!me.isVirtual) {
          Monitors.threadEnds(me, ended);
        }
      }
    }
  }

  /** Whether {@code body} is in a call of an executor, from its begin to its end. */
  private static boolean isWorker(Runnable body) {
    return body.getClass().getEnclosingClass() == ThreadPoolExecutor.class;
  }

  private static Thread.@Nullable UncaughtExceptionHandler handler(WovenThread me) {
    Thread.UncaughtExceptionHandler own = me.handler;
    if (own == null && me.facade != null
        && !(me.facade.getUncaughtExceptionHandler() instanceof ThreadGroup)) {
      own = me.facade.getUncaughtExceptionHandler();
    }
    if (own == null && me.facade != null) {
      own = groupHandler(me.facade.getThreadGroup());
    }
    if (own == null) {
      own = groupHandler(me.group);
    }
    return own == null ? me.run.handler : own;
  }

  /** The group, or the nearest one above it, if its class is one of the program's own. */
  private static Thread.@Nullable UncaughtExceptionHandler groupHandler(
      @Nullable ThreadGroup group) {
    for (ThreadGroup at = group; at != null; at = at.getParent()) {
      if (at.getClass() != ThreadGroup.class) {
        return at;
      }
    }
    return null;
  }

  /** In place of {@link Thread#getThreadGroup}. */
  public static @Nullable ThreadGroup getThreadGroup(Thread thread) {
    WovenThread other = of(thread);
    if (other == null || other.group == null || thread == other.facade) {
      return thread.getThreadGroup();
    }
    return other.hasEnded ? null : other.group;
  }

  /** In place of {@link Thread#setDefaultUncaughtExceptionHandler}. */
  public static void setDefaultUncaughtExceptionHandler(
      Thread.@Nullable UncaughtExceptionHandler handler) {
    WovenThread me = WovenThread.current();
    if (me == null) {
      Thread.setDefaultUncaughtExceptionHandler(handler);
    } else {
      me.run.handler = handler;
    }
  }

  /** The thread of the run that {@code thread} stands for, or null. */
  static @Nullable WovenThread of(Thread thread) {
    RunThread known = RunThread.of(thread);
    if (known != null) {
      return WovenThread.of(known);
    }
    WovenThread me = thread.isVirtual() ? null : WovenThread.current();
    return me != null && me.run.role(thread) instanceof RunThread facade
        ? WovenThread.of(facade)
        : null;
  }

  private static WovenLocation location(WovenThread me, Thread thread) {
    return me.run.location(thread, WovenLocation.OBJECT);
  }

  /** Passes a point before {@code access} to {@code thread}, which traces call {@code verb}. */
  private static void point(WovenThread me, Thread thread, Access access, String verb) {
    if (me.quiet == 0) {
      Hooks.point(me, location(me, thread), access, verb);
    }
  }

  /** The same for one that looks at the state of {@code thread}. */
  private static void look(WovenThread me, Thread thread) {
    point(me, thread, Access.READ, "read");
  }

  // ---- methods of Thread ----

  /** In place of {@link Thread#start}. */
  public static void start(Thread thread) {
    WovenThread me = WovenThread.current();
    if (me == null) {
      thread.start();
    } else {
      start(me, thread);
    }
  }

  /** The thread of the run that {@code thread}, which may not have started, stands for; it is made if there is none. */
  static WovenThread known(WovenThread me, Thread thread) {
    WovenThread known = of(thread);
    if (known != null) {
      return known;
    }
    String name = me.run.nameInRun(thread.getName());
    if (!name.equals(thread.getName())) {
      thread.setName(name);
    }
    RunThread made = me.thread.run().newThread(name, thread.isDaemon(), () -> run(thread));
    WovenThread stands = WovenThread.of(made);
    me.run.setRole(thread, made);
    stands.facade = thread;
    return stands;
  }

  static void start(WovenThread me, Thread thread) {
    WovenThread started = known(me, thread);
    if (started.thread.hasStarted()) {
      throw new IllegalThreadStateException();
    }
    point(me, thread, Access.UPDATE, "start");
    Hooks.passOn(me, started);
    Hooks.release(me, location(me, thread));
    started.thread.start();
  }

  /** In place of {@link Thread#startVirtualThread}. */
  public static Thread startVirtualThread(Runnable body) {
    WovenThread me = WovenThread.current();
    if (me == null) {
      return Thread.startVirtualThread(body);
    }
    Thread made = createVirtual(me, "", body);
    start(me, made);
    return made;
  }

  static Thread createVirtual(WovenThread me, @Nullable String name, Runnable body) {
    String called = name == null || name.isEmpty() ? "virtual-" + me.run.nextTask() : name;
    // A program may end while virtual threads wait; here that is a deadlock, as nobody will wake them.
    Thread made = create(me, called, false, body);
    Objects.requireNonNull(of(made)).isVirtual = true;
    return made;
  }

  /** In place of {@link Thread#currentThread}. */
  public static Thread currentThread() {
    WovenThread me = WovenThread.current();
    return me == null ? Thread.currentThread() : me.javaThread();
  }

  /** In place of {@link Thread#join()}. */
  public static void join(Thread thread) throws InterruptedException {
    join(thread, 0);
  }

  /** In place of {@link Thread#join(long, int)}. */
  public static void join(Thread thread, long millis, int nanos) throws InterruptedException {
    join(thread, nanos > 0 && millis < Long.MAX_VALUE ? millis + 1 : millis);
  }

  /** In place of {@link Thread#join(java.time.Duration)}. */
  public static boolean join(Thread thread, java.time.Duration limit) throws InterruptedException {
    WovenThread me = WovenThread.current();
    WovenThread other = me == null ? null : of(thread);
    if (me == null || other == null) {
      return thread.join(limit);
    }
    if (!other.thread.hasStarted()) {
      throw new IllegalThreadStateException("Thread not started");
    }
    if (limit.isPositive()) {
      join(thread, Math.max(1, limit.toMillis()));
    }
    return other.hasEnded;
  }

  /** In place of {@link Thread#join(long)}. */
  public static void join(Thread thread, long millis) throws InterruptedException {
    WovenThread me = WovenThread.current();
    WovenThread other = me == null ? null : of(thread);
    if (me == null || other == null) {
      thread.join(millis);
      return;
    }
    if (millis < 0) {
      throw new IllegalArgumentException("timeout value is negative");
    }
    point(me, thread, Access.READ, "join");
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    long deadline = Times.deadline(me, millis);
    Deadline end = millis > 0 ? Deadline.at(deadline) : Deadline.NONE;
    while (other.thread.hasStarted()
        && !other.hasEnded
        && !(millis > 0 && deadline - Times.nanos(me) <= 0)) {
      other.joining.add(me);
      me.thread.waitUntilEnded(other.thread, location(me, thread), end);
      other.joining.remove(me);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
    if (other.hasEnded) {
      me.clock.join(other.clock);
    }
  }

  /** In place of {@link Thread#interrupt}. */
  public static void interrupt(Thread thread) {
    WovenThread me = WovenThread.current();
    WovenThread other = me == null ? null : of(thread);
    if (me == null || other == null) {
      thread.interrupt();
      return;
    }
    point(me, thread, Access.UPDATE, "interrupt");
    if (me.run.races != null) {
      Hooks.release(me, location(me, thread));
    }
    interrupt(other);
  }

  static void interrupt(WovenThread other) {
    WovenThread me = WovenThread.current();
    RaceDetector races = other.run.races;
    if (me != null && races != null) {
      Hooks.acquireInterrupt(other); // of one that it has detected and that is no longer to be told from this one
      other.interruption = Hooks.released(me, races, other.interruption);
    }
    other.thread.thread().interrupt();
    other.thread.wakeInterrupted();
  }

  /** In place of {@link Thread#isInterrupted}. */
  public static boolean isInterrupted(Thread thread) {
    WovenThread me = WovenThread.current();
    WovenThread other = me == null ? null : of(thread);
    if (me == null || other == null) {
      return thread.isInterrupted();
    }
    look(me, thread);
    Hooks.acquire(me, location(me, thread));
    return other.thread.thread().isInterrupted();
  }

  /** In place of {@link Thread#isAlive}. */
  public static boolean isAlive(Thread thread) {
    WovenThread me = WovenThread.current();
    WovenThread other = me == null ? null : of(thread);
    if (me == null || other == null) {
      return thread.isAlive();
    }
    look(me, thread);
    if (other.hasEnded) {
      me.clock.join(other.clock);
    }
    return other.thread.hasStarted() && !other.hasEnded;
  }

  /** In place of {@link Thread#getState}. */
  public static Thread.State getState(Thread thread) {
    WovenThread me = WovenThread.current();
    WovenThread other = me == null ? null : of(thread);
    if (me == null || other == null) {
      return thread.getState();
    }
    look(me, thread);
    if (!other.thread.hasStarted()) {
      return Thread.State.NEW;
    }
    if (other.hasEnded) {
      me.clock.join(other.clock);
    }
    return other.hasEnded ? Thread.State.TERMINATED : other.thread.waitState();
  }

  /** What {@link Thread#toString} answers in the JVM. */
  static String text(Thread thread) {
    String named = "[#" + threadId(thread) + "," + thread.getName();
    if (isVirtual(thread)) {
      return "VirtualThread" + named + "]/runnable";
    }
    ThreadGroup group = getThreadGroup(thread);
    return "Thread" + named + "," + thread.getPriority() + ","
        + (group == null ? "" : group.getName())
        + "]";
  }

  /** In place of {@link Thread#isVirtual}. */
  public static boolean isVirtual(Thread thread) {
    WovenThread other = of(thread);
    return other == null ? thread.isVirtual() : (other.isVirtual || !other.thread.isPlain());
  }

  /** In place of {@link Thread#setDaemon}. */
  public static void setDaemon(Thread thread, boolean daemon) {
    WovenThread other = of(thread);
    if (other == null) {
      thread.setDaemon(daemon);
    } else if (other.thread.hasStarted()) {
      throw new IllegalThreadStateException();
    } else {
      other.thread.setDaemon(daemon);
    }
  }

  /** In place of {@link Thread#isDaemon}. */
  public static boolean isDaemon(Thread thread) {
    WovenThread other = of(thread);
    return (other == null || other.isVirtual) ? thread.isDaemon() : other.thread.isDaemon();
  }

  /** In place of {@link Thread#setPriority}; the strategy decides who runs. */
  public static void setPriority(Thread thread, int priority) {
    if (priority < Thread.MIN_PRIORITY || priority > Thread.MAX_PRIORITY) {
      throw new IllegalArgumentException();
    }
    if (of(thread) == null) {
      thread.setPriority(priority);
    }
  }

  /** In place of {@link Thread#threadId} and {@code getId}. */
  public static long threadId(Thread thread) {
    WovenThread other = of(thread);
    return other == null ? thread.threadId() : other.number + 1;
  }

  /** In place of {@link Thread#setUncaughtExceptionHandler}. */
  public static void setUncaughtExceptionHandler(
      Thread thread, Thread.@Nullable UncaughtExceptionHandler handler) {
    WovenThread other = of(thread);
    if (other == null) {
      thread.setUncaughtExceptionHandler(handler);
    } else {
      other.handler = handler;
    }
  }

  /** In place of {@link Thread#activeCount}. */
  public static int activeCount() {
    WovenThread me = WovenThread.current();
    if (me == null) {
      return Thread.activeCount();
    }
    int live = 0;
    for (RunThread each : me.run.threads()) {
      live += each.hasStarted() && !WovenThread.of(each).hasEnded ? 1 : 0;
    }
    return live;
  }

  /** In place of {@link Thread#yield} and {@link Thread#onSpinWait}. */
  public static void spin() {
    WovenThread me = WovenThread.current();
    if (me == null) {
      Thread.yield();
    } else if (me.quiet == 0) {
      me.spins.spin(me.thread);
    }
  }

  // ---- parking ----

  /** In place of {@link LockSupport#park()}. */
  public static void park() {
    if (!park(false, 0)) {
      LockSupport.park();
    }
  }

  /** In place of {@link LockSupport#park(Object)}. */
  public static void park(@Nullable Object blocker) {
    if (!park(blocker, false, 0)) {
      LockSupport.park(blocker);
    }
  }

  /** In place of {@link LockSupport#parkNanos(long)}. */
  public static void parkNanos(long nanos) {
    if (!park(true, nanos)) {
      LockSupport.parkNanos(nanos);
    }
  }

  /** In place of {@link LockSupport#parkNanos(Object, long)}. */
  public static void parkNanos(@Nullable Object blocker, long nanos) {
    if (!park(blocker, true, nanos)) {
      LockSupport.parkNanos(blocker, nanos);
    }
  }

  /** The same for {@code blocker}, which others may ask for meanwhile. */
  private static boolean park(@Nullable Object blocker, boolean timed, long nanos) {
    LockSupport.setCurrentBlocker(blocker);
    try {
      return park(timed, nanos);
    } finally {
      LockSupport.setCurrentBlocker(null);
    }
  }

  /** Parks in virtual time; returns false, and does nothing, if the caller belongs to no simulation. */
  static boolean park(boolean timed, long nanos) {
    WovenThread me = WovenThread.current();
    if (me == null) {
      return false;
    }
    if (!timed) {
      me.thread.parkThread(Deadline.NONE);
    } else if (nanos > 0) {
      Times.countWait(me);
      me.thread.parkThread(Deadline.at(Times.deadlineNanos(me, nanos)));
    }
    me.clock.join(me.permit);
    return true;
  }

  /** In place of {@link LockSupport#unpark}. */
  public static void unpark(@Nullable Thread thread) {
    WovenThread me = WovenThread.current();
    WovenThread other = me == null || thread == null ? null : of(thread);
    if (me == null || thread == null || other == null) {
      LockSupport.unpark(thread);
      return;
    }
    point(me, thread, Access.UPDATE, "unpark");
    unpark(me, other);
  }

  static void unpark(WovenThread me, WovenThread other) {
    RaceDetector races = me.run.races;
    if (races != null) {
      other.permit = Hooks.released(me, races, other.permit);
    }
    other.thread.unparkThread();
  }
}
