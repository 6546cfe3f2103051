package io.miniss.simulator.weave.hook;

/** A class loader that weaves. */
public interface WovenClasses {
  /** Whether {@code type} is woven. */
  static boolean contain(Class<?> type) {
    return type.getClassLoader() instanceof WovenClasses loader && loader.isWoven(type);
  }

  /** Whether {@code type}, which it has defined, is woven. */
  boolean isWoven(Class<?> type);
}
