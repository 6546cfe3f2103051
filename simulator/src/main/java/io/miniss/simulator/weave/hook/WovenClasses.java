package io.miniss.simulator.weave.hook;

/** A class loader that weaves. */
public interface WovenClasses {
  /** Whether {@code type}, which it has defined, is woven. */
  boolean isWoven(Class<?> type);
}
