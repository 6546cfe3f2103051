package io.miniss.runtime.task;

import io.miniss.runtime.future.CopiedOnThrow;
import io.miniss.runtime.future.Future;
import io.miniss.runtime.future.Throwing;

/**
 * A task threw; {@link #getCause} is what it threw, of any kind, errors included. The one that the
 * task's future keeps has no stack trace. Each call that throws it throws a new one, whose stack trace is
 * that of the call: see {@link Future}.
 */
public final class TaskFailure extends RuntimeException implements CopiedOnThrow {
  private static final long serialVersionUID = 1;

  private final transient TaskId id;
  private final int core;

  /** The task {@code id}, called {@code name}, threw {@code cause} on {@code core}. */
  public TaskFailure(TaskId id, String name, int core, Throwable cause) {
    // The stack that matters is the cause's; one of the runtime's loop would be the same each time.
    super(
        "task " + name + " failed on core " + core + ": " + Throwing.text(cause),
        cause,
        true,
        false);
    this.id = id;
    this.core = core;
  }

  private TaskFailure(TaskFailure kept) {
    super(kept.getMessage(), kept.getCause());
    this.id = kept.id;
    this.core = kept.core;
  }

  @Override
  public TaskFailure forThisCaller() {
    return new TaskFailure(this);
  }

  /** Which task. */
  public TaskId id() {
    return id;
  }

  /** The core it ran on. */
  public int core() {
    return core;
  }
}
