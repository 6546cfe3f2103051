package io.miniss.simulator.junit;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What the constructor of a test instance has left in its fields: a field with another value later has been filled by
 * an extension, also if the constructor had filled it before. JUnit tells only of the constructor of the innermost
 * class, and not if a factory makes the instance.
 */
final class ConstructedFields {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(ConstructedFields.class);

  private final Map<Field, @Nullable Object> values = new LinkedHashMap<>();

  private ConstructedFields(Object instance) {
    for (Class<?> type = instance.getClass(); type != null; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (isFillable(field)) {
          values.put(field, get(field, instance));
        }
      }
    }
  }

  /** The constructor of {@code instance} has returned, and nothing has been done to it since. */
  static void keep(ExtensionContext context, Object instance) {
    context.getStore(NAMESPACE).put(new MadeInstance(instance), new ConstructedFields(instance));
  }

  /** Those of {@code instance}, or null if its constructor was not seen. */
  static @Nullable ConstructedFields of(ExtensionContext context, Object instance) {
    return context.getStore(NAMESPACE).get(new MadeInstance(instance), ConstructedFields.class);
  }

  /** Whether the constructor had left something else than {@code value} in {@code field}. */
  boolean isChanged(Field field, @Nullable Object value) {
    Object constructed = values.get(field);
    return field.getType().isPrimitive()
        ? !Objects.equals(constructed, value)
        : constructed != value;
  }

  /** Whether an extension could fill {@code field} of an instance; it can be read then. */
  static boolean isFillable(Field field) {
    return !Modifier.isStatic(field.getModifiers())
        && !field.isSynthetic()
        && field.trySetAccessible();
  }

  /** What {@code instance} has in {@code field}. */
  static @Nullable Object get(Field field, Object instance) {
    try {
      return field.get(instance);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("cannot read " + field, e);
    }
  }
}
