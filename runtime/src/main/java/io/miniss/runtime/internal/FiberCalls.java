package io.miniss.runtime.internal;

import io.miniss.runtime.future.Completion;
import io.miniss.runtime.future.EndCell;
import io.miniss.runtime.util.Registration;
import io.miniss.runtime.util.TimeLimit;
import org.jspecify.annotations.Nullable;

/**
 * What a fiber asks of its core, and why others may not. For the code that runs on the core now; the core's
 * thread only.
 */
final class FiberCalls {
  private final RunningCore core;

  FiberCalls(RunningCore core) {
    this.core = core;
  }

  /** Lets the calling fiber wait until {@code awaited} is done or {@code limit} has passed; returns which. */
  boolean await(Completion awaited, TimeLimit limit) {
    Task<?> current = core.currentTask();
    if (awaited == current) {
      throw new IllegalStateException("task " + awaited + " waits for its own end");
    }
    if (awaited instanceof EndCell<?> end && end.ending() == core.runtime() && !end.isDone()) {
      throw new IllegalStateException(
          "a core cannot wait for its own end: the runtime terminates when "
              + (current == null ? "what runs on its cores" : current.label())
              + " has ended; use shutdown() or close() there without waiting, and wait outside");
    }
    return require(current).await(core, awaited, limit);
  }

  /** Lets the calling fiber wait at least {@code nanos}. */
  void sleep(long nanos) {
    require(core.currentTask()).sleep(core, nanos);
  }

  /** As {@link FiberTask#shield}, for the calling fiber. */
  Registration shield(long nanos) {
    return require(core.currentTask()).shield(core, nanos);
  }

  /** Lets other work run before the calling fiber goes on. */
  void yieldNow() {
    require(core.currentTask()).yieldNow();
  }

  private FiberTask<?> require(@Nullable Task<?> current) {
    if (current instanceof FiberTask<?> fiber) {
      return fiber;
    }
    core.scheduler().spinning(); // who catches what is thrown here may call again, for ever
    throw new IllegalStateException(
        "waiting here would block "
            + core
            + " and everything on it"
            + (current == null ? "" : ", in task " + current)
            + ": use future() with a continuation, or spawnFiber and await");
  }
}
