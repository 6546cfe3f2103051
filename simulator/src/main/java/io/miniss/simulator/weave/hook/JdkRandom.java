package io.miniss.simulator.weave.hook;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** What {@code java.util.concurrent} draws from for itself, for instance the queue of a pool that is looked at first. */
final class JdkRandom {
  private static final VarHandle SECONDARY = find();

  private JdkRandom() {}

  private static VarHandle find() {
    try {
      return MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup())
          .findVarHandle(Thread.class, "threadLocalRandomSecondarySeed", int.class);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JDK's threads have no secondary seed", e);
    }
  }

  /** Has what {@code thread} draws follow from {@code seed}. */
  static void seed(Thread thread, long seed) {
    SECONDARY.set(thread, (int) seed | 1);
  }
}
