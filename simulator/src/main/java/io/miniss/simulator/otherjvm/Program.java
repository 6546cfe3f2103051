package io.miniss.simulator.otherjvm;

import io.miniss.simulator.scenario.Scenario;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * What is run in another JVM, by its name.
 *
 * @param isTest whether it is a test method, or else a scenario
 * @param name of a scenario, its class and its name; of a test method, its class, its name and the types
 *     of its parameters
 * @param lineName what replay lines call it
 */
public record Program(boolean isTest, String name, String lineName) {
  /** A scenario, which the service loader finds there too, or which has a constructor without arguments. */
  public static Program scenario(Scenario scenario) {
    return new Program(false, scenario.getClass().getName() + " " + scenario.name(),
        scenario.name());
  }

  /** A test of {@code method}, run by the launcher of the JUnit platform. */
  public static Program test(Class<?> in, Method method, String lineName) {
    String types =
        Arrays.stream(method.getParameterTypes())
            .map(Class::getName)
            .collect(Collectors.joining(", "));
    return new Program(true, in.getName() + "#" + method.getName() + "(" + types + ")", lineName);
  }
}
