package io.miniss.simulator.weave.hook;

import java.lang.reflect.Array;
import org.jspecify.annotations.Nullable;

/**
 * Accesses to many elements of an array at once, by the JDK. They pass no points, and take part in data races. Of a long
 * range the first elements count, as each that does is kept in the run.
 */
public final class ArrayRanges {
  private static final int MAX_ELEMENTS = 256;

  private ArrayRanges() {}

  /** Before all of {@code array} is read or written. */
  public static void whole(@Nullable Object array, int place) {
    range(array, 0, Integer.MAX_VALUE, place);
  }

  /** Before all of {@code array} is read, and all of the arrays that are its elements, and so on. */
  public static void deep(@Nullable Object array, int place) {
    deep(array, place, MAX_ELEMENTS);
  }

  /** Returns how many more elements count: an array may be an element of itself. */
  private static int deep(@Nullable Object array, int place, int left) {
    int remaining = left;
    if (array != null && array.getClass().isArray()) {
      part(array, 0, remaining, place);
      remaining -= Array.getLength(array);
    }
    if (array instanceof Object[] elements) {
      for (int i = 0; i < elements.length && remaining > 0; i++) {
        remaining = deep(elements[i], place, remaining);
      }
    }
    return remaining;
  }

  /** After a collection has been copied to {@code array}, if that is what the method has returned. */
  public static void filled(@Nullable Object returned, @Nullable Object array, int place) {
    if (returned == array && array instanceof Object[] elements) {
      int end = 0;
      while (end < elements.length && elements[end] != null) {
        end++;
      }
      range(array, 0, end + 1, place); // a null is behind the last one
    }
  }

  /** After {@code count} elements from {@code from} on have been written; -1 for none. */
  public static void counted(int count, @Nullable Object array, int from, int place) {
    if (count > 0) {
      part(array, from, count, place);
    }
  }

  /** Before {@code count} elements from {@code from} on are. */
  public static void part(@Nullable Object array, int from, int count, int place) {
    range(array, from, (int) Math.min((long) from + count, Integer.MAX_VALUE), place);
  }

  /** Before the elements from {@code from} on, up to that before {@code to}, are. What is outside the array is not. */
  public static void range(@Nullable Object array, int from, int to, int place) {
    WovenThread me = WovenThread.current();
    if (me == null || me.run.races == null || me.initialising > 0 || array == null
        || !array.getClass().isArray()) {
      return;
    }
    int first = Math.max(from, 0);
    long end = Math.min(Math.min(to, Array.getLength(array)), (long) first + MAX_ELEMENTS);
    for (int i = first; i < end; i++) {
      WovenLocation location = me.run.location(array, WovenLocation.element(i));
      Hooks.check(me, location, Places.get(place).access(), place);
    }
  }
}
