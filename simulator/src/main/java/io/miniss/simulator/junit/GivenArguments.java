package io.miniss.simulator.junit;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What JUnit has resolved for the methods of a test; each run calls them with the same. Used by one thread. */
final class GivenArguments {
  private record Given(Method method, List<@Nullable Object> arguments) {}

  private final List<Given> given = new ArrayList<>();

  void add(Method method, List<@Nullable Object> arguments) {
    given.add(new Given(method, new ArrayList<>(arguments)));
  }

  /** Those of {@code method}, or null if JUnit has not called it. */
  @Nullable Object @Nullable [] of(Method method) {
    for (Given each : given) {
      if (each.method.equals(method)) {
        return each.arguments.toArray();
      }
    }
    return null;
  }
}
