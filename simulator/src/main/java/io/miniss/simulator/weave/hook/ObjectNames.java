package io.miniss.simulator.weave.hook;

import io.miniss.runtime.spi.InWords;
import io.miniss.runtime.spi.SharedLocation;
import io.miniss.simulator.engine.RunThread;
import io.miniss.simulator.text.SafeText;
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
  private static final int MIN_HOLDERS = 64;

  /** Whether the run passes points inside the JDK, whose nested classes and arrays have a longer name. */
  private final boolean isDeep;

  private final WovenObjects objects;
  private final IdentityTable<Count> counts = new IdentityTable<>();
  private final Map<String, Integer> arraysOfName = new TreeMap<>();

  /** The objects that arrays may be in, in the order in which the run has touched them. */
  private List<WovenObject> holders = new ArrayList<>();

  private int holdersBefore = MIN_HOLDERS;

  ObjectNames(boolean isDeep, WovenObjects objects) {
    this.isDeep = isDeep;
    this.objects = objects;
  }

  /** How many objects of a class the run has touched. */
  private static final class Count {
    final boolean areHolders;
    int objects;

    Count(boolean areHolders) {
      this.areHolders = areHolders;
    }
  }

  /** The run touches {@code object}, perhaps for the first time. */
  void touched(WovenObject object) {
    if (object.ordinal > 0) {
      return;
    }
    Class<?> type = object.type();
    Count count = counts.get(type);
    if (count == null) {
      count = new Count(isDeep && type.getName().startsWith(CONCURRENT));
      counts.put(type, count);
    }
    object.ordinal = ++count.objects;
    if (count.areHolders) {
      addHolder(object);
    }
  }

  private void addHolder(WovenObject object) {
    if (holders.size() >= 2 * holdersBefore) {
      List<WovenObject> live = new ArrayList<>();
      for (WovenObject each : holders) {
        if (each.get() != null) {
          live.add(each);
        }
      }
      holders = live;
      holdersBefore = Math.max(live.size(), MIN_HOLDERS);
    }
    holders.add(object);
  }

  /** A name for what is known of an object, also if that is collected. */
  String of(WovenObject known) {
    Object object = known.get();
    return object == null ? numbered(known.type(), known) : of(object);
  }

  /** A name for {@code object}. */
  String of(Object object) {
    if (object instanceof CommonOwner common) {
      return common.toString();
    }
    if (object instanceof InWords own) {
      return own.inWords(each -> each == null ? "null" : of(each));
    }
    if (object instanceof SharedLocation shared) {
      return SafeText.of(shared::describe);
    }
    if (object instanceof Class<?> type) {
      return "class " + type.getSimpleName();
    }
    if (object instanceof RunThread waiting) {
      return "the clock of " + waiting.thread().getName();
    }
    if (object instanceof Thread thread) {
      return "thread " + thread.getName();
    }
    Class<?> type = object.getClass();
    if (isDeep && type.isArray()) {
      String name = ofArray(object);
      if (name != null) {
        return name;
      }
    }
    return numbered(type, objects.get(object));
  }

  private String numbered(Class<?> type, @Nullable WovenObject known) {
    return known == null || known.ordinal == 0
        ? nameOf(type) // no code has touched it yet
        : nameOf(type) + "@" + known.ordinal;
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
    WovenObject ofArray = objects.of(array);
    if (ofArray.role instanceof String known) {
      return known;
    }
    for (WovenObject each : holders) {
      Object holder = each.get();
      String field = holder == null ? null : fieldWith(holder, array);
      if (field != null) {
        String name = nameOf(each.type()) + "@" + each.ordinal + "." + field;
        // A table that has grown is another array in the same field.
        int count = arraysOfName.merge(name, 1, Integer::sum);
        String unique = count == 1 ? name : name + "(" + count + ")";
        ofArray.role = unique;
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
