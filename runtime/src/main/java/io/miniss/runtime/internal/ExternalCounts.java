package io.miniss.runtime.internal;

import io.miniss.runtime.shared.SharedCounter;
import io.miniss.runtime.spi.Scheduler;

/** Admissions and ends of tasks that no core has counted. Any thread; all counts only grow. */
final class ExternalCounts {
  /** Tasks submitted by external threads, those included that are about to be withdrawn. */
  final SharedCounter admitted;

  /** Admissions that came to nothing. */
  final SharedCounter withdrawn;

  /** Queued tasks, of any origin, that an external thread has cancelled. */
  final SharedCounter cancelled;

  ExternalCounts(Scheduler scheduler) {
    admitted = new SharedCounter(scheduler, "tasks admitted externally");
    withdrawn = new SharedCounter(scheduler, "external admissions withdrawn");
    cancelled = new SharedCounter(scheduler, "tasks cancelled externally");
  }
}
