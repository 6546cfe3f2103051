package io.miniss.runtime.shared;

import io.miniss.runtime.spi.Access;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.runtime.spi.SharedLocation;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A reference that several threads read and change, as the base of objects that are created by the
 * million: they save an indirection, and name themselves. Everybody else takes {@link SharedReference}.
 *
 * @param <V> what it refers to
 */
public abstract class SharedCell<V> extends SharedLocation {
  private static final VarHandle VALUE;

  static {
    try {
      VALUE =
          MethodHandles.lookup().findVarHandle(SharedCell.class, "value", Object.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("unused") // accessed through VALUE
  private @Nullable Object value;

  /** A reference to {@code initial}. */
  @SuppressWarnings("this-escape") // point-free plain store, nobody else has the object yet
  protected SharedCell(Scheduler scheduler, @Nullable V initial) {
    super(scheduler);
    this.value = initial;
  }

  /** The value, and with it everything its writer did before a release or volatile store. */
  @SuppressWarnings("unchecked")
  public final @Nullable V getAcquire() {
    point(Access.READ);
    return (V) VALUE.getAcquire(this);
  }

  /** The value, in the single order of all volatile accesses. */
  @SuppressWarnings("unchecked")
  public final @Nullable V getVolatile() {
    point(Access.READ);
    return (V) VALUE.getVolatile(this);
  }

  /**
   * The value, for a cell that only the calling thread ever writes: a plain read of its own last
   * write, which no other thread can change, and so no interleaving point.
   */
  @SuppressWarnings("unchecked")
  public final @Nullable V getByOwner() {
    return (V) value;
  }

  /** Publishes {@code newValue} and what this thread did before. */
  public final void setRelease(@Nullable V newValue) {
    point(Access.WRITE);
    VALUE.setRelease(this, newValue);
  }

  /** Stores {@code newValue} in the single order of all volatile accesses. */
  public final void setVolatile(@Nullable V newValue) {
    point(Access.WRITE);
    VALUE.setVolatile(this, newValue);
  }

  @Override
  public @Nullable Object currentValue() {
    return value;
  }

  /**
   * Replaces {@code expected} by {@code newValue} with volatile effect, or changes nothing. Compares
   * identities, as {@link java.util.concurrent.atomic.AtomicReference} does: two {@code Long} objects of the
   * same number are different beyond 127. For numbers take {@link SharedLong}.
   */
  public final boolean compareAndSet(@Nullable V expected, @Nullable V newValue) {
    point(Access.UPDATE);
    return compared(expected, newValue, VALUE.compareAndSet(this, expected, newValue));
  }

  /** Replaces the value with volatile effect and returns what was there. */
  @SuppressWarnings("unchecked")
  public final @Nullable V getAndSet(@Nullable V newValue) {
    point(Access.UPDATE);
    return (V) VALUE.getAndSet(this, newValue);
  }
}
