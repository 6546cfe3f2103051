package io.miniss.simulator.weave.hook;

import io.miniss.simulator.engine.RunThread;
import io.miniss.simulator.random.SplitMix64;
import org.jspecify.annotations.Nullable;

/**
 * Hash codes of objects whose classes have no {@code hashCode}. The JVM draws them, so they and the order of a {@code
 * HashMap} differ from one process to the next. Those here follow from the run, and are other ones for each seed.
 *
 * <p>Such a hash code is forgotten at the end of the run. So an object has one only if no map that is older than the
 * run may have it as a key: see {@link Kind}. Outside a simulation all are the JVM's.
 */
public final class HashCodes {
  private enum Kind {
    /** Its class has a {@code hashCode}. */
    OWN,
    /** A woven object, which keeps what {@link #newHash} has drawn. */
    KEPT,
    /** A thread, which has its number in the run. */
    THREAD,
    /** A run makes it for itself: a lambda of woven code, a lock, a future, an array. */
    RUN,
    /** It may be older than the run: an object of a library that is not woven, a weak reference that the JDK keeps. */
    PROCESS
  }

  private static final ClassValue<Kind> KINDS =
      new ClassValue<>() {
        @Override
        protected Kind computeValue(Class<?> type) {
          return kind(type);
        }
      };

  private HashCodes() {}

  /** Loads all classes that finding a kind needs, and links those of them that an agent has given constants. */
  static void prepare() {
    KINDS.get(Object.class);
    KINDS.get(Throwable.class);
    ofClass(HashCodes.class);
    ofVirtual(Thread.currentThread());
  }

  // ---- called by woven code ----

  /** In place of {@link System#identityHashCode}. */
  public static int identityHashCode(@Nullable Object object) {
    WovenThread me = object == null ? null : WovenThread.current();
    if (object == null) {
      return 0;
    }
    return me == null ? System.identityHashCode(object) : identityOf(me, object);
  }

  /** In place of {@link Object#hashCode}. */
  public static int hashCode(Object object) {
    WovenThread me = object == null ? null : WovenThread.current();
    if (me == null) {
      return object.hashCode();
    }
    if (object instanceof Class<?> type) {
      return ofClass(type);
    }
    return switch (KINDS.get(object.getClass())) {
      case OWN, PROCESS -> object.hashCode();
      case KEPT, THREAD, RUN -> identityOf(me, object);
    };
  }

  /** The hash code of a woven object whose class declares no {@code hashCode}. */
  public static int newHash(Object object) {
    WovenThread me = WovenThread.current();
    return me == null ? System.identityHashCode(object) : me.draws.hash();
  }

  private static int identityOf(WovenThread me, Object object) {
    if (object instanceof Enum<?>) {
      return object.hashCode();
    }
    if (object instanceof Class<?> type && isOfWovenCode(type)) {
      return ofClass(type);
    }
    return switch (KINDS.get(object.getClass())) {
      case KEPT -> object.hashCode();
      case THREAD -> ofThread(me, (Thread) object);
      case OWN, RUN -> me.run.hashOf(me.draws, object, false);
      case PROCESS -> me.run.hashOf(me.draws, object, true);
    };
  }

  // ---- called by the JDK's bodies ----

  /** In place of {@link Object#hashCode} of a key. */
  static int ofKey(WovenThread me, Object key) {
    return switch (kindOf(me, key)) {
      case OWN, KEPT, PROCESS -> key.hashCode();
      case THREAD -> ofThread(me, (Thread) key);
      case RUN -> me.run.hashOf(me.draws, key, false);
    };
  }

  /** In place of {@link System#identityHashCode} of a key. */
  static int identityOfKey(WovenThread me, @Nullable Object key) {
    if (key == null) {
      return 0;
    }
    return switch (kindOf(me, key)) {
      case OWN ->
        isOfWovenCode(key.getClass()) ? identityOf(me, key) : System.identityHashCode(key);
      case KEPT, THREAD, RUN -> identityOf(me, key);
      case PROCESS -> System.identityHashCode(key);
    };
  }

  /** Reflection uses maps, too, so it asks again: the keys of those maps keep the JVM's hash codes. */
  private static Kind kindOf(WovenThread me, Object key) {
    if (me.asksForKind) {
      return Kind.PROCESS;
    }
    me.asksForKind = true;
    try {
      return KINDS.get(key.getClass());
    } finally {
      me.asksForKind = false;
    }
  }

  /** The hash code of a class: it follows from the name if that is woven. Called by any thread. */
  public static int ofClass(Class<?> type) {
    return isOfWovenCode(type) ? type.getName().hashCode() : type.hashCode();
  }

  /** The hash code of an enum constant whose name gives {@code named}; 0 if its class is not woven. */
  static int ofConstant(Enum<?> constant, int named) {
    if (!isOfWovenCode(constant.getDeclaringClass())) {
      return 0;
    }
    RunThread thread = RunThread.current();
    return thread != null && thread.run().attachment() instanceof WovenRun run
        ? run.salted(named)
        : named;
  }

  private static int ofThread(WovenThread me, Thread thread) {
    return thread.isVirtual() ? thread.hashCode() : me.run.hashOf(me.draws, thread, false);
  }

  /** The hash code of the virtual thread {@code thread}. Called by any thread. */
  static long ofVirtual(Thread thread) {
    RunThread known = RunThread.of(thread);
    return known == null ? thread.threadId() : hashOf(known);
  }

  private static int hashOf(RunThread thread) {
    return (int) SplitMix64.mix(thread.run().seed() * 31 + thread.hash());
  }

  // ---- kinds ----

  private static Kind kind(Class<?> type) {
    if (Thread.class.isAssignableFrom(type)) {
      return Kind.THREAD;
    }
    try {
      for (Class<?> at = type; at != null && at != Object.class; at = at.getSuperclass()) {
        for (var method : at.getDeclaredMethods()) {
          if (method.getName().equals("hashCode") && method.getParameterCount() == 0) {
            return method.isSynthetic() ? Kind.KEPT : Kind.OWN;
          }
        }
      }
    } catch (NoClassDefFoundError e) {
      return Kind.OWN; // a method mentions a class that is not there, so nobody can say
    }
    return isOfRun(type) ? Kind.RUN : Kind.PROCESS;
  }

  private static boolean isOfRun(Class<?> type) {
    if (type == Object.class || type == StringBuilder.class || type.isArray()
        || Throwable.class.isAssignableFrom(type)) {
      return true;
    }
    String name = type.getPackageName();
    return isOfWovenCode(type)
        || (type.getClassLoader() == null
            && (name.equals("java.util") || name.startsWith("java.util.concurrent")));
  }

  /** Whether the class is woven, or is a lambda of a woven class. */
  private static boolean isOfWovenCode(Class<?> type) {
    Class<?> host = type.getNestHost();
    return WovenClasses.contain(host);
  }
}
