package io.miniss.properties.jqwik;

import io.miniss.simulator.weave.WeaveChoice;
import io.miniss.simulator.weave.WovenCode;
import io.miniss.simulator.weave.WovenMembers;
import io.miniss.simulator.weave.WovenTypes;
import io.miniss.simulator.weave.rewrite.WovenPackages;
import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeContainer;
import net.jqwik.api.lifecycle.BeforeProperty;
import net.jqwik.api.lifecycle.BeforeTry;
import org.jspecify.annotations.Nullable;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;

/**
 * A property as it is called in a run: on a new instance of the woven class, with the methods before and after it.
 * jqwik knows only the class that is not woven, so it cannot call them.
 */
final class WovenProperty {
  private final Class<?> container;
  private final Method property;
  private final WovenPackages packages;
  private final WovenCode code;

  private WovenProperty(
      Class<?> container, Method property, WovenPackages packages, WovenCode code) {
    this.container = container;
    this.property = property;
    this.packages = packages;
    this.code = code;
  }

  /** That of {@code choice}, which weaves something and knows of no {@link #obstacle}. */
  static WovenProperty of(
      WeaveChoice choice, Class<?> container, Method property, boolean findsRaces,
      boolean isDeep, String benignRaces) {
    return new WovenProperty(
        container, property, choice.packages().orElseThrow(),
        choice.code(container, findsRaces, isDeep, benignRaces));
  }

  /** Why the classes of {@code packages} cannot be other ones than those that jqwik knows, or an empty text. */
  static String obstacle(WovenPackages packages, Class<?> container, Method property) {
    for (Type each : property.getGenericParameterTypes()) {
      Optional<Class<?>> woven = WovenTypes.in(each, packages);
      if (woven.isPresent()) {
        return "jqwik generates a parameter of the type " + woven.get().getName()
            + ", and it knows only the class that is not woven: generate what it is made of, and make"
            + " the object in the property";
      }
    }
    for (Method each : around(container)) {
      if (each.getParameterCount() > 0) {
        return "a method that each run calls can have no parameters: " + each.getName();
      }
    }
    for (Class<?> at = container; at != null; at = outer(at)) {
      if (at.getDeclaredConstructors()[0].getParameterCount() > (outer(at) == null ? 0 : 1)) {
        return "a constructor that each run calls can have no parameters: that of "
            + at.getName();
      }
    }
    return "";
  }

  /** What jqwik has generated that is of a class that is woven, such as a lambda, or an empty text. */
  String obstacle(List<Object> parameters) {
    for (Object each : parameters) {
      Optional<Class<?>> woven = WovenTypes.of(each, packages);
      if (woven.isPresent()) {
        return "jqwik has generated an object of " + woven.get().getName()
            + ", which is not woven: generate what it is made of, and make the object in the property";
      }
    }
    return "";
  }

  private static List<Method> around(Class<?> container) {
    List<Method> methods = new ArrayList<>();
    for (Class<?> at = container; at != null; at = outer(at)) {
      Class<?> type = at;
      Stream.of(
          BeforeContainer.class, BeforeProperty.class, BeforeTry.class, AfterTry.class,
          AfterProperty.class, AfterContainer.class)
          .forEach(each -> methods.addAll(methods(type, each)));
    }
    return methods;
  }

  private static List<Method> methods(Class<?> type, Class<? extends Annotation> annotated) {
    boolean isBefore = annotated.getSimpleName().startsWith("Before");
    return AnnotationSupport.findAnnotatedMethods(
        type, annotated,
        isBefore ? HierarchyTraversalMode.TOP_DOWN : HierarchyTraversalMode.BOTTOM_UP);
  }

  /** The class that {@code type} is an inner class of, or null. */
  private static @Nullable Class<?> outer(Class<?> type) {
    return Modifier.isStatic(type.getModifiers()) ? null : type.getEnclosingClass();
  }

  /** One run, on the simulated main thread; returns what the property returns. */
  @Nullable Object call(List<Object> parameters) throws Throwable {
    ClassLoader loader = code.beginRun();
    List<Object> instances = new ArrayList<>();
    Throwable thrown = null;
    Object result = null;
    try {
      List<Class<?>> types = new ArrayList<>();
      for (Class<?> at = container; at != null; at = outer(at)) {
        types.addFirst(at);
      }
      for (Class<?> each : types) {
        callAll(BeforeContainer.class, each, null, loader);
      }
      for (Class<?> each : types) {
        instances.add(newInstance(each, instances, loader));
      }
      for (Object each : instances) {
        callAll(BeforeProperty.class, each, loader);
      }
      for (Object each : instances) {
        callAll(BeforeTry.class, each, loader);
      }
      result = invoke(WovenMembers.of(property, loader), instances.getLast(), parameters);
    } catch (Throwable t) {
      thrown = t;
    }
    return end(instances, loader, thrown, result);
  }

  private @Nullable Object end(
      List<Object> instances, ClassLoader loader, @Nullable Throwable thrown,
      @Nullable Object result) throws Throwable {
    Throwable first = thrown;
    for (Object each : instances.reversed()) {
      first = after(AfterTry.class, each.getClass(), each, loader, first);
    }
    for (Object each : instances.reversed()) {
      first = after(AfterProperty.class, each.getClass(), each, loader, first);
    }
    for (Object each : instances.reversed()) {
      first = after(AfterContainer.class, each.getClass(), null, loader, first);
    }
    if (first != null) {
      throw first;
    }
    return result;
  }

  private @Nullable Throwable after(
      Class<? extends Annotation> annotated, Class<?> type, @Nullable Object instance,
      ClassLoader loader, @Nullable Throwable before) {
    Throwable first = before;
    for (Method each : methods(type, annotated)) {
      try {
        invoke(WovenMembers.of(each, loader), instance, List.of());
      } catch (Throwable t) {
        if (first == null) {
          first = t;
        } else if (first != t) {
          first.addSuppressed(t);
        }
      }
    }
    return first;
  }

  private static void callAll(
      Class<? extends Annotation> annotated, Object instance, ClassLoader loader)
      throws Throwable {
    callAll(annotated, instance.getClass(), instance, loader);
  }

  private static void callAll(
      Class<? extends Annotation> annotated, Class<?> type, @Nullable Object instance,
      ClassLoader loader) throws Throwable {
    for (Method each : methods(type, annotated)) {
      invoke(WovenMembers.of(each, loader), instance, List.of());
    }
  }

  private static Object newInstance(Class<?> type, List<Object> outers, ClassLoader loader)
      throws Throwable {
    Constructor<?> constructor = WovenMembers.of(type, loader).getDeclaredConstructors()[0];
    constructor.setAccessible(true);
    try {
      return constructor.getParameterCount() == 0
          ? constructor.newInstance()
          : constructor.newInstance(outers.getLast());
    } catch (InvocationTargetException e) {
      throw cause(e);
    }
  }

  private static @Nullable Object invoke(
      Method method, @Nullable Object target, List<Object> arguments) throws Throwable {
    try {
      return method.invoke(target, arguments.toArray());
    } catch (InvocationTargetException e) {
      throw cause(e);
    }
  }

  private static Throwable cause(InvocationTargetException e) {
    Throwable cause = e.getCause();
    return cause == null ? e : cause;
  }

  /** How many steps woven code has made in all runs by now. */
  long steps() {
    return code.steps();
  }

  /** How much has been woven by now. */
  String describe() {
    return code.describe();
  }

  /** What was woven and used, in words. */
  String report() {
    return code.report();
  }
}
