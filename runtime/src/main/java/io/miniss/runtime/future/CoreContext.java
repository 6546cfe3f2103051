package io.miniss.runtime.future;

import io.miniss.runtime.spi.CoreSlot;
import io.miniss.runtime.util.Registration;
import org.jspecify.annotations.Nullable;

/**
 * What futures know of a core: its runtime, and how fibers wait on it. For the runtime's own use. Methods are
 * for the core's own thread (its loop, or one of its fibers) unless they say otherwise.
 */
public abstract class CoreContext extends HomeCore {

  /** For the runtime's cores. */
  protected CoreContext() {}

  /** The core that the calling thread is, or null outside any core. */
  public static @Nullable CoreContext current() {
    return (CoreContext) CoreSlot.get();
  }

  /** The runtime of this core. Any thread. */
  public abstract RuntimeContext runtime();

  /**
   * Waits in the calling fiber until {@code awaited} is done.
   *
   * @throws IllegalStateException if the caller is no fiber: waiting would block the core
   */
  public abstract void await(Completion awaited);

  /**
   * As {@link #await(Completion)}, at most {@code nanos}; returns whether it is done.
   *
   * @throws IllegalStateException if the caller is no fiber
   */
  public abstract boolean await(Completion awaited, long nanos);

  /** Calls {@code action} once, from this core's loop, not before {@code nanos} have passed. */
  public abstract Registration after(long nanos, Runnable action);
}
