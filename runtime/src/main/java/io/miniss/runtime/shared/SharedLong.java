package io.miniss.runtime.shared;

import io.miniss.runtime.spi.Access;
import io.miniss.runtime.spi.Scheduler;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A {@code long} that several threads read and change, alone on its cache lines: a count, a position, a set of bits.
 * {@link #compareAndSet} compares numbers, as {@link java.util.concurrent.atomic.AtomicLong} does.
 */
public final class SharedLong extends Padding {
  private static final VarHandle VALUE;

  static {
    try {
      VALUE = MethodHandles.lookup().findVarHandle(SharedLong.class, "value", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final String name;
  private long value;

  /** The number 0, called {@code name} in traces. */
  public SharedLong(Scheduler scheduler, String name) {
    this(scheduler, name, 0);
  }

  /** The number {@code initial}, called {@code name} in traces. */
  public SharedLong(Scheduler scheduler, String name, long initial) {
    super(scheduler);
    this.name = name;
    this.value = initial;
  }

  /** The value, and with it what its writer did before. */
  public long getAcquire() {
    point(Access.READ);
    return (long) VALUE.getAcquire(this);
  }

  /** The value, in the single order of all volatile accesses. */
  public long getVolatile() {
    point(Access.READ);
    return (long) VALUE.getVolatile(this);
  }

  /** Adds with volatile effect; returns the value before. */
  public long getAndAdd(long delta) {
    point(Access.UPDATE);
    return (long) VALUE.getAndAdd(this, delta);
  }

  /** Publishes {@code newValue} and what this thread did before. */
  public void setRelease(long newValue) {
    point(Access.WRITE);
    VALUE.setRelease(this, newValue);
  }

  /** Stores in the single order of all volatile accesses. */
  public void setVolatile(long newValue) {
    point(Access.WRITE);
    VALUE.setVolatile(this, newValue);
  }

  /** Replaces the value with volatile effect and returns what was there. */
  public long getAndSet(long newValue) {
    point(Access.UPDATE);
    return (long) VALUE.getAndSet(this, newValue);
  }

  /** Replaces {@code expected} by {@code newValue} with volatile effect, or changes nothing. */
  public boolean compareAndSet(long expected, long newValue) {
    point(Access.UPDATE);
    return compared(expected, newValue, VALUE.compareAndSet(this, expected, newValue));
  }

  /** Sets the bits of {@code mask} with volatile effect; returns the value before. */
  public long getAndBitwiseOr(long mask) {
    point(Access.UPDATE);
    return (long) VALUE.getAndBitwiseOr(this, mask);
  }

  /** Clears the bits that {@code mask} has not, with volatile effect; returns the value before. */
  public long getAndBitwiseAnd(long mask) {
    point(Access.UPDATE);
    return (long) VALUE.getAndBitwiseAnd(this, mask);
  }

  /**
   * Adds one with release effect. For a number that only the calling thread ever writes: the plain
   * read is of its own last write.
   */
  public void incrementByOwnerRelease() {
    point(Access.WRITE);
    VALUE.setRelease(this, value + 1);
  }

  /**
   * Stores {@code newValue} with release effect, if that is more. For a number that only the calling thread
   * ever writes: the plain read is of its own last write, so there is no interleaving point unless it stores.
   */
  public void raiseByOwnerRelease(long newValue) {
    if (newValue > value) {
      point(Access.WRITE);
      VALUE.setRelease(this, newValue);
    }
  }

  @Override
  public Long currentValue() {
    return value;
  }

  @Override
  public String describe() {
    return name;
  }
}
