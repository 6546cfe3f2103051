package io.miniss.simulator.weave.hook;

import java.util.concurrent.TimeUnit;

/** Which objects have methods that may be woven inside. */
final class DeepObjects {
  private static final String PACKAGE = "java.util.concurrent.";

  /** Its classes only call the collection that they have. */
  private static final String VIEWS = "java.util.Collections$";

  private static final ClassValue<Boolean> KNOWN =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          return isWoven(type);
        }
      };

  private DeepObjects() {}

  static boolean isWoven(Object object) {
    return KNOWN.get(object.getClass());
  }

  private static boolean isWoven(Class<?> type) {
    if (type.getName().startsWith(VIEWS)) {
      return true;
    }
    for (Class<?> at = type; at != null; at = at.getSuperclass()) {
      String name = at.getName();
      if (at.getClassLoader() == null && name.startsWith(PACKAGE)) {
        return !name.startsWith(PACKAGE + "atomic.Atomic") && at != TimeUnit.class;
      }
    }
    return false;
  }
}
