package io.miniss.simulator.engine;

import io.miniss.runtime.spi.Access;
import io.miniss.runtime.spi.SharedLocation;
import org.jspecify.annotations.Nullable;

/** Watches a run that is being explained; runs that are only explored have none. */
public interface RunListener {
  /** The strategy, or the record that is replayed, chose {@code thread} among several. */
  void chosen(int thread);

  /** {@code thread} passed a point. {@code location} is null where it spins. */
  void step(
      long step,
      int thread,
      String threadName,
      Access access,
      @Nullable SharedLocation location,
      long virtualNanos);
}
