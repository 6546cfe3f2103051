package io.miniss.runtime.internal;

import io.miniss.runtime.cancel.CancelledException;
import io.miniss.runtime.future.FutureCell;
import io.miniss.runtime.future.RuntimeContext;
import io.miniss.runtime.task.TaskState;
import org.jspecify.annotations.Nullable;

/** The future of a task, and in its phase the competition between start and cancel. */
final class TaskOutcome<T extends @Nullable Object> extends FutureCell<T> {
  /** Accepted, not started. */
  static final Object QUEUED = TaskState.QUEUED;

  /** Started. */
  static final Object RUNNING = TaskState.RUNNING;

  /** Started, and asked to end. */
  record AskedToEnd(String reason) {}

  /** Cancelled while queued. */
  record NeverRan(String reason) {}

  private final Object task;

  TaskOutcome(RuntimeContext runtime, Object task) {
    super(runtime, QUEUED);
    this.task = task;
  }

  TaskState state() {
    if (isDone()) {
      if (!isFailed()) {
        return TaskState.COMPLETED;
      }
      return hasFailedWith(CancelledException.class) ? TaskState.CANCELLED : TaskState.FAILED;
    }
    Object phase = phaseAcquire();
    if (phase == QUEUED) {
      return TaskState.QUEUED;
    }
    return phase instanceof NeverRan ? TaskState.CANCELLED : TaskState.RUNNING;
  }

  @Override
  public String describe() {
    return "outcome of task " + task;
  }
}
