package io.miniss.simulator.weave.hook;

import io.miniss.runtime.spi.Access;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;

/**
 * Accesses through {@code VarHandle} and field updaters: what is accessed is the field or the element, and not the
 * handle, so that woven code that names the field accesses the same.
 */
public final class Handles {
  private Handles() {}

  /** After the program has made {@code handle}, of the field {@code name} of {@code owner}. */
  public static void created(
      Object handle, @Nullable Class<?> owner, @Nullable String name, int kind) {
    WovenThread me = WovenThread.current();
    if (me == null) {
      return;
    }
    int number = kind == Handle.OF_ARRAY ? Place.NO_FIELD : number(owner, name);
    if (kind == Handle.OF_ARRAY || number != Place.NO_FIELD) {
      me.run.setRole(handle, new Handle(kind, number));
    }
  }

  private static int number(@Nullable Class<?> owner, @Nullable String name) {
    for (Class<?> at = owner; at != null && name != null; at = at.getSuperclass()) {
      for (Field each : at.getDeclaredFields()) {
        if (each.getName().equals(name)) {
          return Places.field(
              at.getName(), name, each.getType().descriptorString(),
              Modifier.isVolatile(each.getModifiers()));
        }
      }
    }
    return Place.NO_FIELD;
  }

  /** Before the program accesses something through {@code handle}. */
  public static void access(Object handle, @Nullable Object target, int index, int place) {
    WovenThread me = WovenThread.current();
    if (me == null || handle == null) {
      return;
    }
    Place at = Places.get(place);
    WovenLocation location = location(me, handle, target, index);
    if (me.quiet == 0 && !Hooks.point(me, location, at.access())) {
      return;
    }
    if (me.run.races != null && at.synchronizes()) {
      if (at.access() != Access.READ) {
        Hooks.release(me, location);
      }
      if (at.access() != Access.WRITE) {
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
