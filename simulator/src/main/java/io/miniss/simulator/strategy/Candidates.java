package io.miniss.simulator.strategy;

import io.miniss.runtime.spi.Access;
import io.miniss.runtime.spi.SharedLocation;
import org.jspecify.annotations.Nullable;

/**
 * The threads among which a {@link Chooser} chooses, by position from 0. The order of the positions
 * is a function of the run so far, and means nothing else. Valid during the call only.
 */
public interface Candidates {
  /** How many threads can run; at least 2. */
  int count();

  /** The number of the thread at {@code position}, from 0 in the order of creation. */
  int thread(int position);

  /**
   * The position of the thread that runs now and can go on, or -1 if it cannot. Choosing it costs
   * nothing; choosing another is a preemption.
   */
  int current();

  /** What the thread at {@code position} will do first, or null if it has not reached a point. */
  @Nullable Access access(int position);

  /** The location that it will do it to, or 0 if it has not reached a point. */
  int location(int position);

  /** The number of the thread that ran last, whether or not it can go on; -1 if none has. */
  int lastThread();

  /** How many steps the thread of this number has made. */
  long ownSteps(int thread);

  /** The location itself, or null if it has not reached a point or spins. */
  @Nullable SharedLocation place(int position);

  /**
   * A number that changes whenever the thread at {@code position} passes a point or waits: as long as
   * it is the same, what the thread will do first is the same pending event.
   */
  long event(int position);

  /** How many interleaving points the run has passed. */
  long step();
}
