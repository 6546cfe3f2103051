package io.miniss.simulator.weave.rewrite;

import io.miniss.simulator.weave.hook.ArrayRanges;
import io.miniss.simulator.weave.hook.AtomicArrays;
import io.miniss.simulator.weave.hook.DeepCalls;
import io.miniss.simulator.weave.hook.Handles;
import io.miniss.simulator.weave.hook.HashCodes;
import io.miniss.simulator.weave.hook.Hooks;
import io.miniss.simulator.weave.hook.MethodsOfHandles;
import io.miniss.simulator.weave.hook.Monitors;
import io.miniss.simulator.weave.hook.Processes;
import io.miniss.simulator.weave.hook.Randoms;
import io.miniss.simulator.weave.hook.ReflectedFields;
import io.miniss.simulator.weave.hook.StackWalks;
import io.miniss.simulator.weave.hook.Statics;
import io.miniss.simulator.weave.hook.Threads;
import io.miniss.simulator.weave.hook.Times;
import java.lang.constant.ClassDesc;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The methods of the JDK in whose place woven code calls others. */
final class Redirections {
  static final ClassDesc THREAD = ClassDesc.ofInternalName("java/lang/Thread");
  static final ClassDesc HOOKS = desc(Hooks.class);
  static final ClassDesc DEEP = desc(DeepCalls.class);
  static final ClassDesc HANDLES = desc(Handles.class);
  static final ClassDesc ARRAY_RANGES = desc(ArrayRanges.class);
  static final ClassDesc ATOMIC_ARRAYS = desc(AtomicArrays.class);
  static final ClassDesc METHODS_OF_HANDLES = desc(MethodsOfHandles.class);
  static final ClassDesc REFLECTED_FIELDS = desc(ReflectedFields.class);
  static final ClassDesc MONITORS = desc(Monitors.class);
  static final ClassDesc THREADS = desc(Threads.class);
  static final ClassDesc TIMES = desc(Times.class);
  static final ClassDesc RANDOMS = desc(Randoms.class);
  static final ClassDesc HASH_CODES = desc(HashCodes.class);
  static final ClassDesc STACK_WALKS = desc(StackWalks.class);
  static final ClassDesc PROCESSES = desc(Processes.class);
  static final ClassDesc STATICS = desc(Statics.class);

  /** A static method that takes the receiver, if there is one, as its first parameter. */
  record Target(ClassDesc owner, String name) {}

  /** By class, name and descriptor. */
  private static final Map<String, Target> EXACT = new TreeMap<>();

  /** Methods that every class has, by name and descriptor. */
  private static final Map<String, Target> OF_OBJECT = new TreeMap<>();

  /** Methods that Thread and its subclasses have, by name and descriptor. */
  private static final Map<String, Target> OF_THREAD = new TreeMap<>();

  static {
    OF_OBJECT.put("wait()V", new Target(MONITORS, "await"));
    OF_OBJECT.put("wait(J)V", new Target(MONITORS, "await"));
    OF_OBJECT.put("wait(JI)V", new Target(MONITORS, "await"));
    OF_OBJECT.put("notify()V", new Target(MONITORS, "signal"));
    OF_OBJECT.put("notifyAll()V", new Target(MONITORS, "signalAll"));
    for (String each : new String[] {
      "start()V", "join()V", "join(J)V", "join(JI)V", "join(Ljava/time/Duration;)Z",
      "interrupt()V", "isInterrupted()Z", "isAlive()Z", "getState()Ljava/lang/Thread$State;",
      "setDaemon(Z)V", "isDaemon()Z", "setPriority(I)V", "isVirtual()Z", "threadId()J",
      "getThreadGroup()Ljava/lang/ThreadGroup;",
      "setUncaughtExceptionHandler(Ljava/lang/Thread$UncaughtExceptionHandler;)V"}) {
      OF_THREAD.put(each, new Target(THREADS, name(each)));
    }
    OF_THREAD.put("getId()J", new Target(THREADS, "threadId"));
    exact("java/lang/Thread", TIMES, "sleep(J)V", "sleep(JI)V", "sleep(Ljava/time/Duration;)V");
    exact(
        "java/lang/Thread", THREADS, "currentThread()Ljava/lang/Thread;", "activeCount()I",
        "startVirtualThread(Ljava/lang/Runnable;)Ljava/lang/Thread;",
        "setDefaultUncaughtExceptionHandler(Ljava/lang/Thread$UncaughtExceptionHandler;)V");
    exact("java/lang/Thread", MONITORS, "holdsLock(Ljava/lang/Object;)Z");
    EXACT.put("java/lang/Thread.yield()V", new Target(THREADS, "spin"));
    EXACT.put("java/lang/Thread.onSpinWait()V", new Target(THREADS, "spin"));
    exact(
        "java/util/concurrent/locks/LockSupport", THREADS, "park()V", "park(Ljava/lang/Object;)V",
        "parkNanos(J)V", "parkNanos(Ljava/lang/Object;J)V", "unpark(Ljava/lang/Thread;)V");
    exact("java/lang/System", TIMES, "nanoTime()J", "currentTimeMillis()J");
    exact("java/lang/System", HASH_CODES, "identityHashCode(Ljava/lang/Object;)I");
    exact("java/lang/System", PROCESSES, "exit(I)V");
    exact(
        "java/lang/Runtime", PROCESSES, "exit(I)V", "halt(I)V",
        "addShutdownHook(Ljava/lang/Thread;)V",
        "removeShutdownHook(Ljava/lang/Thread;)Z");
    exact("java/lang/System", PROCESSES, "console()Ljava/io/Console;");
    exact("java/lang/ProcessBuilder", PROCESSES, "start()Ljava/lang/Process;");
    exact("java/lang/Math", RANDOMS, "random()D");
    exact(
        "java/lang/StackWalker", STACK_WALKS,
        "walk(Ljava/util/function/Function;)Ljava/lang/Object;",
        "forEach(Ljava/util/function/Consumer;)V");
    EXACT.put(
        "java/util/concurrent/ThreadLocalRandom.current()Ljava/util/concurrent/ThreadLocalRandom;",
        new Target(RANDOMS, "threadLocalRandom"));
    for (String each : new String[] {"Integer", "Long", "Reference"}) {
      exact(
          "java/util/concurrent/atomic/Atomic" + each + "Array", ATOMIC_ARRAYS,
          "toString()Ljava/lang/String;");
    }
    exact("java/util/Collections", RANDOMS, "shuffle(Ljava/util/List;)V");
  }

  private Redirections() {}

  /** Whether the method is {@link Object#hashCode}, unless a subclass of {@code type} has another one. */
  static boolean isOfJvm(String type, String name, String descriptor, ClassHierarchy classes) {
    return name.equals("hashCode") && descriptor.equals("()I")
        && (type.startsWith("[") || !classes.hasHashCode(type));
  }

  private static ClassDesc desc(Class<?> type) {
    return ClassDesc.of(type.getName());
  }

  private static String name(String method) {
    return method.substring(0, method.indexOf('('));
  }

  private static void exact(String type, ClassDesc to, String... methods) {
    for (String each : methods) {
      EXACT.put(type + '.' + each, new Target(to, name(each)));
    }
  }

  /** What replaces the call of {@code type.name}, or null. */
  static @Nullable Target of(
      String type, String name, String descriptor, boolean isStatic, ClassHierarchy classes) {
    // A subclass of Thread may call a static method of that as its own.
    String owner = isStatic && classes.isThread(type) ? "java/lang/Thread" : type;
    Target exact = EXACT.get(owner + '.' + name + descriptor);
    if (exact != null || isStatic) {
      return exact;
    }
    if (isOfJvm(type, name, descriptor, classes)) {
      return new Target(HASH_CODES, "hashCode");
    }
    Target ofObject = OF_OBJECT.get(name + descriptor);
    if (ofObject != null) {
      return ofObject;
    }
    Target ofThread = OF_THREAD.get(name + descriptor);
    return ofThread != null && classes.isThread(type) ? ofThread : null;
  }
}
