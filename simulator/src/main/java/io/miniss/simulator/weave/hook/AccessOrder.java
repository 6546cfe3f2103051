package io.miniss.simulator.weave.hook;

import io.miniss.simulator.addopens.JdkPackages;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.LinkedHashMap;

/** Which maps keep their entries in the order in which they were looked up, so that to look one up changes them. */
final class AccessOrder {
  private static final VarHandle IN_ACCESS_ORDER;

  static {
    JdkPackages.open(LinkedHashMap.class.getPackageName());
    try {
      IN_ACCESS_ORDER =
          MethodHandles.privateLookupIn(LinkedHashMap.class, MethodHandles.lookup())
              .findVarHandle(LinkedHashMap.class, "accessOrder", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot look into the maps of the JDK", e);
    }
  }

  private AccessOrder() {}

  static boolean isOf(Object object) {
    return object instanceof LinkedHashMap<?, ?> map && (boolean) IN_ACCESS_ORDER.get(map);
  }
}
