package io.miniss.simulator.junit;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.ClassTemplate;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * What JUnit has given to the constructors of test instances. The arguments of a {@code @ParameterizedClass} are
 * for a constructor of that very class, so for a woven one JUnit would not resolve them. JUnit tells only those of
 * the innermost class.
 */
final class ConstructorArguments {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(ConstructorArguments.class);

  private ConstructorArguments() {}

  /** Whether {@code constructor} takes arguments of a class template. */
  static boolean areOfTemplate(Constructor<?> constructor) {
    return constructor.getParameterCount() > 0
        && AnnotationSupport.isAnnotated(constructor.getDeclaringClass(), ClassTemplate.class);
  }

  /** JUnit has made {@code instance} with {@code arguments}; remembered if they are those of a class template. */
  static void keep(
      ExtensionContext context, Object instance, List<@Nullable Object> arguments) {
    if (AnnotationSupport.isAnnotated(instance.getClass(), ClassTemplate.class)) {
      context.getStore(NAMESPACE).put(new MadeInstance(instance), new ArrayList<>(arguments));
    }
  }

  /**
   * A new instance as JUnit has made {@code instance}, or null if it may resolve the arguments again.
   *
   * @param constructor of the same class, woven or not
   * @param outer what an inner class is inside of, or null
   */
  static @Nullable Object newInstance(
      ExtensionContext context,
      Object instance,
      Constructor<?> constructor,
      @Nullable Object outer)
      throws Exception {
    List<?> kept = context.getStore(NAMESPACE).get(new MadeInstance(instance), List.class);
    if (kept == null) {
      return null;
    }
    @Nullable Object[] arguments = kept.toArray();
    if (outer != null) {
      arguments[0] = outer;
    }
    constructor.setAccessible(true);
    try {
      return constructor.newInstance(arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e.getCause() instanceof Exception exception ? exception : e;
    }
  }
}
