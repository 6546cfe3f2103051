package io.miniss.simulator.junit;

import io.miniss.simulator.weave.WovenMembers;
import io.miniss.simulator.weave.hook.Statics;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Static fields of a test that extensions have filled ({@code @TempDir}). The classes of a woven run have static
 * state of their own, which no extension sees: what they leave empty there gets the same value. Only fields
 * with an annotation: what code of the test has stored in a field, it stores in each run. Used by one thread at a time.
 */
final class FilledStatics {
  private record Filled(Field field, Object value) {}

  private final List<Filled> fields = new ArrayList<>();

  /** Adds the fields of {@code test}, as JUnit knows it, and of its superclasses. */
  void read(Class<?> test) {
    for (Class<?> type = test; type != null && type != Object.class; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (Modifier.isStatic(field.getModifiers())
            && !Modifier.isFinal(field.getModifiers())
            && isAnnotated(field)
            && field.trySetAccessible()) {
          Object value = get(field);
          if (value != null) {
            fields.add(new Filled(field, value));
          }
        }
      }
    }
  }

  private static boolean isAnnotated(Field field) {
    for (var each : field.getAnnotations()) {
      if (!each.annotationType().getPackageName().equals("java.lang")) {
        return true;
      }
    }
    return false;
  }

  /** Fills what is empty in the classes of {@code loader}. */
  void fill(ClassLoader loader) {
    for (Filled each : fields) {
      Field field = WovenMembers.of(each.field, loader);
      Statics.use(field.getDeclaringClass()); // else its first use would empty the field again
      if (get(field) == null) {
        try {
          field.set(null, each.value);
        } catch (IllegalArgumentException e) {
          throw new IllegalStateException(
              "cannot fill " + each.field + " with an object of the class "
                  + each.value.getClass().getName()
                  + " that an extension has made: in the run that class is woven, and another one; make the"
                  + " object in the test, or weave = NONE",
              e);
        } catch (IllegalAccessException e) {
          throw new IllegalStateException("cannot fill " + each.field, e);
        }
      }
    }
  }

  private static @Nullable Object get(Field field) {
    try {
      return field.get(null);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("cannot read " + field, e);
    }
  }
}
