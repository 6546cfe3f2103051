package io.miniss.runtime.task;

/** A task threw; {@link #getCause} is what it threw, of any kind, errors included. */
public final class TaskFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient TaskId id;
  private final int core;

  /** The task {@code id}, called {@code name}, threw {@code cause} on {@code core}. */
  public TaskFailure(TaskId id, String name, int core, Throwable cause) {
    // The stack that matters is the cause's; one of the runtime's loop would be the same each time.
    super("task " + name + " failed on core " + core + ": " + text(cause), cause, true, false);
    this.id = id;
    this.core = core;
  }

  /** A throwable's own text is user code, and may throw. */
  private static String text(Throwable cause) {
    try {
      return cause.toString();
    } catch (Throwable unspeakable) {
      return cause.getClass().getName() + " (whose text cannot be had)";
    }
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
