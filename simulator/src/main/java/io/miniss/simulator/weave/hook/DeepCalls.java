package io.miniss.simulator.weave.hook;

import io.miniss.runtime.spi.Access;
import io.miniss.simulator.engine.RunThread;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What {@code java.util.concurrent} calls where it is woven inside. Its accesses are points if woven code, or the JDK
 * for it, has called it. Calls by libraries that are not woven, and by the JDK for itself, pass no point: they may
 * depend on what the process has done before the run.
 */
public final class DeepCalls {
  private static final int ORIGINAL = 0;
  private static final int QUIET = 1;
  private static final int DEEP = 2;

  private DeepCalls() {}

  /**
   * To be called before the JDK calls this class: loading classes calls {@code java.util.concurrent}, and so {@link
   * #mode}.
   */
  public static void prepare() {
    ClassInitialiser.initialise(
        WovenRun.class, WovenThread.class, Hooks.class, Monitors.class, JdkFields.class,
        DeepObjects.class);
  }

  // ---- which code is executed ----

  /** The body that the caller executes: its own, the woven one without points, or the woven one. */
  public static int mode() {
    RunThread thread = RunThread.current();
    if (thread == null
        || !(thread.run().attachment() instanceof WovenRun run)
        || !run.isDeep
        || run.doesOnce(thread)) {
      return ORIGINAL;
    }
    if (!(thread.attachment() instanceof WovenThread me)) {
      return QUIET;
    }
    if (me.insideHooks > 0) {
      return ORIGINAL;
    }
    return me.isDeep ? DEEP : QUIET;
  }

  /** The caller goes on in {@code mode}. */
  public static void restore(int mode) {
    WovenThread me = WovenThread.known();
    if (me != null) {
      me.isDeep = mode == DEEP;
    }
  }

  /** The caller calls code that is not part of {@code java.util.concurrent}. */
  public static void leave() {
    WovenThread me = WovenThread.known();
    if (me != null) {
      me.isDeep = false;
    }
  }

  /** The calling thread, if its accesses are points now; else null. */
  private static @Nullable WovenThread deep() {
    WovenThread me = WovenThread.known();
    return me != null && me.isDeep && me.quiet == 0 ? me : null;
  }

  /** Runs {@code body}, which the JDK may have made, as what a thread of the program does. */
  static void run(WovenThread me, Runnable body) {
    me.isDeep = me.run.isDeep && DeepObjects.isWoven(body);
    body.run();
    me.isDeep = false;
  }

  // ---- called by woven code ----

  /** Before a method of {@code java.util.concurrent} is called that is static or inherited. */
  public static void call() {
    WovenThread me = WovenThread.current();
    if (me != null) {
      me.isDeep = me.run.isDeep;
    }
  }

  /** After such a call, or one of an object, also if it throws. */
  public static void called() {
    leave();
  }

  /** At the start of a method that the JDK may call; returns what {@link #ends} takes. */
  public static int begins() {
    WovenThread me = WovenThread.known();
    if (me == null || !me.isDeep) {
      return QUIET;
    }
    me.isDeep = false;
    return DEEP;
  }

  /** At the end of such a method. */
  public static void ends(int mode) {
    if (mode == DEEP) {
      restore(mode);
    }
  }

  // ---- accesses ----

  /** Before the field {@code key} of {@code object} is accessed. */
  public static void field(Object object, String key, Access access) {
    WovenThread me = deep();
    if (me != null) {
      me.insideHooks++;
      try {
        access(me, me.run.location(object, JdkFields.number(key)), access);
      } finally {
        me.insideHooks--;
      }
    }
  }

  /** Before {@code array[index]} is accessed. */
  public static void element(Object array, int index, Access access) {
    WovenThread me = deep();
    if (me != null) {
      me.insideHooks++;
      try {
        access(me, me.run.location(array, WovenLocation.element(index)), access);
      } finally {
        me.insideHooks--;
      }
    }
  }

  /** Before what is at {@code offset} of {@code object} is accessed. */
  public static void unsafe(Object object, long offset, Access access) {
    WovenThread me = deep();
    if (me != null && !(object instanceof Class) && !(object instanceof Thread)) {
      me.insideHooks++;
      try {
        access(me, me.run.location(object, JdkFields.at(object.getClass(), offset)), access);
      } finally {
        me.insideHooks--;
      }
    }
  }

  /** Before what {@code handle} stands for is accessed. */
  public static void handle(VarHandle handle, Object target, int index, Access access) {
    WovenThread me = deep();
    if (me != null && !(target instanceof Thread)) {
      me.insideHooks++;
      try {
        Handle known = JdkFields.handle(handle);
        if (known.kind() == Handle.OF_ARRAY) {
          access(me, me.run.location(target, WovenLocation.element(index)), access);
        } else if (known.kind() == Handle.OF_OBJECT) {
          access(me, me.run.location(target, known.field()), access);
        }
      } finally {
        me.insideHooks--;
      }
    }
  }

  /** Before {@code object} is accessed as a whole. */
  public static void whole(Object object, Access access) {
    whole(object, access, null);
  }

  /** Before {@code thread} is unparked. */
  public static void unpark(Thread thread) {
    whole(thread, Access.UPDATE, "unpark");
  }

  private static void whole(Object object, Access access, @Nullable String verb) {
    WovenThread me = deep();
    if (me != null) {
      me.insideHooks++;
      try {
        access(me, me.run.location(object, WovenLocation.OBJECT), access, verb);
      } finally {
        me.insideHooks--;
      }
    }
  }

  /** Each access orders threads as that of a volatile variable does: the JDK's plain ones are so on purpose. */
  private static void access(WovenThread me, WovenLocation location, Access access) {
    access(me, location, access, null);
  }

  private static void access(
      WovenThread me, WovenLocation location, Access access, @Nullable String verb) {
    if (!Hooks.point(me, location, access, verb)) {
      return;
    }
    me.run.countDeepPoint();
    if (me.run.races != null && me.initialising == 0) {
      if (access != Access.READ) {
        Hooks.release(me, location);
      }
      if (access != Access.WRITE) {
        Hooks.acquire(me, location);
      }
    }
  }

  // ---- monitors ----

  /** Before the JVM's monitor of {@code object} is entered: the simulated one comes first, so nobody waits for it. */
  public static void enter(Object object) {
    WovenThread me = WovenThread.known();
    if (me == null || me.insideHooks > 0) {
      return;
    }
    me.insideHooks++;
    try {
      if (me.isDeep) {
        Monitors.enter(me, object, true);
      } else {
        Monitors.enterQuietly(me, object);
      }
    } finally {
      me.insideHooks--;
    }
  }

  /** After it has been left. */
  public static void exit(Object object) {
    WovenThread me = WovenThread.known();
    if (me == null || me.insideHooks > 0) {
      return;
    }
    me.insideHooks++;
    try {
      if (me.isDeep) {
        Monitors.exit(object);
      } else {
        Monitors.exitQuietly(me, object);
      }
    } finally {
      me.insideHooks--;
    }
  }

  /** Throws {@code thrown} again if the run is over. */
  public static void caught(Throwable thrown) {
    Hooks.caught(thrown);
  }
}
