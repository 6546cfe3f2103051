package io.miniss.simulator.weave.hook;

import io.miniss.runtime.spi.Access;
import io.miniss.simulator.text.WovenFrames;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Initialises woven classes once in each run, when the run first uses them, as the JVM does once in a process. A
 * woven class has its initialiser in a method {@value #INITIALISER} and a static field {@value #EPOCH}; before a
 * use, its code compares the field with the run's number and calls {@link #initialise} if they differ. The JVM's
 * own initialisation does nothing, so threads can be switched while an initialiser waits.
 */
public final class Statics {
  /** The method that sets the static fields to their defaults and runs the initialiser. */
  public static final String INITIALISER = WovenFrames.INITIALISER;

  /** The method that initialises the class if the run has not yet used it. */
  public static final String INIT = WovenFrames.PREFIX + "init";

  /** The field with the number of the run that the static fields are of. */
  public static final String EPOCH = WovenFrames.PREFIX + "epoch";

  /** The suffix of the class that holds the static fields of an interface. */
  public static final String HOLDER_SUFFIX = "$miniss$Statics";

  private Statics() {}

  /** An initialisation that is going on, or has failed. */
  private static final class Progress {
    final WovenThread by;
    final List<WovenThread> waiting = new ArrayList<>(0);
    boolean isDone;

    /** Why it has failed, as the JVM tells those who use the class later. */
    @Nullable ExceptionInInitializerError failure;

    Progress(WovenThread by) {
      this.by = by;
    }

    @Override
    public String toString() {
      return isDone ? "done" : failure != null ? "failed" : "by " + by.name();
    }
  }

  /**
   * Has woven code's first use of {@code type} happen now; does nothing if the class is not woven, or if neither it nor
   * its superclasses are initialised in each run.
   */
  public static void use(@Nullable Class<?> type) {
    WovenThread me = WovenThread.current();
    if (me != null && type != null && me.run.role(type) instanceof Progress known && known.isDone) {
      return;
    }
    for (Class<?> at = type; at != null && WovenClasses.contain(at); at = at.getSuperclass()) {
      Method init = declared(at, INIT);
      if (init != null) {
        throwIfAny(thrownBy(init));
        return;
      }
    }
  }

  /** {@link #use(Class)}, but only if {@code initialises}. */
  public static void use(@Nullable Class<?> type, boolean initialises) {
    if (initialises) {
      use(type);
    }
  }

  /** Before the program calls {@code executable} by reflection. */
  public static void useOf(@Nullable Executable executable) {
    if (executable instanceof Constructor) {
      useToMake(executable.getDeclaringClass());
    } else if (executable != null && Modifier.isStatic(executable.getModifiers())) {
      use(executable.getDeclaringClass());
    }
  }

  /** Before the program makes an object of {@code type} by reflection, which throws if it is abstract. */
  public static void useToMake(@Nullable Class<?> type) {
    if (type != null && !Modifier.isAbstract(type.getModifiers())) {
      use(type);
    }
  }

  private static @Nullable Method declared(Class<?> type, String name) {
    try {
      return type.getDeclaredMethod(name);
    } catch (NoSuchMethodException _) {
      return null;
    }
  }

  /**
   * Initialises {@code type} for the run {@code epoch}; returns when that is done, or if the calling thread is
   * in the middle of it.
   */
  public static void initialise(Class<?> type, Class<?> holder, int epoch) {
    WovenThread me = WovenThread.current();
    if (me == null) {
      throwIfAny(thrownBy(initialiser(type)));
      setEpoch(holder, epoch);
      return;
    }
    passPoint(me, type);
    if (me.run.role(type) instanceof Progress known) {
      await(me, type, known);
      return;
    }
    Progress mine = new Progress(me);
    me.run.setRole(type, mine);
    me.initialising++;
    Throwable thrown = null;
    try {
      thrown = thrownBy(initialiser(type));
      mine.isDone = thrown == null;
    } finally {
      me.initialising--;
      if (mine.isDone) {
        setEpoch(holder, epoch);
      } else {
        mine.failure = failure(me, thrown);
      }
      mine.waiting.forEach(each -> each.thread.wake());
    }
    throwIfAny(thrown);
  }

  /** The cause of what later uses throw: it names what was thrown, and has its stack, but does not hold it. */
  private static ExceptionInInitializerError failure(WovenThread me, @Nullable Throwable cause) {
    if (cause == null) {
      return new ExceptionInInitializerError("the initialiser could not be called");
    }
    String message = cause.getMessage();
    ExceptionInInitializerError failure =
        new ExceptionInInitializerError(
            "Exception " + cause.getClass().getName() + (message == null ? "" : ": " + message)
                + " [in thread \"" + me.name() + "\"]");
    failure.setStackTrace(cause.getStackTrace());
    return failure;
  }

  /**
   * A point for a thread that is in an initialiser and needs another class: here another thread may begin with that
   * one, which may need the class of this one.
   */
  private static void passPoint(WovenThread me, Class<?> type) {
    boolean isInItself = me.run.role(type) instanceof Progress known && known.by == me;
    if (me.initialising > 0 && me.quiet == 0 && !isInItself) {
      Hooks.point(me, location(me, type), Access.UPDATE);
    }
  }

  private static WovenLocation location(WovenThread me, Class<?> type) {
    return me.run.location(type, WovenLocation.INITIALISATION);
  }

  private static void await(WovenThread me, Class<?> type, Progress known) {
    if (known.by == me && known.failure == null) {
      return;
    }
    while (!known.isDone && known.failure == null) {
      known.waiting.add(me);
      me.thread.waitUntilReleased(known.by.thread, location(me, type));
      known.waiting.remove(me);
    }
    if (known.failure != null) {
      NoClassDefFoundError error =
          new NoClassDefFoundError("Could not initialize class " + type.getName());
      error.initCause(known.failure);
      throw error;
    }
  }

  private static Method initialiser(Class<?> type) {
    Method initialiser = declared(type, INITIALISER);
    if (initialiser == null) {
      throw new IllegalStateException(type + " was not woven with an initialiser");
    }
    return initialiser;
  }

  /** Calls {@code method}; returns what that has thrown, or null. */
  private static @Nullable Throwable thrownBy(Method method) {
    try {
      method.setAccessible(true);
      method.invoke(null);
      return null;
    } catch (InvocationTargetException e) {
      return e.getCause();
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("cannot call " + method, e);
    }
  }

  private static void throwIfAny(@Nullable Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    if (thrown != null) {
      throw new ExceptionInInitializerError(thrown);
    }
  }

  private static void setEpoch(Class<?> holder, int epoch) {
    try {
      Field field = holder.getDeclaredField(EPOCH);
      field.setAccessible(true);
      field.setInt(null, epoch);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(holder + " was not woven with an epoch", e);
    }
  }

  /**
   * The constant of an enum in the present run: {@code before}, the object of the first run, which the JDK keeps,
   * with the state of {@code made}, which the initialiser has made.
   */
  public static Object enumConstant(Object made, @Nullable Object before) {
    if (before == null) {
      return made;
    }
    for (Class<?> type = made.getClass(); type != null && type != Enum.class; type =
        type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers())) {
          copy(field, made, before);
        }
      }
    }
    return before;
  }

  private static void copy(Field field, Object from, Object to) {
    try {
      field.setAccessible(true);
      field.set(to, field.get(from));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot set " + field + " as in a new run", e);
    }
  }
}
