package io.miniss.simulator.weave.hook;

import io.miniss.simulator.engine.RunThread;
import java.lang.invoke.MethodHandles;

/**
 * Initialises classes before rewritten bodies of the JDK call them. To load a class, the JDK itself calls such bodies,
 * so it would not end.
 */
final class ClassInitialiser {
  private ClassInitialiser() {}

  /** Initialises {@code types}, classes of this package, and what it takes to find the run of a thread. */
  static void initialise(Class<?>... types) {
    RunThread.prepare();
    for (Class<?> each : types) {
      try {
        MethodHandles.lookup().ensureInitialized(each);
      } catch (IllegalAccessException e) {
        throw new IllegalStateException("a class of this package is not accessible", e);
      }
    }
  }
}
