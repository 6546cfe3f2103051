package io.miniss.simulator.weave.hook;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** Opens packages of the JDK to this module. {@code java.lang} is open, and with that opens any other. */
final class JdkPackages {
  private JdkPackages() {}

  static void open(String name) {
    try {
      MethodHandles.privateLookupIn(Module.class, MethodHandles.lookup())
          .findVirtual(
              Module.class,
              "implAddOpens",
              MethodType.methodType(void.class, String.class, Module.class))
          .invoke(Object.class.getModule(), name, JdkPackages.class.getModule());
    } catch (Throwable e) {
      throw new IllegalStateException("cannot look into the package " + name + " of the JDK", e);
    }
  }
}
