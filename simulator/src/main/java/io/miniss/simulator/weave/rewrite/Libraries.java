package io.miniss.simulator.weave.rewrite;

import java.util.List;

/**
 * Classes of libraries that are not woven. A call of one is a step, and orders threads as far as races go: what the
 * library does to hand things from thread to thread cannot be seen. Logging is left out, as it is everywhere and
 * hands over nothing.
 */
final class Libraries {
  private static final List<String> LOGGING =
      List.of(
          "org/slf4j/", "org/apache/logging/", "org/apache/commons/logging/", "org/apache/log4j/",
          "ch/qos/logback/", "org/jboss/logging/");

  private static final List<String> CALLBACKS =
      List.of("accept", "apply", "call", "compute", "get", "run", "test");

  private Libraries() {}

  /** Whether {@code type}, by internal name, is a class of a library, if it is not woven. */
  static boolean contains(String type) {
    return type.equals("sun/misc/Unsafe")
        || (!type.startsWith("[")
            && WovenPackages.mayBeWoven(type.replace('/', '.'))
            && LOGGING.stream().noneMatch(type::startsWith));
  }

  /** Whether a method of this name may be what a library calls on a thread of its own. */
  static boolean mayCall(String method) {
    return method.startsWith("lambda$") || method.startsWith("on") || CALLBACKS.contains(method);
  }
}
