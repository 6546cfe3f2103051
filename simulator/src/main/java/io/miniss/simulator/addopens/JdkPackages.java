package io.miniss.simulator.addopens;

import io.miniss.runtime.spi.VirtualThreads;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** Opens packages to the simulator that no flag has opened. Where {@code java.lang} is open, it opens all others. */
public final class JdkPackages {
  private JdkPackages() {}

  /**
   * Opens the package {@code name} of {@code java.base}.
   *
   * @throws IllegalStateException if this JVM has no way to open it
   */
  public static void open(String name) {
    open(Object.class.getModule(), name);
  }

  /**
   * Opens the package {@code name} of {@code module}.
   *
   * @throws IllegalStateException if this JVM has no way to open it
   */
  public static void open(Module module, String name) {
    Module mine = JdkPackages.class.getModule();
    VirtualThreads.openJavaLangTo(mine);
    try {
      MethodHandles.privateLookupIn(Module.class, MethodHandles.lookup())
          .findVirtual(
              Module.class,
              "implAddOpens",
              MethodType.methodType(void.class, String.class, Module.class))
          .invoke(module, name, mine);
    } catch (Throwable e) {
      throw new IllegalStateException("the JVM does not open the package " + name, e);
    }
  }
}
