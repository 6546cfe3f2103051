package io.miniss.properties;

import java.util.List;

/**
 * One thing that a client, a task, a fiber or a timer of a {@link Workload} does. What cannot be done
 * where it stands (a client that yields, a plain task that sleeps) is skipped, so every list of actions
 * is a program, and a shrunk one too. Cores, tasks, promises and timers are named by numbers that wrap.
 */
public sealed interface Action {
  /** No core in particular. */
  int ANYWHERE = -1;

  /**
   * Spawns a task.
   *
   * @param fiber whether it may wait
   * @param core its core, or {@link #ANYWHERE}
   * @param patient whether an external thread waits for room
   * @param body what the task does
   */
  record Spawn(boolean fiber, int core, boolean patient, List<Action> body) implements Action {
    /** Copies the list. */
    public Spawn {
      body = List.copyOf(body);
    }
  }

  /** Spawns a task that does this again, {@code step} cores on, until {@code length} are done. */
  record Chain(int core, int step, int length) implements Action {}

  /** Computes. */
  record Work(long nanos) implements Action {}

  /** A fiber sleeps. */
  record Sleep(long nanos) implements Action {}

  /** A fiber lets others go first. */
  record Yield() implements Action {}

  /** Cancels a task that has been accepted by now. */
  record Cancel(int task) implements Action {}

  /** A fiber waits for a task, a client does for a limited time, others register a continuation. */
  record Await(int task) implements Action {}

  /** Tries to complete one of the promises that everybody shares. */
  record Claim(int promise) implements Action {}

  /** As {@link Await}, for one of the promises. */
  record AwaitPromise(int promise) implements Action {}

  /** Code on a core starts a timer. */
  record After(long nanos, List<Action> body) implements Action {
    /** Copies the list. */
    public After {
      body = List.copyOf(body);
    }
  }

  /** Code on a core starts a timer that repeats; its last tick cancels it. */
  record Every(long nanos, int ticks) implements Action {}

  /** Cancels a timer that has been started by now. */
  record CancelTimer(int timer) implements Action {}

  /** Throws; ends its task, or its timer. A client does not. */
  record Throw(Panic panic) implements Action {}

  /** Registers a callback on a future that is complete, and the callback throws. */
  record ThrowInCallback(Panic panic) implements Action {}

  /** Shuts the runtime down; what has not ended after {@code limitNanos} is cancelled. */
  record Shutdown(long limitNanos) implements Action {}
}
