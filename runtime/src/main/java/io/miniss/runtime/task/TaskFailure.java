package io.miniss.runtime.task;

/** A task threw; {@link #getCause} is what it threw, of any kind, errors included. */
public final class TaskFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient TaskId id;
  private final int core;

  /** The task {@code id}, called {@code name}, threw {@code cause} on {@code core}. */
  public TaskFailure(TaskId id, String name, int core, Throwable cause) {
    // The stack that matters is the cause's; one of the runtime's loop would be the same each time.
    super("task " + name + " failed on core " + core + ": " + cause, cause, true, false);
    this.id = id;
    this.core = core;
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
