package io.miniss.simulator.weave.hook;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Randomness that follows from the seed; the JDK's outside a simulation. */
public final class Randoms {
  /** Fields of Thread that ThreadLocalRandom uses. */
  private static final class RandomFields {
    static final VarHandle SEED = field("threadLocalRandomSeed", long.class);
    static final VarHandle PROBE = field("threadLocalRandomProbe", int.class);

    private static VarHandle field(String name, Class<?> type) {
      try {
        return MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup())
            .findVarHandle(Thread.class, name, type);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("this JDK's threads have no " + name, e);
      }
    }

    private RandomFields() {}
  }

  private Randoms() {}

  /** The seed of a generator that is made without one; {@code defaultValue} outside a simulation. */
  static long seed(long defaultValue) {
    WovenThread me = WovenThread.current();
    return me == null ? defaultValue : me.draws.seed();
  }

  /** In place of {@link Math#random}. */
  public static double random() {
    WovenThread me = WovenThread.current();
    return me == null ? Math.random() : (me.draws.seed() >>> 11) * 0x1.0p-53;
  }

  /**
   * In place of {@link ThreadLocalRandom#current}. Seeded at each call: the JDK's own code draws from it too, and
   * how often depends on what the process has done before.
   */
  public static ThreadLocalRandom threadLocalRandom() {
    WovenThread me = WovenThread.current();
    ThreadLocalRandom random = ThreadLocalRandom.current();
    if (me != null) {
      seedThreadLocalRandom(me.draws.seed(), me.number + 1);
    }
    return random;
  }

  /** Sets what ThreadLocalRandom keeps in the calling thread. */
  static void seedThreadLocalRandom(long seed, int probe) {
    RandomFields.SEED.set(Thread.currentThread(), seed);
    RandomFields.PROBE.set(Thread.currentThread(), probe);
  }

  /** In place of {@link Collections#shuffle(List)}. */
  public static void shuffle(List<?> list) {
    WovenThread me = WovenThread.current();
    if (me == null) {
      Collections.shuffle(list);
    } else {
      Collections.shuffle(list, new Random(me.draws.seed()));
    }
  }

  static @Nullable UUID uuid() {
    WovenThread me = WovenThread.current();
    return me == null
        ? null
        : new UUID(
            (me.draws.seed() & ~0xF000L) | 0x4000L,
            (me.draws.seed() & (-1L >>> 2)) | Long.MIN_VALUE);
  }
}
