package io.miniss.simulator.junit;

import io.miniss.simulator.weave.WovenMembers;
import java.lang.annotation.Annotation;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The fields of JUnit's own instance of a test class that extensions have filled ({@code @TempDir}, {@code
 * @Parameter}, a post-processor). Each run has an instance of its own, which no extension sees: what it has
 * left empty there gets the same value, and so does what an
 * extension has replaced. Read before the first run; used by one thread at a time.
 */
final class FilledFields {
  private record Filled(Field field, Object value, boolean always) {}

  private final List<Filled> fields = new ArrayList<>();

  /**
   * Of {@code instance}, on which no method has been called.
   *
   * @param constructed what its constructor has left in them, or null if that is not known
   * @throws IllegalArgumentException if one of them holds a mock, which would go from run to run
   */
  FilledFields(Object instance, @Nullable ConstructedFields constructed) {
    for (Class<?> type = instance.getClass(); type != null; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (ConstructedFields.isFillable(field)) {
          Object value = ConstructedFields.get(field, instance);
          add(field, value, constructed != null && constructed.isChanged(field, value));
        }
      }
    }
  }

  private void add(Field field, @Nullable Object value, boolean isReplaced) {
    boolean isAnnotated = field.getAnnotations().length > 0;
    if (value == null || (field.getType().isPrimitive() && !isAnnotated && !isReplaced)) {
      return;
    }
    Optional<Annotation> mock =
        Stream.of(field.getAnnotations())
            .filter(each -> each.annotationType().getName().startsWith("org.mockito."))
            .findFirst();
    if (mock.isPresent()) {
      throw new IllegalArgumentException(
          "the field "
              + field.getName()
              + " is filled by Mockito's extension, once for all seeds, so what one run does to it the next"
              + " would see: leave the extension out and call MockitoAnnotations.openMocks(this) in a"
              + " @BeforeEach method");
    }
    fields.add(
        new Filled(
            field, value, isReplaced || field.isAnnotationPresent(RegisterExtension.class)));
  }

  /** Fills what is empty in {@code instance}, which is of the same class. */
  void fill(Object instance) {
    for (Filled each : fields) {
      Field field = WovenMembers.of(each.field, instance);
      if (each.always || isEmpty(field, instance)) {
        try {
          field.set(instance, each.value);
        } catch (IllegalArgumentException e) {
          throw new IllegalStateException(
              "cannot fill " + each.field + " with an object of the class "
                  + each.value.getClass().getName()
                  + " that an extension has made: in the run that class is woven, and another one; make the"
                  + " object in the test, or weave = NONE",
              e);
        } catch (IllegalAccessException e) {
          throw new IllegalStateException(
              "cannot fill " + each.field
                  + ", which an extension has filled for JUnit: make it a field"
                  + " that is not final, or take a parameter",
              e);
        }
      }
    }
  }

  private static boolean isEmpty(Field field, Object instance) {
    Object value = ConstructedFields.get(field, instance);
    return value == null
        || (field.getType().isPrimitive()
            && (value instanceof Number number
                ? number.doubleValue() == 0
                : value.equals(false) || value.equals('\0')));
  }
}
