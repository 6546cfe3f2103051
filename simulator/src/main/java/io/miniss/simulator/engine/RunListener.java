package io.miniss.simulator.engine;

import io.miniss.runtime.spi.Access;
import io.miniss.runtime.spi.Mark;
import io.miniss.runtime.spi.SharedLocation;
import io.miniss.simulator.fault.Fault;
import org.jspecify.annotations.Nullable;

/**
 * Is told what happens in a run. Runs have one where somebody needs to know: a trace, a replay, coverage of
 * one run in some, sizes of a run that is shrunk. All methods are called by the thread that carries the run or
 * by threads of the run, one at a time; what they throw is a defect of the simulator. Each does nothing
 * unless it is overridden.
 */
public interface RunListener {
  /**
   * A run begins. Called before anything else, and again if the run is done again because another simulation
   * disturbed it: what was told before is void then.
   */
  default void begins() {}

  /**
   * The strategy, or the record that is replayed, chose {@code to} among several, after {@code from}
   * ran, which could go on unless it {@code waits}.
   */
  default void chosen(int from, boolean waits, int to) {}

  /** {@code thread}, called {@code name}, was started. */
  default void started(int thread, String name) {}

  /** {@code waker} has woken {@code woken}, which was parked. */
  default void woke(long step, int waker, int woken, long virtualNanos) {}

  /** {@code fault} happened to {@code thread}. */
  default void faulted(long step, int thread, Fault fault, long virtualNanos) {}

  /** {@code mark} happened to {@code subject} on {@code thread}. */
  default void marked(long step, int thread, Mark mark, Object subject, long virtualNanos) {}

  /** {@code thread} passed a point. {@code location} is null where it spins. */
  default void step(
      long step,
      int thread,
      Access access,
      @Nullable SharedLocation location,
      long virtualNanos) {}
}
