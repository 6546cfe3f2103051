package io.miniss.simulator.engine;

import io.miniss.runtime.spi.Access;
import io.miniss.runtime.spi.Mark;
import io.miniss.runtime.spi.SharedLocation;
import io.miniss.simulator.fault.Fault;
import org.jspecify.annotations.Nullable;

/** Watches a run that is being explained; runs that are only explored have none. */
public interface RunListener {
  /**
   * A run begins. Called before anything else, and again if the run is done again because another simulation
   * disturbed it: what was told before is void then.
   */
  void begins();

  /**
   * The strategy, or the record that is replayed, chose {@code to} among several, after {@code from}
   * ran, which could go on unless it {@code waits}.
   */
  void chosen(int from, boolean waits, int to);

  /** {@code thread}, called {@code name}, was started. */
  void started(int thread, String name);

  /** {@code waker} has woken {@code woken}, which was parked. */
  void woke(long step, int waker, int woken, long virtualNanos);

  /** {@code fault} happened to {@code thread}. */
  void faulted(long step, int thread, Fault fault, long virtualNanos);

  /** {@code mark} happened to {@code subject} on {@code thread}. */
  void marked(long step, int thread, Mark mark, Object subject, long virtualNanos);

  /** {@code thread} passed a point. {@code location} is null where it spins. */
  void step(
      long step,
      int thread,
      Access access,
      @Nullable SharedLocation location,
      long virtualNanos);
}
