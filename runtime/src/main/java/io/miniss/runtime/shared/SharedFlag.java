package io.miniss.runtime.shared;

import io.miniss.runtime.spi.Access;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.runtime.spi.SharedLocation;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** A boolean that several threads read and change; false at first. */
public final class SharedFlag extends SharedLocation {
  private static final VarHandle VALUE;

  static {
    try {
      VALUE = MethodHandles.lookup().findVarHandle(SharedFlag.class, "value", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final String name;

  @SuppressWarnings("unused") // accessed through VALUE
  private boolean value;

  /** A flag that is false, called {@code name} in traces. */
  public SharedFlag(Scheduler scheduler, String name) {
    super(scheduler);
    this.name = name;
  }

  /** The flag, and with it what its writer did before. */
  public boolean getAcquire() {
    point(Access.READ);
    return (boolean) VALUE.getAcquire(this);
  }

  /** The flag, in the single order of all volatile accesses. */
  public boolean getVolatile() {
    point(Access.READ);
    return (boolean) VALUE.getVolatile(this);
  }

  /** Stores in the single order of all volatile accesses. */
  public void setVolatile(boolean newValue) {
    point(Access.WRITE);
    VALUE.setVolatile(this, newValue);
  }

  /** Replaces {@code expected} by its opposite with volatile effect, or changes nothing. */
  public boolean compareAndSet(boolean expected, boolean newValue) {
    point(Access.UPDATE);
    return compared(expected, newValue, VALUE.compareAndSet(this, expected, newValue));
  }

  @Override
  public Boolean currentValue() {
    return value;
  }

  @Override
  public String describe() {
    return name;
  }
}
