package io.miniss.simulator.addopens;

import java.lang.instrument.Instrumentation;
import java.util.Map;
import java.util.Set;

/**
 * The agent: opens {@code java.lang} to the module of each class of the given name. Goes into a jar
 * with {@link Attach} and nothing else, so it uses the JDK alone. Public for the JVM, which cannot
 * call it in a named module otherwise.
 */
public final class AddOpensAgent {
  private AddOpensAgent() {}

  /** Called by the JVM that is attached to. */
  public static void agentmain(String className, Instrumentation instrumentation) {
    for (Class<?> each : instrumentation.getAllLoadedClasses()) {
      if (each.getName().equals(className)) {
        instrumentation.redefineModule(
            Object.class.getModule(),
            Set.of(),
            Map.of(),
            Map.of("java.lang", Set.of(each.getModule())),
            Set.of(),
            Map.of());
      }
    }
  }
}
