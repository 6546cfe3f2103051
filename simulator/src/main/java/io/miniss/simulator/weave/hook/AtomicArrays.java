package io.miniss.simulator.weave.hook;

import io.miniss.runtime.spi.Access;
import java.util.StringJoiner;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Arrays of {@code java.util.concurrent.atomic}, of which each element is a variable of its own. What reads them all
 * reads one after the other, as the JDK does, and each in a step.
 */
public final class AtomicArrays {
  private AtomicArrays() {}

  /** In place of {@link AtomicIntegerArray#toString}. */
  public static String toString(AtomicIntegerArray array) {
    WovenThread me = reader(array, AtomicIntegerArray.class);
    return me == null ? array.toString() : text(me, array, array.length(), array::get);
  }

  /** In place of {@link AtomicLongArray#toString}. */
  public static String toString(AtomicLongArray array) {
    WovenThread me = reader(array, AtomicLongArray.class);
    return me == null ? array.toString() : text(me, array, array.length(), array::get);
  }

  /** In place of {@link AtomicReferenceArray#toString}. */
  public static String toString(AtomicReferenceArray<?> array) {
    WovenThread me = reader(array, AtomicReferenceArray.class);
    return me == null ? array.toString() : text(me, array, array.length(), array::get);
  }

  /** The calling thread, if {@code array} has the method of {@code type}, and not that of a subclass. */
  private static @Nullable WovenThread reader(Object array, Class<?> type) {
    return array.getClass() == type ? WovenThread.current() : null;
  }

  private static String text(
      WovenThread me, Object array, int length, IntFunction<@Nullable Object> elements) {
    StringJoiner text = new StringJoiner(", ", "[", "]");
    for (int i = 0; i < length; i++) {
      WovenLocation location = me.run.location(array, WovenLocation.element(i));
      if (me.quiet == 0) {
        Hooks.point(me, location, Access.READ);
      }
      Hooks.acquire(me, location);
      text.add(String.valueOf(elements.apply(i)));
    }
    return text.toString();
  }
}
