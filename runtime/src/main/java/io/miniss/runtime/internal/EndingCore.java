package io.miniss.runtime.internal;

import io.miniss.runtime.util.TimeLimit;
import java.util.List;

/** What {@link Termination} asks of one core. Any thread, unless a method says otherwise. */
interface EndingCore {
  /** The tasks that the core has admitted and that have ended on it. */
  TaskCounts counts();

  /**
   * Stops intake; with a limit, asks {@link Termination} for a stop after it. The core's own thread only.
   *
   * @return false if intake was stopped before
   */
  boolean drain(TimeLimit limit);

  /** As {@link #drain}, from the core's loop, which then acknowledges it. */
  void requestDrain(TimeLimit limit);

  /** Asks the core to cancel everything that has not ended. */
  void requestStop();

  /**
   * Asks the core to end its loop.
   *
   * @param settled whether it does not wait until nothing is on its way between cores any more
   */
  void requestExit(boolean settled);

  /** Wakes the external threads that wait for room in a queue of the core; they look at the phase. Any thread. */
  void wakeSenders();

  /** Wakes the core, which looks whether all tasks have ended before it sleeps again. */
  void wake();

  /** Adds a line for each task that started on the core and ignores its cancellation. */
  void describeUnfinished(List<String> descriptions);
}
