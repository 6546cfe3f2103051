package io.miniss.simulator.weave.hook;

import io.miniss.runtime.spi.Access;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;

/**
 * Accesses to fields and elements of woven code by reflection, and through method handles: each is that of code which
 * names the field. It initialises the class of a static field, and passes a point.
 */
public final class ReflectedFields {
  private static final MethodHandle BEFORE = before();

  private ReflectedFields() {}

  private static MethodHandle before() {
    try {
      return MethodHandles.lookup()
          .findStatic(
              ReflectedFields.class, "access",
              MethodType.methodType(Field.class, Field.class, Object.class, int.class))
          .asType(MethodType.methodType(void.class, Field.class, Object.class, int.class));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a method of this class is not found", e);
    }
  }

  /**
   * Before the program reads or writes {@code field} of {@code target} by reflection.
   *
   * @return the field that has the value, in place of {@code field}
   */
  public static @Nullable Field access(
      @Nullable Field field, @Nullable Object target, int place) {
    if (field == null || !WovenClasses.contain(field.getDeclaringClass())) {
      return field;
    }
    boolean isStatic = Modifier.isStatic(field.getModifiers());
    if (isStatic) {
      Statics.use(field.getDeclaringClass());
    }
    Access access = Places.get(place).access();
    Object holder = isStatic ? WovenLocation.STATICS : target;
    boolean isVisible = access != Access.READ || !Modifier.isFinal(field.getModifiers());
    WovenThread me = WovenThread.current();
    if (me != null && holder != null && isVisible) {
      Hooks.access(me, me.run.location(holder, number(field)), access, place);
    }
    return held(field);
  }

  /** Before the program reads or writes {@code array[index]} by reflection. */
  public static void element(@Nullable Object array, int index, int place) {
    if (array != null && array.getClass().isArray() && index >= 0
        && index < Array.getLength(array)) {
      Hooks.element(array, index, place);
    }
  }

  /** The number in {@link Places}. */
  static int number(Field field) {
    return Places.field(
        field.getDeclaringClass().getName(), field.getName(), field.getType().descriptorString(),
        Modifier.isVolatile(field.getModifiers()));
  }

  /** The field that has the value of {@code field} in the run: another one for static fields of interfaces. */
  static Field held(Field field) {
    Class<?> owner = field.getDeclaringClass();
    if (!owner.isInterface() || !WovenClasses.contain(owner)) {
      return field;
    }
    try {
      return Class.forName(
          owner.getName() + Statics.HOLDER_SUFFIX, true, owner.getClassLoader())
          .getField(field.getName());
    } catch (NoSuchFieldException _) {
      return field; // a constant
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(owner + " was not woven with a holder of its state", e);
    }
  }

  /**
   * The field {@code name} that {@code type} has or inherits, or null.
   *
   * @param of its own type; null for any
   */
  static @Nullable Field find(@Nullable Class<?> type, @Nullable String name,
      @Nullable Class<?> of) {
    if (type == null || name == null) {
      return null;
    }
    for (Field each : type.getDeclaredFields()) {
      if (each.getName().equals(name) && (of == null || each.getType() == of)) {
        return each;
      }
    }
    for (Class<?> each : type.getInterfaces()) {
      Field inherited = find(each, name, of);
      if (inherited != null) {
        return inherited;
      }
    }
    return find(type.getSuperclass(), name, of);
  }

  /** In place of {@code handle}, which reads or writes the field {@code name} of {@code type}. */
  public static MethodHandle accessor(
      MethodHandle handle, Class<?> type, String name, Class<?> of, int place) {
    Field field = find(type, name, of);
    return field == null ? handle : accessor(handle, field, place);
  }

  /** In place of {@code handle}, which reads or writes {@code field}. */
  public static MethodHandle accessor(MethodHandle handle, Field field, int place) {
    if (!WovenClasses.contain(field.getDeclaringClass())) {
      return handle;
    }
    MethodHandle before = MethodHandles.insertArguments(BEFORE, 2, place).bindTo(field);
    before =
        Modifier.isStatic(field.getModifiers())
            ? MethodHandles.insertArguments(before, 0, (Object) null)
            : before.asType(MethodType.methodType(void.class, handle.type().parameterType(0)));
    return MethodHandles.foldArguments(held(handle, field), before);
  }

  private static MethodHandle held(MethodHandle handle, Field field) {
    Field held = held(field);
    if (held.equals(field)) {
      return handle;
    }
    try {
      return MethodHandles.publicLookup().unreflectGetter(held);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("cannot read " + held, e);
    }
  }
}
