package io.miniss.simulator.otherjvm;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Iterator;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The order in which a JVM iterates over the collections of {@code Set.of} and {@code Map.of}. The JDK
 * draws a start and a direction when the JVM starts, so that no program relies on either.
 *
 * @param first the first element of a set of the even numbers below {@value #SLOTS}
 * @param isAscending whether the number after it is the next higher one
 */
record IterationOrder(int first, boolean isAscending) {
  private static final int SLOTS = 8_192;

  /** That of this JVM, found by looking at a set. */
  static IterationOrder ofThisJvm() {
    Integer[] even =
        Stream.iterate(0, each -> each < SLOTS, each -> each + 2).toArray(Integer[]::new);
    Iterator<Integer> elements = Set.of(even).iterator();
    int one = elements.next();
    int next = elements.next();
    return new IterationOrder(one, Math.floorMod(next - one, SLOTS) == 2);
  }

  /** The order in which what came last comes first. */
  IterationOrder reversed() {
    return new IterationOrder(Math.floorMod(isAscending ? first - 2 : first + 2, SLOTS),
        !isAscending);
  }

  /**
   * Makes this the order of this JVM, which must have just started: what the compiler has compiled
   * keeps the old order.
   *
   * @return whether this is the order now; false where the JDK does not let us choose
   */
  @SuppressWarnings("AvoidReflection")
  boolean choose() {
    try {
      Class<?> unsafe = Class.forName("sun.misc.Unsafe");
      Field instance = unsafe.getDeclaredField("theUnsafe");
      instance.setAccessible(true);
      Object access = instance.get(null);
      Class<?> collections = Class.forName("java.util.ImmutableCollections");
      int slot = Math.floorMod(isAscending ? first - 1 : first + 1, SLOTS);
      long salt = (2L * slot + 1) * ((1L << 32) / (2L * SLOTS));
      set(access, "putLong", long.class, collections.getDeclaredField("SALT32L"), salt);
      set(access, "putBoolean", boolean.class, collections.getDeclaredField("REVERSE"),
          isAscending);
    } catch (ReflectiveOperationException | RuntimeException e) {
      System.getLogger(IterationOrder.class.getName())
          .log(System.Logger.Level.DEBUG, "this JDK keeps the order of its collections", e);
    }
    return ofThisJvm().equals(this);
  }

  private static void set(
      Object access, String method, Class<?> type, Field field, Object value)
      throws ReflectiveOperationException {
    Class<?> unsafe = access.getClass();
    Method base = unsafe.getMethod("staticFieldBase", Field.class);
    Method offset = unsafe.getMethod("staticFieldOffset", Field.class);
    unsafe
        .getMethod(method, Object.class, long.class, type)
        .invoke(access, base.invoke(access, field), offset.invoke(access, field), value);
  }

  @Override
  public String toString() {
    return first + (isAscending ? "+" : "-");
  }

  /** Reads what {@link #toString} wrote. */
  static IterationOrder parse(String text) {
    int last = text.length() - 1;
    return new IterationOrder(Integer.parseInt(text.substring(0, last)), text.charAt(last) == '+');
  }
}
