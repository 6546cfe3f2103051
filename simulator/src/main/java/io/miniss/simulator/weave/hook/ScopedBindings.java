package io.miniss.simulator.weave.hook;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** The scoped values that are bound in a thread when it starts. */
final class ScopedBindings {
  private static final MethodHandle INHERIT = find();

  private ScopedBindings() {}

  private static MethodHandle find() {
    try {
      Class<?> container = Class.forName("jdk.internal.vm.ThreadContainer");
      return MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup())
          .findVirtual(
              Thread.class, "inheritScopedValueBindings",
              MethodType.methodType(void.class, container))
          .asType(MethodType.methodType(void.class, Thread.class, Object.class));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JDK's threads inherit no scoped values", e);
    }
  }

  /**
   * Has {@code thread}, which the calling thread is about to start, inherit what {@code container}, the JDK's list of
   * the threads of a scope, has found bound when the scope was opened. As in the JDK, throws if something else is
   * bound in the calling thread.
   */
  static void inherit(Thread thread, Object container) {
    try {
      INHERIT.invokeExact(thread, container);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("no scoped values for " + thread, e);
    }
  }
}
