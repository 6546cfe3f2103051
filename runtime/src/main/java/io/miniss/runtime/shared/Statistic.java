package io.miniss.runtime.shared;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A number that one thread writes and others may look at, for diagnostics. It decides nothing, so
 * it is no interleaving point and its readers get no ordering with it.
 */
public final class Statistic {
  private static final VarHandle VALUE;

  static {
    try {
      VALUE = MethodHandles.lookup().findVarHandle(Statistic.class, "value", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private long value;

  /** The number, some time ago. Any thread. */
  public long getOpaque() {
    return (long) VALUE.getOpaque(this);
  }

  /** The number. The owner only. */
  public long getByOwner() {
    return value;
  }

  /** Sets the number. The owner only. */
  public void setByOwner(long newValue) {
    VALUE.setOpaque(this, newValue);
  }

  /** The number, and with it what its owner did before a store with release effect. Any thread. */
  public long getAcquire() {
    return (long) VALUE.getAcquire(this);
  }

  /** Adds {@code delta}. The owner only. */
  public void addByOwner(long delta) {
    VALUE.setOpaque(this, value + delta);
  }

  /** Adds one, and publishes what this thread did before. The owner only. */
  public void incrementByOwnerRelease() {
    VALUE.setRelease(this, value + 1);
  }

  /** Raises the number to {@code candidate} if that is more: a high-water mark. The owner only. */
  public void raiseByOwner(long candidate) {
    if (candidate > value) {
      VALUE.setOpaque(this, candidate);
    }
  }
}
