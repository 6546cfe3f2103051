package io.miniss.simulator.weave;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The classes, methods and fields of a loader that stand for those of the same names that a test framework knows.
 * Any thread may call.
 */
public final class WovenMembers {
  private WovenMembers() {}

  /** That of {@code loader}; {@code type} itself if it is null. */
  public static Class<?> of(Class<?> type, @Nullable ClassLoader loader) {
    if (loader == null || type.isPrimitive() || type.isArray()) {
      return type;
    }
    try {
      return Class.forName(type.getName(), false, loader);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(type + " cannot be loaded to be woven", e);
    }
  }

  /** That of {@code loader}; {@code method} itself if it is null. */
  public static Method of(Method method, @Nullable ClassLoader loader) {
    if (loader == null) {
      return method;
    }
    Class<?>[] parameters =
        Arrays.stream(method.getParameterTypes())
            .map(each -> of(each, loader))
            .toArray(Class<?>[]::new);
    try {
      Method woven =
          of(method.getDeclaringClass(), loader).getDeclaredMethod(method.getName(), parameters);
      woven.setAccessible(true);
      return woven;
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(method + " cannot be found in the woven class", e);
    }
  }

  /** That of {@code loader}. */
  public static Field of(Field field, ClassLoader loader) {
    return declared(of(field.getDeclaringClass(), loader), field.getName());
  }

  /** That of the class of {@code instance}, which may be another one of the same name. */
  public static Field of(Field field, Object instance) {
    if (field.getDeclaringClass().isInstance(instance)) {
      return field;
    }
    Field woven = null;
    for (Class<?> at = instance.getClass(); at != null && woven == null; at =
        at.getSuperclass()) {
      if (at.getName().equals(field.getDeclaringClass().getName())) {
        woven = declared(at, field.getName());
      }
    }
    return woven == null ? field : woven;
  }

  private static Field declared(Class<?> type, String name) {
    try {
      Field field = type.getDeclaredField(name);
      field.setAccessible(true);
      return field;
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException(type + " was woven without its field " + name, e);
    }
  }
}
