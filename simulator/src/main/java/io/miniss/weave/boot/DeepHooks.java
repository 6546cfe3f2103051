package io.miniss.weave.boot;

import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What methods of {@code java.util.concurrent} call that are woven inside. Each has its original body and a woven
 * one, and {@link #mode} says at its start which is executed. It is loaded by the JVM's own loader, as those classes
 * are, and so refers to nothing but the JDK. Any thread may call.
 */
public final class DeepHooks {
  /** {@link #mode}: the original body. */
  public static final int ORIGINAL = 0;

  /** {@link #mode}: the woven body, whose accesses are no points. */
  public static final int QUIET = 1;

  /** {@link #mode}: the woven body. */
  public static final int DEEP = 2;

  /** A kind of access: a read. */
  public static final int READ = 0;

  /** A kind of access: a write. */
  public static final int WRITE = 1;

  /** A kind of access: a read and a write in one. */
  public static final int UPDATE = 2;

  /** Answers for threads of simulations. */
  public interface Handler {
    /** Which body the caller executes. */
    int mode();

    /** The calling method goes on in {@code mode}, after it has called a method that may have another. */
    void restore(int mode);

    /** The calling method calls code that is not part of {@code java.util.concurrent}. */
    void leave();

    /** Before the field {@code key} of {@code object} is accessed. */
    void field(Object object, String key, int access);

    /** Before {@code array[index]} is accessed. */
    void element(Object array, int index, int access);

    /** Before what is at {@code offset} of {@code object} is accessed through {@code Unsafe}. */
    void unsafe(Object object, long offset, int access);

    /** Before what {@code handle} stands for is accessed. */
    void handle(VarHandle handle, Object target, int index, int access);

    /** Before {@code object} is accessed as a whole. */
    void whole(Object object, int access);

    /** Before {@code thread} is unparked. */
    void unpark(Thread thread);

    /** Before the JVM's monitor of {@code object} is entered. */
    void enter(Object object);

    /** After the JVM's monitor of {@code object} has been left. */
    void exit(Object object);

    /** A handler has caught {@code thrown}; throws it again if the run is over. */
    void caught(Throwable thrown);
  }

  private static volatile @Nullable Handler handler;

  private DeepHooks() {}

  /** From now on calls {@code newHandler} for threads of simulations. */
  public static void install(Handler newHandler) {
    handler = newHandler;
  }

  /** Which body the caller executes. */
  public static int mode() {
    Handler known = handler;
    return known != null && Thread.currentThread().isVirtual() ? known.mode() : ORIGINAL;
  }

  /** After a call of code with another mode, and at the start of handlers of exceptions. */
  public static void restore(int mode) {
    Handler known = handler;
    if (known != null) {
      known.restore(mode);
    }
  }

  /** Before a call of code that is not part of {@code java.util.concurrent}. */
  public static void leave() {
    Handler known = handler;
    if (known != null) {
      known.leave();
    }
  }

  /** Before a field is read. */
  public static void read(@Nullable Object object, String key) {
    Handler known = handler;
    if (known != null && object != null) {
      known.field(object, key, READ);
    }
  }

  /** Before a field is written. */
  public static void write(@Nullable Object object, String key) {
    Handler known = handler;
    if (known != null && object != null) {
      known.field(object, key, WRITE);
    }
  }

  /** Before an element of an array is accessed. */
  public static void element(@Nullable Object array, int index, int access) {
    Handler known = handler;
    if (known != null && array != null) {
      known.element(array, index, access);
    }
  }

  /** Before an access through {@code Unsafe}. */
  public static void unsafe(@Nullable Object object, long offset, int access) {
    Handler known = handler;
    if (known != null && object != null) {
      known.unsafe(object, offset, access);
    }
  }

  /** Before an access through a {@code VarHandle}. The JVM may have to link the call, so it is left as well. */
  public static void handle(VarHandle handle, @Nullable Object target, int index, int access) {
    Handler known = handler;
    if (known != null) {
      if (target != null) {
        known.handle(handle, target, index, access);
      }
      known.leave();
    }
  }

  /** Before an object is accessed as a whole. */
  public static void whole(@Nullable Object object, int access) {
    Handler known = handler;
    if (known != null && object != null) {
      known.whole(object, access);
    }
  }

  /** Before {@code thread}, which is one or null, is unparked. */
  public static void unpark(@Nullable Object thread) {
    Handler known = handler;
    if (known != null && thread != null) {
      known.unpark((Thread) thread);
    }
  }

  /** Before the JVM's monitor of {@code object} is entered. */
  public static void enter(@Nullable Object object) {
    Handler known = handler;
    if (known != null && object != null) {
      known.enter(object);
    }
  }

  /** After the JVM's monitor of {@code object} has been left. */
  public static void exit(@Nullable Object object) {
    Handler known = handler;
    if (known != null && object != null) {
      known.exit(object);
    }
  }

  /** At the start of a handler that catches everything. */
  public static void caught(Throwable thrown) {
    Handler known = handler;
    if (known != null) {
      known.caught(thrown);
    }
  }
}
