package io.miniss.simulator;

import io.miniss.runtime.shared.Work;
import java.lang.reflect.Modifier;

/** Which values are of the runtime's own making, so that the names of their classes say nothing to who uses it. */
final class RuntimeValues {
  private static final String RUNTIME = "io.miniss.runtime.";

  private RuntimeValues() {}

  /** Whether the class of {@code value} is the runtime's. */
  static boolean isOfRuntime(Object value) {
    return value.getClass().getName().startsWith(RUNTIME);
  }

  /** Whether who uses the runtime knows the class of {@code value}: it is the program's, the JDK's, or of the API. */
  static boolean isKnown(Object value) {
    return !isOfRuntime(value)
        || (isPublic(value.getClass())
            && !value.getClass().getName().startsWith(RUNTIME + "internal."));
  }

  private static boolean isPublic(Class<?> type) {
    Class<?> outer = type.getEnclosingClass();
    return Modifier.isPublic(type.getModifiers()) && (outer == null || isPublic(outer));
  }

  /** What a value is whose class nobody knows. */
  static String kind(Object value) {
    return value instanceof Work ? "waiter" : "state of the runtime";
  }
}
