package io.miniss.simulator.weave.hook;

import io.miniss.runtime.spi.Access;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;

/**
 * Accesses through {@code VarHandle} and field updaters: what is accessed is the field or the element, and not the
 * handle, so that woven code that names the field accesses the same.
 */
public final class Handles {
  private Handles() {}

  /**
   * After the program has made {@code handle}, of the field {@code name} of {@code owner}.
   *
   * @return what the program gets in its place
   */
  public static Object created(
      Object handle, @Nullable Class<?> owner, @Nullable String name, int kind) {
    if (kind == Handle.OF_ARRAY) {
      keep(handle, new Handle(kind, Place.NO_FIELD));
      return handle;
    }
    Field field = ReflectedFields.find(owner, name, null);
    return field == null ? handle : created(handle, field);
  }

  /**
   * After the program has made {@code handle}, of {@code field}.
   *
   * @return what the program gets in its place
   */
  public static Object created(Object handle, Field field) {
    Class<?> owner = field.getDeclaringClass();
    boolean isStatic = Modifier.isStatic(field.getModifiers());
    Object held = isStatic ? held(handle, field) : handle;
    keep(
        held,
        isStatic
            ? new Handle(Handle.OF_CLASS, ReflectedFields.number(field), owner)
            : new Handle(Handle.OF_OBJECT, ReflectedFields.number(field)));
    return held;
  }

  /** After the program has made {@code handle} of {@code from}: they differ only in how types are checked. */
  public static void derived(Object from, Object handle) {
    WovenThread me = WovenThread.current();
    if (me != null && me.run.role(from) instanceof Handle known) {
      keep(handle, known);
    }
  }

  private static void keep(Object handle, Handle as) {
    WovenThread me = WovenThread.current();
    if (me != null) {
      me.run.setRole(handle, as);
    }
  }

  private static Object held(Object handle, Field field) {
    Field held = ReflectedFields.held(field);
    if (held.equals(field)) {
      return handle;
    }
    try {
      return MethodHandles.publicLookup().unreflectVarHandle(held);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("cannot make a handle of " + held, e);
    }
  }

  /** Before the program accesses something through {@code handle}. */
  public static void access(Object handle, @Nullable Object target, int index, int place) {
    Place at = Places.get(place);
    access(handle, target, index, at.access(), at.synchronizes());
  }

  /** The same, where no place says what the access does. */
  static void access(
      @Nullable Object handle, @Nullable Object target, int index, Access access,
      boolean synchronizes) {
    WovenThread me = WovenThread.current();
    if (me == null || handle == null) {
      return;
    }
    if (me.run.role(handle) instanceof Handle known && known.owner() != null) {
      Statics.use(known.owner());
    }
    WovenLocation location = location(me, handle, target, index);
    if (me.quiet == 0 && !Hooks.point(me, location, access)) {
      return;
    }
    if (me.run.races != null && synchronizes) {
      if (access != Access.READ) {
        Hooks.release(me, location);
      }
      if (access != Access.WRITE) {
        Hooks.acquire(me, location);
      }
    }
  }

  private static WovenLocation location(
      WovenThread me, Object handle, @Nullable Object target, int index) {
    if (me.run.role(handle) instanceof Handle known) {
      if (known.kind() == Handle.OF_CLASS) {
        return me.run.location(WovenLocation.STATICS, known.field());
      }
      if (target != null) {
        return me.run.location(
            target, known.kind() == Handle.OF_ARRAY ? WovenLocation.element(index) : known.field());
      }
    }
    return me.run.location(handle, WovenLocation.OBJECT);
  }
}
