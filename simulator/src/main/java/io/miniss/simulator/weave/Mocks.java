package io.miniss.simulator.weave;

import java.lang.reflect.InvocationTargetException;

/** Mockito attaches an agent to the process before it makes its first mock: it cannot do that in a run. */
final class Mocks {
  private Mocks() {}

  /** Has Mockito, if {@code loader} finds it, make a mock outside of runs. */
  static void prepare(ClassLoader loader) {
    try {
      Class<?> mockito = Class.forName("org.mockito.Mockito", true, loader);
      mockito.getMethod("mock", Class.class).invoke(null, Runnable.class);
    } catch (ClassNotFoundException | NoClassDefFoundError e) {
      // There is no Mockito.
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException("Mockito cannot make a mock: " + e.getCause(), e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException("the Mockito on the class path is another one", e);
    }
  }
}
