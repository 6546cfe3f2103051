package io.miniss.simulator.weave.jdk;

import java.lang.classfile.MethodModel;
import java.lang.reflect.AccessFlag;

/**
 * A method of the JDK.
 *
 * @param type its class, by internal name
 * @param name its name
 * @param key the class without its package, a dot, the name, and the descriptor
 * @param isStatic whether it is static
 */
record JdkMethod(String type, String name, String key, boolean isStatic) {
  static JdkMethod of(String type, MethodModel method) {
    String name = method.methodName().stringValue();
    String key =
        type.substring(type.lastIndexOf('/') + 1) + '.' + name
            + method.methodType().stringValue();
    return new JdkMethod(type, name, key, method.flags().has(AccessFlag.STATIC));
  }
}
