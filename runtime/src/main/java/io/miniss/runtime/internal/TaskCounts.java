package io.miniss.runtime.internal;

import io.miniss.runtime.shared.SharedCounter;
import io.miniss.runtime.spi.Scheduler;

/**
 * How many tasks one core admitted and how many ended on it. Written by that core alone. All counts
 * only grow: see {@link Termination} for what that is good for.
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

  SharedCounter of(TaskEnd end) {
    return switch (end) {
      case COMPLETED -> completed;
      case FAILED, FAILED_UNOBSERVED -> failed;
      case CANCELLED -> cancelled;
    };
  }

  /** Ends, and admissions that came to nothing. */
  long endedVolatile() {
    return withdrawn.getVolatile()
        + completed.getVolatile() + failed.getVolatile() + cancelled.getVolatile();
  }
}
