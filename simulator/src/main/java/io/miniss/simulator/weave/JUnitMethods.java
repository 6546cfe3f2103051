package io.miniss.simulator.weave;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The test methods of a class, of JUnit 3, 4 or 5; nothing of JUnit is needed to find them. */
final class JUnitMethods {
  private static final String SIMULATION_TEST = "io.miniss.simulator.junit.SimulationTest";
  private static final String TEST_OF_4 = "org.junit.Test";

  private static final List<String> OF_5 =
      List.of(
          "org.junit.jupiter.api.Test", "org.junit.jupiter.api.TestFactory",
          "org.junit.jupiter.api.TestTemplate", "org.junit.platform.commons.annotation.Testable");

  private JUnitMethods() {}

  /** Who runs a test. */
  enum Runner {
    /** {@code JUnitCore}. */
    JUNIT_4,
    /** The launcher of the JUnit Platform. */
    PLATFORM,
    /** The test is simulated by itself. */
    SIMULATION
  }

  /** By name; of the superclasses as well. */
  static Map<String, Runner> of(Class<?> type) {
    Map<String, Runner> methods = new TreeMap<>();
    boolean isOf3 = isTestCase(type);
    for (Class<?> at = type; at != null && at != Object.class; at = at.getSuperclass()) {
      for (Method each : at.getDeclaredMethods()) {
        if (each.isSynthetic() || Modifier.isAbstract(each.getModifiers())) {
          continue;
        }
        Set<String> annotations = annotations(each);
        if (annotations.contains(SIMULATION_TEST)) {
          methods.putIfAbsent(each.getName(), Runner.SIMULATION);
        } else if (annotations.contains(TEST_OF_4)
            || (isOf3 && each.getName().startsWith("test") && each.getParameterCount() == 0)) {
          methods.putIfAbsent(each.getName(), Runner.JUNIT_4);
        } else if (OF_5.stream().anyMatch(annotations::contains)) {
          methods.putIfAbsent(each.getName(), Runner.PLATFORM);
        }
      }
    }
    return methods;
  }

  private static boolean isTestCase(Class<?> type) {
    for (Class<?> at = type; at != null; at = at.getSuperclass()) {
      if (at.getName().equals("junit.framework.TestCase")) {
        return true;
      }
    }
    return false;
  }

  /** Those of {@code method}, and those of these. */
  private static Set<String> annotations(Method method) {
    Set<String> names = new TreeSet<>();
    for (Annotation each : method.getAnnotations()) {
      add(each, names);
    }
    return names;
  }

  private static void add(Annotation annotation, Set<String> names) {
    Class<?> type = annotation.annotationType();
    if (names.add(type.getName())) {
      for (Annotation each : type.getAnnotations()) {
        add(each, names);
      }
    }
  }
}
