package io.miniss.simulator.junit;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;

/** What configuration parameters say in place of the attributes of {@link SimulationTest}. */
final class WeaveSettings {
  /** What to weave. */
  static final String WEAVE = "miniss.weave";

  /** Whether to weave inside {@code java.util.concurrent}. */
  static final String DEEP = "miniss.weave-deep";

  private static final long SEEDS = 200;

  private WeaveSettings() {}

  /**
   * The annotation that a test would have.
   *
   * @throws IllegalArgumentException if a parameter cannot be read; says which
   */
  static SimulationTest of(ExtensionContext context) {
    Map<String, Object> attributes = new TreeMap<>();
    attributes.put(
        "weave", context.getConfigurationParameter(WEAVE).orElse(SimulationTest.SELF));
    attributes.put("seeds", seeds(context));
    context.getConfigurationParameter("miniss.strategy")
        .ifPresent(each -> attributes.put("strategy", each));
    context.getConfigurationParameter("miniss.faults")
        .ifPresent(each -> attributes.put("faults", each));
    context.getConfigurationParameter("miniss.benign-races")
        .ifPresent(each -> attributes.put("benignRaces", each));
    context.getConfigurationParameter("miniss.races")
        .ifPresent(each -> attributes.put("races", isOn("miniss.races", each)));
    context.getConfigurationParameter(DEEP)
        .ifPresent(each -> attributes.put("weaveDeep", isOn(DEEP, each)));
    InvocationHandler handler =
        (proxy, called, arguments) -> attribute(attributes, called);
    return (SimulationTest) Proxy.newProxyInstance(
        SimulationTest.class.getClassLoader(), new Class<?>[] {SimulationTest.class}, handler);
  }

  private static @Nullable Object attribute(Map<String, Object> attributes, Method called) {
    Object value = attributes.get(called.getName());
    return value == null ? called.getDefaultValue() : value;
  }

  private static long seeds(ExtensionContext context) {
    String text = context.getConfigurationParameter("miniss.seeds").orElse("");
    try {
      return text.isEmpty() ? SEEDS : Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("miniss.seeds is a number: \"" + text + "\"", e);
    }
  }

  private static boolean isOn(String parameter, String text) {
    return switch (text) {
      case "on", "true" -> true;
      case "off", "false" -> false;
      default -> throw new IllegalArgumentException(
          parameter + " is on or off: \"" + text + "\"");
    };
  }
}
