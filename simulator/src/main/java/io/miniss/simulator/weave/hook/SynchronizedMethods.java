package io.miniss.simulator.weave.hook;

import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodType;
import java.lang.reflect.AccessFlag;
import java.lang.reflect.Method;
import java.util.Set;
import java.util.TreeSet;
import java.util.Vector;

/** Which methods of a class take the monitor of their object, by name and parameters: {@code add(Ljava/lang/Object;)}. */
public final class SynchronizedMethods {
  /** Methods that are not {@code synchronized} themselves, but call a private one that is. */
  private static final Set<String> OF_VECTOR =
      Set.of(
          "removeAll(Ljava/util/Collection;)", "removeIf(Ljava/util/function/Predicate;)",
          "retainAll(Ljava/util/Collection;)");

  /** Nothing of a set's order matters: it is only asked what it contains. */
  private static final ClassValue<Set<String>> KNOWN =
      new ClassValue<>() {
        @Override
        protected Set<String> computeValue(Class<?> type) {
          Set<String> found = new TreeSet<>();
          Set<String> overridden = new TreeSet<>();
          try {
            for (Class<?> at = type; at != null; at = at.getSuperclass()) {
              add(at, found, overridden);
            }
          } catch (NoClassDefFoundError e) {
            return Set.of(); // a method mentions a class that is not there, so nobody can say
          }
          return found;
        }
      };

  private SynchronizedMethods() {}

  /** The key of a method, for {@link #contain}. */
  public static String key(String name, MethodTypeDesc type) {
    String descriptor = type.descriptorString();
    return name + descriptor.substring(0, descriptor.indexOf(')') + 1);
  }

  /** Whether the method {@code key} of {@code object} takes its monitor. */
  static boolean contain(Object object, String key) {
    if (DeepObjects.isWoven(object)) {
      return false; // its monitors are simulated, and to look at its class might pass points
    }
    Set<String> all = KNOWN.get(object.getClass());
    return !all.isEmpty() && all.contains(key);
  }

  /** Whether {@code type} takes it in that method, which woven code may call by the name of {@code type} itself. */
  public static boolean isInside(String type, String key) {
    return (type.equals("java/util/Vector") || type.equals("java/util/Stack"))
        && OF_VECTOR.contains(key);
  }

  private static void add(Class<?> type, Set<String> found, Set<String> overridden) {
    for (Method each : type.getDeclaredMethods()) {
      if (!each.isBridge() && !each.accessFlags().contains(AccessFlag.STATIC)) {
        MethodType parameters = MethodType.methodType(void.class, each.getParameterTypes());
        String key = key(each.getName(), parameters.describeConstable().orElseThrow());
        boolean takes =
            each.accessFlags().contains(AccessFlag.SYNCHRONIZED)
                || (type == Vector.class && OF_VECTOR.contains(key));
        if (overridden.add(key) && takes) {
          found.add(key);
        }
      }
    }
  }
}
