package io.miniss.runtime.internal;

import io.miniss.runtime.shared.SharedLong;
import io.miniss.runtime.shared.Statistic;
import io.miniss.runtime.spi.Scheduler;

/**
 * How many tasks one core admitted and how many ended on it. Counted by that core alone. All counts only
 * grow: see {@link Termination} for what that is good for.
 *
 * <p>What decides about the end of the runtime are the counts of the last {@link #publish}. The core publishes
 * at the end of each turn and when it stops intake. So once a core has stopped intake, others know all that it
 * has admitted, and at no time more ends than there were. The methods whose names end in {@code Now} do not
 * wait for a publication; they are for reports.
 */
final class TaskCounts {
  private final Statistic admitted = new Statistic();
  private final Statistic withdrawn = new Statistic();
  private final Statistic completed = new Statistic();
  private final Statistic failed = new Statistic();
  private final Statistic cancelled = new Statistic();

  /** The sum of all at the last publication: as all only grow, it has changed if one of them has. */
  private long publishedSum;

  private final SharedLong seenAdmitted;
  private final SharedLong seenWithdrawn;
  private final SharedLong seenCompleted;
  private final SharedLong seenFailed;
  private final SharedLong seenCancelled;

  TaskCounts(Scheduler scheduler, String owner) {
    seenAdmitted = new SharedLong(scheduler, "admitted count of " + owner);
    seenWithdrawn = new SharedLong(scheduler, "withdrawn count of " + owner);
    seenCompleted = new SharedLong(scheduler, "completed count of " + owner);
    seenFailed = new SharedLong(scheduler, "failed count of " + owner);
    seenCancelled = new SharedLong(scheduler, "cancelled count of " + owner);
  }

  // ---- the core ----

  /** Before the task is sent. */
  void countAdmitted() {
    admitted.incrementByOwnerRelease();
  }

  /** Admitted, but there was no room. */
  void countWithdrawn() {
    withdrawn.incrementByOwnerRelease();
  }

  void countCompleted() {
    completed.incrementByOwnerRelease();
  }

  void countFailed() {
    failed.incrementByOwnerRelease();
  }

  void countCancelled() {
    cancelled.incrementByOwnerRelease();
  }

  void count(TaskEnd end) {
    switch (end) {
      case COMPLETED -> countCompleted();
      case FAILED, FAILED_UNOBSERVED -> countFailed();
      case CANCELLED -> countCancelled();
    }
  }

  /** Shows others the counts as they are now. */
  void publish() {
    long sum =
        admitted.getByOwner()
            + withdrawn.getByOwner()
            + completed.getByOwner()
            + failed.getByOwner()
            + cancelled.getByOwner();
    if (sum != publishedSum) {
      publishedSum = sum;
      seenAdmitted.raiseByOwnerRelease(admitted.getByOwner()); // first: no end is seen before its admission
      seenWithdrawn.raiseByOwnerRelease(withdrawn.getByOwner());
      seenCompleted.raiseByOwnerRelease(completed.getByOwner());
      seenFailed.raiseByOwnerRelease(failed.getByOwner());
      seenCancelled.raiseByOwnerRelease(cancelled.getByOwner());
    }
  }

  // ---- any thread ----

  long admittedVolatile() {
    return seenAdmitted.getVolatile();
  }

  /** Ends, and admissions that came to nothing. */
  long endedVolatile() {
    return seenWithdrawn.getVolatile()
        + seenCompleted.getVolatile()
        + seenFailed.getVolatile()
        + seenCancelled.getVolatile();
  }

  long admittedNow() {
    return admitted.getAcquire();
  }

  long withdrawnNow() {
    return withdrawn.getAcquire();
  }

  long completedNow() {
    return completed.getAcquire();
  }

  long failedNow() {
    return failed.getAcquire();
  }

  long cancelledNow() {
    return cancelled.getAcquire();
  }
}
