package io.miniss.runtime.spi;

import org.jspecify.annotations.Nullable;

/**
 * A place in memory that several threads use: the base of every primitive in {@code
 * io.miniss.runtime.shared}. Before each access the primitive calls {@link #point}; in production
 * that is an empty method, in simulation another thread may run there.
 */
public abstract class SharedLocation {
  /** What {@link #currentValue} returns where there is nothing to show. */
  public static final Object NO_VALUE = new Object();

  private final Scheduler scheduler;
  private final int locationId;

  /** A location whose accesses are announced to {@code scheduler}. */
  protected SharedLocation(Scheduler scheduler) {
    this.scheduler = scheduler;
    this.locationId = scheduler.newLocationId();
  }

  /** The scheduler that is told of each access. */
  public final Scheduler scheduler() {
    return scheduler;
  }

  /** The number that the scheduler gave this location; 0 in production. */
  public final int locationId() {
    return locationId;
  }

  /** What this location is, for traces and reports, for example {@code wake flag of core 1}. */
  public abstract String describe();

  /**
   * What is in this location now, for traces; {@link #NO_VALUE} unless a subclass has something to show. No
   * interleaving point, and orders nothing. Only a scheduler calls it, while no other thread runs.
   */
  public @Nullable Object currentValue() {
    return NO_VALUE;
  }

  /** Tells of a compare-and-set that has been tried; returns {@code replaced}. */
  protected final boolean compared(
      @Nullable Object expected, @Nullable Object newValue, boolean replaced) {
    scheduler.compared(this, expected, newValue, replaced);
    return replaced;
  }

  /** Announces that the calling thread is about to access this location. */
  protected final void point(Access access) {
    scheduler.point(access, this);
  }

  @Override
  public String toString() {
    return describe();
  }
}
