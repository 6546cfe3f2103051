package io.miniss.simulator.weave.hook;

import io.miniss.runtime.spi.Access;

/**
 * A place in code that has been woven, at which a thread accesses something.
 *
 * @param field the number of the field in {@link Places}, or {@link #NO_FIELD}
 * @param access what it does there
 * @param where class, method and line, for example {@code Account.deposit(Account.java:17)}
 * @param synchronizes whether what it calls orders the threads that call it, as all of {@code
 *     java.util.concurrent} does
 * @param locks whether what it calls takes a lock (1), releases it (-1) or neither (0)
 * @param isBenign whether a race that it takes part in is said to do no harm
 */
public record Place(
    int field, Access access, String where, boolean synchronizes, int locks, boolean isBenign) {
  /** The field of a place that accesses an array, or calls a method. */
  public static final int NO_FIELD = -1;
}
