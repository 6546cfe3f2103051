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

  /** {@code thread} of the program says {@code text}. */
  default void noted(int thread, String text, long virtualNanos) {}

  /** {@code thread} does {@code text}, which is no step of its own. */
  default void did(int thread, String text, long virtualNanos) {}

  /**
   * What {@code thread} announced at step {@code step} takes effect now: other threads may have run since.
   * The value of {@code location} is what it is before, and at the next call of this listener, whatever that
   * tells, what it is after. {@code location} is null where the thread spun.
   */
  default void tookEffect(
      long step,
      int thread,
      Access access,
      @Nullable SharedLocation location,
      long virtualNanos) {}

  /** The compare-and-set that took effect last was one of {@code expected} by {@code newValue}. */
  default void compared(
      SharedLocation location,
      @Nullable Object expected,
      @Nullable Object newValue,
      boolean replaced) {}

  /** What took effect last, the access of {@code location}, is not done after all: the run fails before it. */
  default void refused(SharedLocation location) {}

  /** {@code thread} has done what it can and waits: what changes from now on, others do. */
  default void waits(int thread) {}

  /** The last thread has ended, or the run has failed: nothing takes effect any more. */
  default void ended() {}

  /**
   * The next step is to {@code verb} its location, for example to start a thread, which says more than what kind of
   * access that is.
   */
  default void announces(String verb) {}

  /** {@code thread} announced a point. {@code location} is null where it spins. */
  default void step(
      long step,
      int thread,
      Access access,
      @Nullable SharedLocation location,
      long virtualNanos) {}
}
