package io.miniss.simulator.weave.hook;

import io.miniss.simulator.engine.RunThread;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Names for the objects of a run: the class of the object, and its number among the objects of the class in the order
 * in which the run has touched them. Only reports ask. Used by one thread at a time.
 */
final class ObjectNames {
  private static final String CONCURRENT = "java.util.concurrent.";

  /** Whether the run passes points inside the JDK, whose nested classes and arrays have a longer name. */
  private final boolean isDeep;

  private final ObjectTable<Integer> numbers = new ObjectTable<>();
  private final ObjectTable<Integer> counts = new ObjectTable<>();
  private final ObjectTable<String> arrays = new ObjectTable<>();
  private final Map<String, Integer> arraysOfName = new TreeMap<>();
  private final List<Object> holders = new ArrayList<>();

  /** The newest of the locations whose objects have a number. */
  private @Nullable WovenLocation numbered;

  ObjectNames(boolean isDeep) {
    this.isDeep = isDeep;
  }

  /** A name for {@code object}, where {@code newest} is the location that was touched first last. */
  String of(Object object, @Nullable WovenLocation newest) {
    if (object instanceof Class<?> type) {
      return "class " + type.getSimpleName();
    }
    if (object instanceof RunThread waiting) {
      return "the clock of " + waiting.thread().getName();
    }
    if (object instanceof Thread thread) {
      return "thread " + thread.getName();
    }
    number(newest);
    Class<?> type = object.getClass();
    if (isDeep && type.isArray()) {
      String name = ofArray(object);
      if (name != null) {
        return name;
      }
    }
    Integer number = numbers.get(object, 0);
    return number == null ? nameOf(type) : nameOf(type) + "@" + number; // no code has touched it yet
  }

  private void number(@Nullable WovenLocation newest) {
    List<WovenLocation> more = new ArrayList<>();
    for (WovenLocation each = newest; each != null && each != numbered; each = each.previous) {
      more.add(each);
    }
    numbered = newest;
    for (WovenLocation each : more.reversed()) {
      if (numbers.get(each.object, 0) == null) {
        Class<?> type = each.object.getClass();
        Integer count = counts.get(type, 0);
        int number = count == null ? 1 : count + 1;
        counts.put(type, 0, number);
        numbers.put(each.object, 0, number);
        if (isDeep && type.getName().startsWith(CONCURRENT)) {
          holders.add(each.object);
        }
      }
    }
  }

  private String nameOf(Class<?> type) {
    if (isDeep && type.getName().startsWith(CONCURRENT)) {
      return type.getName().substring(type.getPackageName().length() + 1).replace('$', '.');
    }
    String name = type.isHidden() ? "lambda" : type.getSimpleName();
    return name.isEmpty()
        ? type.getName().substring(type.getName().lastIndexOf('.') + 1)
        : name;
  }

  /** That of the field that it is in, if that is one of {@code java.util.concurrent}. */
  private @Nullable String ofArray(Object array) {
    String known = arrays.get(array, 0);
    if (known != null) {
      return known;
    }
    for (Object holder : holders) {
      String field = fieldWith(holder, array);
      if (field != null) {
        String name = nameOf(holder.getClass()) + "@" + numbers.get(holder, 0) + "." + field;
        // A table that has grown is another array in the same field.
        int count = arraysOfName.merge(name, 1, Integer::sum);
        String unique = count == 1 ? name : name + "(" + count + ")";
        arrays.put(array, 0, unique);
        return unique;
      }
    }
    return null;
  }

  private static @Nullable String fieldWith(Object holder, Object array) {
    for (Class<?> at = holder.getClass(); at != null; at = at.getSuperclass()) {
      if (!at.getName().startsWith(CONCURRENT)) {
        continue;
      }
      for (Field each : at.getDeclaredFields()) {
        if (!Modifier.isStatic(each.getModifiers()) && !each.getType().isPrimitive()) {
          try {
            each.setAccessible(true);
            if (each.get(holder) == array) {
              return each.getName();
            }
          } catch (IllegalAccessException | RuntimeException e) {
            return null; // it is called by its class
          }
        }
      }
    }
    return null;
  }
}
