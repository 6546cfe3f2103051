package io.miniss.runtime.shared;

import io.miniss.runtime.spi.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * A reference that several threads read and change.
 *
 * @param <V> what it refers to
 */
public final class SharedReference<V> extends SharedCell<V> {
  private final String name;

  /** A reference to {@code initial}, called {@code name} in traces. */
  public SharedReference(Scheduler scheduler, String name, @Nullable V initial) {
    super(scheduler, initial);
    this.name = name;
  }

  @Override
  public String describe() {
    return name;
  }
}
