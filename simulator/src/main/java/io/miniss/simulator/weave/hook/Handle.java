package io.miniss.simulator.weave.hook;

import org.jspecify.annotations.Nullable;

/**
 * What a {@code VarHandle} or a field updater accesses.
 *
 * @param kind one of the constants
 * @param field the number of the field in {@link Places}
 * @param owner the class of a static field, otherwise null
 */
public record Handle(int kind, int field, @Nullable Class<?> owner) {
  /** A handle of a field of objects. */
  public static final int OF_OBJECT = 0;

  /** A handle of a static field. */
  public static final int OF_CLASS = 1;

  /** A handle of the elements of arrays. */
  public static final int OF_ARRAY = 2;

  Handle(int kind, int field) {
    this(kind, field, null);
  }
}
