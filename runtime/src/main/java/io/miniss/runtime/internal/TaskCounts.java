package io.miniss.runtime.internal;

import io.miniss.runtime.shared.SharedCounter;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.runtime.task.TaskState;

/**
 * How many tasks one core admitted and how many ended on it. Written by that core alone. All counts
 * only grow: see {@link RuntimeState#allEnded} for what that is good for.
 */
final class TaskCounts {
  /** Counted before the task is sent, so that no end is counted before its admission. */
  final SharedCounter admitted;

  /** Admitted, but there was no room. */
  final SharedCounter withdrawn;

  final SharedCounter completed;
  final SharedCounter failed;
  final SharedCounter cancelled;

  TaskCounts(Scheduler scheduler, String owner) {
    admitted = new SharedCounter(scheduler, "admitted count of " + owner);
    withdrawn = new SharedCounter(scheduler, "withdrawn count of " + owner);
    completed = new SharedCounter(scheduler, "completed count of " + owner);
    failed = new SharedCounter(scheduler, "failed count of " + owner);
    cancelled = new SharedCounter(scheduler, "cancelled count of " + owner);
  }

  SharedCounter of(TaskState end) {
    return switch (end) {
      case COMPLETED -> completed;
      case FAILED -> failed;
      case CANCELLED -> cancelled;
      default -> throw new IllegalArgumentException(end + " is not the end of a task");
    };
  }

  /** Ends, and admissions that came to nothing. */
  long endedVolatile() {
    return withdrawn.getVolatile()
        + completed.getVolatile() + failed.getVolatile() + cancelled.getVolatile();
  }
}
