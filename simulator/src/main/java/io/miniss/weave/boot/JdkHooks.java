package io.miniss.weave.boot;

import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What bodies of JDK classes call when they have been rewritten. It is loaded by the JVM's own loader, as those
 * classes are, and so refers to nothing but the JDK. On threads that belong to no simulation it does what the JDK
 * does. Any thread may call.
 */
public final class JdkHooks {
  /** Answers for threads of a simulation. */
  public interface Handler {
    /** Whether the calling thread belongs to a simulation. */
    boolean isSimulated();

    /** The calling thread does what is done once in a process: until {@link #endOnce} the JDK is as it is. */
    void beginOnce();

    /** Ends what {@link #beginOnce} began. */
    void endOnce();

    /** Whether parallel streams of the calling thread are executed by it alone. */
    boolean isInOneThread();

    /** Where iterations over {@code Set.of} and {@code Map.of} begin in this run, in 32 bits. */
    long salt();

    /** Parks as a thread of the simulation; false if the JDK is to park the thread. */
    boolean park(boolean timed, long nanos);

    /** Unparks a thread of the simulation; false if the JDK is to do it. */
    boolean unpark(Thread thread);

    /** Sleeps in virtual time. */
    void sleepNanos(long nanos) throws InterruptedException;

    /** What {@link System#nanoTime} is for the caller. */
    long nanoTime();

    /** What {@link System#currentTimeMillis} is for the caller. */
    long currentTimeMillis();

    /** Interrupts a thread. */
    void interrupt(Thread thread);

    /** A new thread of the simulation. */
    Thread newThread(
        @Nullable ThreadGroup group, @Nullable Runnable body, @Nullable String name, long stack);

    /** Says whether a thread keeps the run from ending. */
    void setDaemon(Thread thread, boolean daemon);

    /** A new virtual thread of the simulation. */
    Thread newVirtual(@Nullable String name, Runnable body);

    /** Starts {@code thread} as one of the simulation; false if the JDK is to start it. */
    boolean start(Thread thread);

    /**
     * The same for a thread of a flock, which is told when it starts and, by the thread itself, when it ends. The
     * thread inherits the scoped values of {@code container}, the flock's list of threads.
     */
    boolean startInFlock(
        Object container, Thread thread, Consumer<Thread> onStart, Consumer<Thread> onExit);

    /** Joins {@code thread}, which is one of the simulation; false if the JDK is to do it. */
    boolean join(Thread thread, long millis) throws InterruptedException;

    /** Whether {@code thread} is alive: 1 or 0, or -1 if the JDK knows. */
    int isAlive(Thread thread);

    /** What {@link Thread#currentThread} is for the program. */
    Thread currentThread();

    /** The id of a thread. */
    long threadId(Thread thread);

    /** What {@code thread} is called with its id and group, or null if the JDK knows. */
    @Nullable String threadText(Thread thread);

    /** Has found nothing to do, and looks again. */
    void spin();

    /** Others may do something before the caller goes on. */
    void step();

    /** What is done next happens after all that was handed to executors, or was a result, before. */
    void acquireTasks();

    /** A task is handed to an executor, has ended or has a result. */
    void releaseTasks();

    /** {@code task} has thrown {@code thrown}, and is about to keep it for who asks. */
    void taskThrew(Object task, Throwable thrown);

    /**
     * A future is about to keep {@code failure} for who asks, unless it has {@code result} already, which is null if not.
     *
     * @param isThrown whether a task or a function has thrown it
     */
    void futureFails(@Nullable Object result, Throwable failure, boolean isThrown);

    /** Somebody asks for what {@code task} keeps. */
    void asksTask(Object task);

    /** Somebody learns of {@code failure}, which a future or a task keeps. */
    void asksFailure(Throwable failure);

    /** The pool for those who have no other. */
    ForkJoinPool commonPool();

    /** Runs tasks that have no executor. */
    Executor asyncPool(Executor original);

    /** Runs {@code task} after {@code nanos} of virtual time. */
    void delay(long nanos, Runnable task);

    /** A seed for a random generator; {@code original} outside a simulation. */
    long seed(long original);

    /** Seeds the calling thread's ThreadLocalRandom. */
    boolean initRandom();

    /** A random UUID. */
    @Nullable UUID uuid();

    /** Fills {@code bytes} with what a SecureRandom draws; false if the JDK is to do it. */
    boolean randomBytes(byte[] bytes);

    /** What stands for the id of {@code thread}, a virtual one, in its hash code, whoever asks. */
    long hashOfVirtual(Thread thread);

    /** The hash code of {@code key}, which its class may have left to the JVM. */
    int hashCode(Object key);

    /** The identity hash code of {@code key}. */
    int identityHashCode(@Nullable Object key);

    /** The hash code of {@code type}, whoever asks. */
    int hashOfClass(Class<?> type);

    /** The hash code of {@code constant}, where {@code named} follows from its name; 0 if its class is not woven. */
    int hashOfConstant(Enum<?> constant, int named);

    /** Enters the simulated monitor of {@code object}. */
    void enter(Object object);

    /** Leaves the simulated monitor of {@code object}. */
    void exit(Object object);

    /** Waits in the simulated monitor of {@code object}. */
    void await(Object object, long millis) throws InterruptedException;

    /** Notifies in the simulated monitor of {@code object}. */
    void signal(Object object, boolean all);
  }

  private static volatile @Nullable Handler handler;

  private JdkHooks() {}

  /** From now on calls {@code newHandler} for threads of simulations. */
  public static void install(Handler newHandler) {
    handler = newHandler;
  }

  private static @Nullable Handler simulated() {
    Handler known = handler;
    return known != null && Thread.currentThread().isVirtual() && known.isSimulated()
        ? known
        : null;
  }

  /** Whether the calling thread belongs to a simulation. */
  public static boolean isSimulated() {
    return simulated() != null;
  }

  /** Before a class is loaded, or an instruction of any class is linked. */
  public static void beginOnce() {
    Handler known = handler;
    if (known != null && Thread.currentThread().isVirtual()) {
      known.beginOnce();
    }
  }

  /** After that, also if it throws. */
  public static void endOnce() {
    Handler known = handler;
    if (known != null && Thread.currentThread().isVirtual()) {
      known.endOnce();
    }
  }

  /** In place of {@code drawn}, which decides where iterations over {@code Set.of} and {@code Map.of} begin. */
  public static long salt(long drawn) {
    Handler known = simulated();
    return known == null ? drawn : known.salt();
  }

  /** In place of {@code drawn}, which decides in which direction they go: always the same in a simulation. */
  public static boolean reverse(boolean drawn) {
    return simulated() == null && drawn;
  }

  /** At the start of {@code LockSupport.park}; true if it is done. */
  public static boolean park(@Nullable Object blocker) {
    Handler known = simulated();
    return known != null && park(known, blocker, false, 0);
  }

  /** At the start of {@code LockSupport.parkNanos}; true if it is done. */
  public static boolean parkNanos(@Nullable Object blocker, long nanos) {
    Handler known = simulated();
    return known != null && park(known, blocker, true, nanos);
  }

  /** At the start of {@code LockSupport.parkUntil}; true if it is done. */
  public static boolean parkUntil(@Nullable Object blocker, long millis) {
    Handler known = simulated();
    return known != null
        && park(known, blocker, true, (millis - known.currentTimeMillis()) * 1_000_000);
  }

  /** Parks for {@code blocker}, which others may ask for meanwhile; null for the methods that have none. */
  private static boolean park(
      Handler known, @Nullable Object blocker, boolean timed, long nanos) {
    if (blocker == null) {
      return known.park(timed, nanos);
    }
    LockSupport.setCurrentBlocker(blocker);
    try {
      return known.park(timed, nanos);
    } finally {
      LockSupport.setCurrentBlocker(null);
    }
  }

  /** At the start of {@code LockSupport.unpark}; true if it is done. */
  public static boolean unpark(@Nullable Thread thread) {
    Handler known = thread == null ? null : simulated();
    return known != null && thread != null && known.unpark(thread);
  }

  /** At the start of {@code Thread.sleepNanos}; true if it is done. */
  public static boolean sleepNanos(long nanos) throws InterruptedException {
    Handler known = simulated();
    if (known != null) {
      known.sleepNanos(nanos);
    }
    return known != null;
  }

  /** In place of {@link System#nanoTime}. */
  public static long nanoTime() {
    Handler known = simulated();
    return known == null ? System.nanoTime() : known.nanoTime();
  }

  /** In place of {@link System#currentTimeMillis}. */
  public static long currentTimeMillis() {
    Handler known = simulated();
    return known == null ? System.currentTimeMillis() : known.currentTimeMillis();
  }

  /** In place of {@link Thread#interrupt}. */
  public static void interrupt(Thread thread) {
    Handler known = simulated();
    if (known == null) {
      thread.interrupt();
    } else {
      known.interrupt(thread);
    }
  }

  /** In place of {@code threads.forEach(interrupt)}. */
  public static void interruptAll(Set<Thread> threads, Consumer<Thread> interrupt) {
    Handler known = simulated();
    if (known == null) {
      threads.forEach(interrupt);
    } else {
      for (Thread each : threads) {
        known.interrupt(each);
      }
    }
  }

  /** In place of a constructor of Thread. */
  public static Thread newThread(
      @Nullable ThreadGroup group, Runnable body, String name, long stack) {
    Handler known = simulated();
    return known == null
        ? new Thread(group, body, name, stack)
        : known.newThread(group, body, name, stack);
  }

  /** In place of {@link Thread#setDaemon}. */
  public static void setDaemon(Thread thread, boolean daemon) {
    Handler known = simulated();
    if (known == null) {
      thread.setDaemon(daemon);
    } else {
      known.setDaemon(thread, daemon);
    }
  }

  /** At the start of {@link Thread#start}; true if it is done. */
  public static boolean start(Thread thread) {
    Handler known = simulated();
    return known != null && known.start(thread);
  }

  /** In place of the start of a thread in a {@code ThreadFlock}; false if the JDK is to start it. */
  public static boolean startInFlock(
      Object container, Thread thread, Consumer<Thread> onStart, Consumer<Thread> onExit) {
    Handler known = simulated();
    return known != null && known.startInFlock(container, thread, onStart, onExit);
  }

  /** At the start of {@link Thread#join(long)}; true if it is done. */
  public static boolean join(Thread thread, long millis) throws InterruptedException {
    Handler known = thread.isVirtual() ? null : simulated();
    return known != null && known.join(thread, millis);
  }

  /** At the start of {@link Thread#isAlive}; -1 if the JDK knows. */
  public static int isAlive(Thread thread) {
    Handler known = thread.isVirtual() ? null : simulated();
    return known == null ? -1 : known.isAlive(thread);
  }

  /** In place of {@link Thread#currentThread}, where the program's view counts. */
  public static Thread currentThread() {
    Handler known = simulated();
    return known == null ? Thread.currentThread() : known.currentThread();
  }

  /** In place of {@code original}, the carrier of the caller, where that is asked for as a worker of a pool. */
  public static Thread carrier(Thread original) {
    Handler known = simulated();
    return known == null ? original : known.currentThread();
  }

  /** In place of {@link Thread#threadId}. */
  public static long threadId(Thread thread) {
    Handler known = simulated();
    return known == null ? thread.threadId() : known.threadId(thread);
  }

  /** At the start of {@link Thread#toString}; null if the JDK is to make it. */
  public static @Nullable String threadText(Thread thread) {
    Handler known = simulated();
    return known == null ? null : known.threadText(thread);
  }

  /** In place of {@link Thread#threadId} where it is the hash code of a virtual thread. */
  public static long hashOfVirtual(Thread thread) {
    Handler known = handler;
    return known == null ? thread.threadId() : known.hashOfVirtual(thread);
  }

  /** In place of {@link Object#hashCode} where it decides the order of a collection, or is a part of another one. */
  public static int hashCode(Object key) {
    Handler known = mayFollowFromRun(key) ? simulated() : null;
    if (known == null) {
      return key instanceof Class<?> type ? hashOfClass(type) : key.hashCode();
    }
    return known.hashCode(key);
  }

  /** In place of {@link System#identityHashCode}. */
  public static int identityHashCode(@Nullable Object key) {
    Handler known = key != null && mayFollowFromRun(key) ? simulated() : null;
    if (known == null || key == null) {
      return key instanceof Class<?> type ? hashOfClass(type) : System.identityHashCode(key);
    }
    return known.identityHashCode(key);
  }

  /** The same for all threads: a class may be a key of maps that no run has made. */
  private static int hashOfClass(Class<?> type) {
    Handler known = type.getClassLoader() == null ? null : handler;
    return known == null ? type.hashCode() : known.hashOfClass(type);
  }

  /**
   * Whether the hash code of {@code key} may be another one than the JVM's. Not so for the keys of class loaders and
   * method handles. To ask the handler may load a class, and so would ask for theirs, without end.
   */
  private static boolean mayFollowFromRun(Object key) {
    Class<?> type = key.getClass();
    if (type.getClassLoader() != null) {
      return true;
    }
    String name = type.getPackageName();
    return type == Object.class
        || type == StringBuilder.class
        || type.isArray()
        || name.equals("java.util")
        || name.startsWith("java.util.concurrent")
        || key instanceof Thread
        || key instanceof Throwable
        || key instanceof Enum<?>;
  }

  /** In place of the identity hash code of an enum constant, which differs from one JVM to the next; never 0. */
  public static int hashOfConstant(Object constant) {
    int hash = named((Enum<?>) constant);
    return hash == 0 ? 1 : hash;
  }

  /** At the start of {@link Enum#hashCode}; 0 if the class of the constant is not woven. */
  public static int hashOfWovenConstant(Object constant) {
    Enum<?> each = (Enum<?>) constant;
    Handler known = each.getDeclaringClass().getClassLoader() == null ? null : handler;
    return known == null ? 0 : known.hashOfConstant(each, named(each));
  }

  private static int named(Enum<?> constant) {
    return 31 * constant.getDeclaringClass().getName().hashCode() + constant.name().hashCode();
  }

  /** In place of {@link Thread#onSpinWait} and {@link Thread#yield}. */
  public static void spin() {
    Handler known = simulated();
    if (known == null) {
      Thread.onSpinWait();
    } else {
      known.spin();
    }
  }

  /** In place of {@code Unsafe.park}; true if it is done. */
  public static boolean unsafePark(boolean isAbsolute, long time) {
    Handler known = simulated();
    if (known == null) {
      return false;
    }
    long nanos = isAbsolute ? (time - known.currentTimeMillis()) * 1_000_000 : time;
    return known.park(isAbsolute || time != 0, nanos);
  }

  /** Where the JDK hands over a part of its work. */
  public static void step() {
    Handler known = simulated();
    if (known != null) {
      known.step();
    }
  }

  /** Before a task of an executor or a future runs, and after somebody has found that it is done. */
  public static void acquireTasks() {
    Handler known = simulated();
    if (known != null) {
      known.acquireTasks();
    }
  }

  /** When a task is handed to an executor, and when it has ended, before others learn of it. */
  public static void releaseTasks() {
    Handler known = simulated();
    if (known != null) {
      known.releaseTasks();
    }
  }

  /** Before {@code task} keeps what it has thrown. */
  public static void taskThrew(Object task, Throwable thrown) {
    Handler known = simulated();
    if (known != null) {
      known.taskThrew(task, thrown);
    }
  }

  /** Before a future keeps {@code failure}, if {@code result} is null. */
  public static void futureFails(
      @Nullable Object result, Throwable failure, boolean isThrown) {
    Handler known = simulated();
    if (known != null) {
      known.futureFails(result, failure, isThrown);
    }
  }

  /** Before somebody learns of {@code failure}, which a future or a task keeps; null if it keeps none. */
  public static void asksFailure(@Nullable Throwable failure) {
    Handler known = simulated();
    if (known != null && failure != null) {
      known.asksFailure(failure);
    }
  }

  /** Before somebody learns what {@code task} keeps. */
  public static void asksTask(Object task) {
    Handler known = simulated();
    if (known != null) {
      known.asksTask(task);
    }
  }

  /** After the status of a ForkJoinTask was read: it is done if that is negative. */
  public static void taskStatus(int status) {
    if (status < 0) {
      acquireTasks();
    }
  }

  /** At the start of {@code AbstractPipeline.isParallel}; true if it is to answer no. */
  public static boolean isInOneThread() {
    Handler known = simulated();
    return known != null && known.isInOneThread();
  }

  /** In place of {@code original}, into how many parts a parallel stream is split outside of pools. */
  public static int leafTarget(int original) {
    Handler known = simulated();
    return known == null ? original : known.commonPool().getParallelism() * 4;
  }

  /** In place of the common pool. */
  public static ForkJoinPool commonPool(ForkJoinPool original) {
    Handler known = simulated();
    return known == null ? original : known.commonPool();
  }

  /** At the start of {@code ThreadBuilders.newVirtualThread}; null if the JDK is to make it. */
  public static @Nullable Thread newVirtual(
      @Nullable Executor scheduler, @Nullable String name, Runnable body) {
    Handler known = scheduler == null ? simulated() : null;
    return known == null ? null : known.newVirtual(name, body);
  }

  /** In place of the common pool of {@code CompletableFuture}. */
  public static Executor asyncPool(Executor original) {
    Handler known = simulated();
    return known == null ? original : known.asyncPool(original);
  }

  /** Runs {@code task} later; true if that is done. */
  public static boolean delay(long nanos, Runnable task) {
    Handler known = simulated();
    if (known != null) {
      known.delay(nanos, task);
    }
    return known != null;
  }

  /** Has {@code executor} run {@code task} later; true if that is done. */
  public static boolean delay(long nanos, Executor executor, Runnable task) {
    Handler known = simulated();
    if (known != null) {
      known.delay(nanos, () -> executor.execute(task));
    }
    return known != null;
  }

  /** A seed for a random generator. */
  public static long seed(long original) {
    Handler known = simulated();
    return known == null ? original : known.seed(original);
  }

  /** At the start of {@code ThreadLocalRandom.localInit}; true if it is done. */
  public static boolean initRandom() {
    Handler known = simulated();
    return known != null && known.initRandom();
  }

  /** At the start of {@code UUID.randomUUID}; null if the JDK is to make it. */
  public static @Nullable UUID uuid() {
    Handler known = simulated();
    return known == null ? null : known.uuid();
  }

  /** At the start of {@code SecureRandom.nextBytes}; true if it is done. */
  public static boolean randomBytes(byte[] bytes) {
    Handler known = simulated();
    return known != null && known.randomBytes(bytes);
  }

  /** Before the JVM's monitor of {@code object} is entered. */
  public static void enter(Object object) {
    Handler known = simulated();
    if (known != null) {
      known.enter(object);
    }
  }

  /** After the JVM's monitor of {@code object} has been left. */
  public static void exit(Object object) {
    Handler known = simulated();
    if (known != null) {
      known.exit(object);
    }
  }

  /** In place of {@link Object#wait(long)}, where no monitor of the JVM is taken. */
  @SuppressWarnings("WaitNotInLoop") // whose wait it is has the loop
  public static void await(Object object, long millis) throws InterruptedException {
    Handler known = simulated();
    if (known == null) {
      object.wait(millis);
    } else {
      known.await(object, millis);
    }
  }

  /** In place of {@link Object#wait(long, int)}, which rounds up as well. */
  public static void await(Object object, long millis, int nanos) throws InterruptedException {
    if (nanos < 0 || nanos > 999_999) {
      throw new IllegalArgumentException("nanosecond timeout value out of range");
    }
    await(object, nanos > 0 && millis < Long.MAX_VALUE ? millis + 1 : millis);
  }

  /** In place of {@link Object#notify}. */
  public static void signal(Object object) {
    Handler known = simulated();
    if (known == null) {
      object.notify();
    } else {
      known.signal(object, false);
    }
  }

  /** In place of {@link Object#notifyAll}. */
  public static void signalAll(Object object) {
    Handler known = simulated();
    if (known == null) {
      object.notifyAll();
    } else {
      known.signal(object, true);
    }
  }
}
