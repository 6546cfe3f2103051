package io.miniss.simulator.weave.hook;

import io.miniss.runtime.spi.Access;
import io.miniss.simulator.engine.Deadline;
import io.miniss.simulator.engine.RunThread;
import io.miniss.simulator.random.SplitMix64;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What rewritten bodies of the JDK call on threads of a simulation. No point is passed here: the call of woven code
 * that has led into the JDK is the step.
 */
public final class JdkCalls {
  private JdkCalls() {}

  /** To be called before the JDK calls this class: loading classes asks for hash codes, and so this class. */
  public static void prepare() {
    ClassInitialiser.initialise(
        WovenRun.class, WovenThread.class, Threads.class, JdkRandom.class, HashCodes.class);
    HashCodes.prepare();
  }

  private static WovenThread me() {
    return Objects.requireNonNull(WovenThread.current());
  }

  /** Whether the calling thread belongs to a simulation of woven code; in any other the JDK is as it is. */
  public static boolean isSimulated() {
    RunThread thread = RunThread.current();
    return thread != null
        && thread.run().attachment() instanceof WovenRun run
        && !run.doesOnce(thread);
  }

  /**
   * The calling thread loads a class or links an instruction, which only the first run does: until {@link #endOnce}
   * the JDK is as it is, or that run would differ from the others.
   */
  public static void beginOnce() {
    RunThread thread = RunThread.current();
    if (thread != null && thread.run().attachment() instanceof WovenRun run) {
      run.beginOnce(thread);
    }
  }

  /** Ends what {@link #beginOnce} began. */
  public static void endOnce() {
    RunThread thread = RunThread.current();
    if (thread != null && thread.run().attachment() instanceof WovenRun run) {
      run.endOnce(thread);
    }
  }

  /** Parks the caller; false if the JDK is to do it, as for fibers without a limit. */
  public static boolean park(boolean timed, long nanos) {
    WovenThread me = me();
    me.hasWaited = true;
    return (timed || me.thread.isPlain()) && Threads.park(timed, nanos);
  }

  /** Unparks a thread; false if the JDK is to do it. */
  public static boolean unpark(Thread thread) {
    WovenThread other = Threads.of(thread);
    if (other == null) {
      return false;
    }
    WovenThread me = me();
    if (!other.thread.isPlain() || other.run != me.run) {
      return false;
    }
    Threads.unpark(me, other);
    return true;
  }

  /** Sleeps. */
  public static void sleepNanos(long nanos) throws InterruptedException {
    Times.sleepNanos(nanos);
  }

  /** Virtual time. */
  public static long nanoTime() {
    return Times.nanos(me());
  }

  /** Virtual time. */
  public static long currentTimeMillis() {
    return me().run.engine.clock().epochMillis();
  }

  /** Interrupts a thread. */
  public static void interrupt(Thread thread) {
    WovenThread other = Threads.of(thread);
    if (other == null) {
      thread.interrupt();
    } else {
      Threads.interrupt(other);
    }
  }

  /** A new thread, as by {@code new Thread}. */
  public static Thread newThread(
      @Nullable ThreadGroup group, @Nullable Runnable body, @Nullable String name, long stack) {
    return Threads.thread(
        group, body, name == null ? null : me().run.nameInRun(name), stack, true);
  }

  /** As {@link Thread#setDaemon}. */
  public static void setDaemon(Thread thread, boolean daemon) {
    WovenThread other = Threads.of(thread);
    if (other == null) {
      thread.setDaemon(daemon);
    } else {
      other.thread.setDaemon(daemon);
    }
  }

  /** A new virtual thread. */
  public static Thread newVirtual(@Nullable String name, Runnable body) {
    return Threads.createVirtual(me(), name, body);
  }

  /** Starts a thread; false if the JDK is to do it. */
  public static boolean start(Thread thread) {
    if (!isOfRun(thread)) {
      return false;
    }
    startQuietly(me(), thread);
    return true;
  }

  /** Whether {@code thread}, which has not started, is for the run to start, and not for the JDK. */
  private static boolean isOfRun(Thread thread) {
    return Threads.of(thread) != null
        || !(thread.isVirtual() || thread.getClass().getName().startsWith("jdk.internal."));
  }

  /**
   * As {@link #start}, for a thread of a flock, which is told when it starts and when it ends. The thread inherits the
   * scoped values of {@code container}, the flock's list of threads.
   */
  public static boolean startInFlock(
      Object container, Thread thread, Consumer<Thread> onStart, Consumer<Thread> onExit) {
    if (!isOfRun(thread)) {
      return false;
    }
    onStart.accept(thread); // throws if the flock takes no more threads
    boolean started = false;
    try {
      WovenThread me = me();
      ScopedBindings.inherit(Threads.known(me, thread).thread.thread(), container);
      startQuietly(me, thread);
      started = true;
    } finally {
      if (!started) {
        onExit.accept(thread);
      }
    }
    // It has not run yet: no point was passed.
    Objects.requireNonNull(Threads.of(thread)).atEnd = () -> onExit.accept(thread);
    return true;
  }

  /** Joins a thread of the simulation; false if it is none. */
  public static boolean join(Thread thread, long millis) throws InterruptedException {
    if (Threads.of(thread) == null) {
      return false;
    }
    Threads.join(thread, millis);
    return true;
  }

  /** Whether a thread of the simulation is alive; -1 if it is none. */
  public static int isAlive(Thread thread) {
    WovenThread other = Threads.of(thread);
    return other == null ? -1 : other.thread.hasStarted() && !other.hasEnded ? 1 : 0;
  }

  /**
   * Whether parallel streams are executed by the caller alone. Streams are not woven inside. So who waits in one for a
   * thread that is in the middle of a call would pass no point, and wait for ever.
   */
  public static boolean isInOneThread() {
    return me().run.isDeep;
  }

  /** Where iterations over collections begin whose order the JVM draws. */
  public static long salt() {
    return me().run.salt();
  }

  /** The caller as the program knows it. */
  public static Thread currentThread() {
    return me().javaThread();
  }

  /** An id that follows from the run. */
  public static long threadId(Thread thread) {
    return Threads.threadId(thread);
  }

  /** The text of {@link Thread#toString} for a thread of the simulation; null for any other thread. */
  public static @Nullable String threadText(Thread thread) {
    return Threads.of(thread) == null ? null : Threads.text(thread);
  }

  /** What follows from the run if the thread belongs to one; its id if not. Called by any thread. */
  public static long hashOfVirtual(Thread thread) {
    return HashCodes.ofVirtual(thread);
  }

  /** The hash code of {@code key}; it follows from the run if the class of {@code key} leaves it to the JVM. */
  public static int hashCode(Object key) {
    return HashCodes.ofKey(me(), key);
  }

  /** The identity hash code of {@code key}; it follows from the run if the run has made {@code key}. */
  public static int identityHashCode(@Nullable Object key) {
    return HashCodes.identityOfKey(me(), key);
  }

  /**
   * The hash code of an enum constant, or 0 if its class is not woven: {@code named}, which follows from its name, or in
   * a run another one for each seed. It is the same throughout a run, also while a class is loaded. Called by any thread.
   */
  public static int hashOfConstant(Enum<?> constant, int named) {
    return HashCodes.ofConstant(constant, named);
  }

  /** Has found nothing to do. */
  public static void spin() {
    WovenThread me = me();
    if (me.quiet == 0) {
      me.spins.spinInside(me.thread);
    } else {
      Threads.spin();
    }
  }

  /** Passes a point in the middle of a call. */
  public static void step() {
    WovenThread me = me();
    if (me.quiet == 0) {
      Hooks.point(me, me.run.tasks(), Access.UPDATE);
    }
  }

  /** What the caller does next happens after all that was handed to executors, or was a result, before. */
  public static void acquireTasks() {
    WovenThread me = me();
    if (me.run.races != null) {
      Hooks.acquire(me, me.run.tasks());
    }
  }

  /** A task is handed to an executor, has ended or has a result. */
  public static void releaseTasks() {
    WovenThread me = me();
    if (me.run.races != null && !me.thread.run().hasEnded()) {
      Hooks.release(me, me.run.tasks());
    }
  }

  /** {@code task} has thrown {@code thrown}, which it keeps unless it was cancelled. */
  public static void taskThrew(Object task, Throwable thrown) {
    WovenThread me = me();
    if (RunThread.isEndOfRun(thrown)) {
      return;
    }
    me.insideHooks++;
    try {
      if (task instanceof FutureTask<?> future && !future.isDone()) {
        me.run.engine.keeps(future, thrown, true);
      } else if (task instanceof ForkJoinTask<?> forked && !forked.isDone()) {
        me.run.engine.keeps(thrown, thrown, true);
      }
    } finally {
      me.insideHooks--;
    }
  }

  /**
   * A {@link CompletableFuture} keeps {@code failure}, unless it has {@code result} already. Those that are derived from it keep
   * the same one, so who asks any of them knows it.
   */
  public static void futureFails(
      @Nullable Object result, Throwable failure, boolean isThrown) {
    WovenThread me = me();
    if (result == null && !RunThread.isEndOfRun(failure)) {
      me.insideHooks++;
      try {
        me.run.engine.keeps(withoutWrappers(failure), failure, isThrown);
      } finally {
        me.insideHooks--;
      }
    }
  }

  /** Somebody learns of {@code failure}. */
  public static void asksFailure(Throwable failure) {
    me().run.engine.asks(withoutWrappers(failure));
  }

  /** What futures wrap, each in its own way, when they hand it on. */
  private static Throwable withoutWrappers(Throwable failure) {
    Throwable inside = failure;
    while (inside.getClass() == CompletionException.class && inside.getCause() != null) {
      inside = inside.getCause();
    }
    return inside;
  }

  /** Somebody asks for what {@code task} keeps. */
  public static void asksTask(Object task) {
    me().run.engine.asks(task);
  }

  /** The run's own pool in place of the common one. */
  public static ForkJoinPool commonPool() {
    WovenRun run = me().run;
    ForkJoinPool known = run.commonPool;
    if (known == null) {
      known = new CommonPool();
      run.commonPool = known;
    }
    return known;
  }

  /** Has a thread of its own for each task. */
  public static Executor asyncPool() {
    return task -> {
      int mode = DeepCalls.begins(); // an executor is no part of what is woven inside
      WovenThread me = me();
      startDaemon(me, "async-" + me.run.nextTask(), task);
      DeepCalls.ends(mode);
    };
  }

  private static void startDaemon(WovenThread me, String name, Runnable body) {
    startQuietly(me, Threads.create(me, name, true, body));
  }

  private static void startQuietly(WovenThread me, Thread thread) {
    me.quiet++;
    try {
      Threads.start(me, thread);
    } finally {
      me.quiet--;
    }
  }

  /** Runs a task later. */
  public static void delay(long nanos, Runnable task) {
    WovenThread me = me();
    startDaemon(
        me, "delay-" + me.run.nextTask(),
        () -> {
          WovenThread late = me();
          if (nanos > 0) {
            late.thread.waitUntilWoken(null, Deadline.at(Times.deadlineNanos(late, nanos)));
          }
          try {
            DeepCalls.run(late, task);
          } catch (RuntimeException e) {
            // That of an executor which rejects the task. The JDK keeps it in a future that nobody has.
          }
        });
  }

  /** A seed that follows from the run's. */
  public static long seed(long original) {
    return Randoms.seed(original);
  }

  /** Seeds the caller's ThreadLocalRandom. */
  public static boolean initRandom() {
    WovenThread me = me();
    Randoms.seedThreadLocalRandom(
        SplitMix64.mix(me.run.engine.seed() * 31 + me.number), me.number + 1);
    return true;
  }

  /** A UUID that follows from the run's seed. */
  public static @Nullable UUID uuid() {
    return Randoms.uuid();
  }

  /** Fills an array with what follows from the run's seed. */
  public static boolean randomBytes(byte[] bytes) {
    Draws draws = me().draws;
    long drawn = 0;
    for (int i = 0; i < bytes.length; i++) {
      drawn = i % Long.BYTES == 0 ? draws.seed() : drawn >>> Byte.SIZE;
      bytes[i] = (byte) drawn;
    }
    return true;
  }

  /** Enters a monitor that code of the program may take as well. */
  public static void enter(Object object) {
    Monitors.enter(me(), object, false);
  }

  /** Leaves it. */
  public static void exit(Object object) {
    Monitors.exit(object);
  }

  /** Waits in it. */
  public static void await(Object object, long millis) throws InterruptedException {
    Monitors.await(object, millis);
  }

  /** Notifies in it. */
  public static void signal(Object object, boolean all) {
    if (all) {
      Monitors.signalAll(object);
    } else {
      Monitors.signal(object);
    }
  }
}
