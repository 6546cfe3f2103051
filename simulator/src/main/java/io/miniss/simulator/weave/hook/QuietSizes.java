package io.miniss.simulator.weave.hook;

import io.miniss.simulator.addopens.JdkPackages;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Field;
import java.util.Collection;
import java.util.Map;
import java.util.Set;

/**
 * How many elements are in collections of the JDK now, without a lock: who looks must not wait for a thread of the run, nor
 * have one wait. Where {@code size} takes a lock, or tidies up, the field is read that it returns.
 */
final class QuietSizes {
  static final int UNKNOWN = -1;

  /** Those whose {@code size} takes no lock. */
  private static final Set<String> LOCK_FREE =
      Set.of(
          "java.util.EnumMap", "java.util.JumboEnumSet", "java.util.RegularEnumSet",
          "java.util.concurrent.LinkedBlockingQueue", "java.util.concurrent.LinkedTransferQueue");

  /** Those that have the number in a field, or in a collection that is in a field. */
  private static final Map<String, String> FIELDS =
      Map.of(
          "java.util.Hashtable", "count",
          "java.util.Properties", "map",
          "java.util.Stack", "elementCount",
          "java.util.Vector", "elementCount",
          "java.util.WeakHashMap", "size",
          "java.util.concurrent.ArrayBlockingQueue", "count",
          "java.util.concurrent.DelayQueue", "q",
          "java.util.concurrent.LinkedBlockingDeque", "count",
          "java.util.concurrent.PriorityBlockingQueue", "size");

  /** A VarHandle, or {@code NONE}. */
  private static final ClassValue<Object> KNOWN =
      new ClassValue<>() {
        @Override
        protected Object computeValue(Class<?> type) {
          String field = type.getClassLoader() == null ? FIELDS.get(type.getName()) : null;
          return field == null ? NONE : field(type, field);
        }
      };

  private static final Object NONE = new Object();

  static {
    JdkPackages.open("java.util");
    JdkPackages.open("java.util.concurrent");
  }

  private QuietSizes() {}

  /** How many elements or entries are in {@code object}, or {@link #UNKNOWN}. */
  static int of(Object object) {
    if (KNOWN.get(object.getClass()) instanceof VarHandle field) {
      Object value = field.get(object);
      return value instanceof Integer count ? count : size(value);
    }
    return LOCK_FREE.contains(object.getClass().getName()) ? size(object) : UNKNOWN;
  }

  private static int size(Object object) {
    return switch (object) {
      case Collection<?> all -> all.size();
      case Map<?, ?> map -> map.size();
      default -> UNKNOWN;
    };
  }

  private static VarHandle field(Class<?> type, String name) {
    for (Class<?> at = type; at != null; at = at.getSuperclass()) {
      for (Field each : at.getDeclaredFields()) {
        if (each.getName().equals(name)) {
          try {
            return MethodHandles.privateLookupIn(at, MethodHandles.lookup())
                .unreflectVarHandle(each);
          } catch (IllegalAccessException e) {
            throw new IllegalStateException("cannot see " + each, e);
          }
        }
      }
    }
    throw new IllegalStateException("there is no field " + name + " in a " + type.getName());
  }
}
