package io.miniss.runtime.internal;

import io.miniss.runtime.shared.SharedLong;
import io.miniss.runtime.spi.Scheduler;

/** Admissions and ends of tasks that no core has counted. Any thread; all counts only grow. */
final class ExternalCounts {
  /** Tasks submitted by external threads, those included that are about to be withdrawn. */
  final SharedLong admitted;

  /** Admissions that came to nothing. */
  final SharedLong withdrawn;

  /** Queued tasks, of any origin, that an external thread has cancelled. */
  final SharedLong cancelled;

  ExternalCounts(Scheduler scheduler) {
    admitted = new SharedLong(scheduler, "tasks admitted externally");
    withdrawn = new SharedLong(scheduler, "external admissions withdrawn");
    cancelled = new SharedLong(scheduler, "tasks cancelled externally");
  }
}
