package io.miniss.runtime.internal;

import io.miniss.runtime.future.CoreContext;
import io.miniss.runtime.future.FutureCell;
import io.miniss.runtime.shared.Work;
import io.miniss.runtime.task.RejectedTaskException;
import io.miniss.runtime.timer.TimerQueue;
import org.jspecify.annotations.Nullable;

/**
 * Submissions of one core that were rejected, whose futures nobody has looked at yet. Those that nobody has looked
 * at after their grace period are reported together, at most once a period, because a full queue rejects
 * thousands at a time. The core's thread only.
 */
final class RejectionWatch extends GraceWatch<FutureCell<?>> {
  private final CoreContext core;
  private final FailureReporter reporter;

  /** How many nobody has looked at, and the first of these; since the last report. */
  private long unobserved;

  private @Nullable Throwable first;

  RejectionWatch(
      CoreContext core, TimerQueue timers, long graceNanos, FailureReporter reporter) {
    super(timers, graceNanos);
    this.core = core;
    this.reporter = reporter;
  }

  @Override
  void decide(FutureCell<?> rejected) {
    if (rejected.isFailureUnobserved()) {
      unobserved++;
      if (first == null) {
        first = rejected.failure();
      }
    }
  }

  @Override
  void decided() {
    Throwable example = first;
    if (example != null) {
      RejectedTaskException report =
          new RejectedTaskException(
              unobserved
                  + (unobserved == 1 ? " submission" : " submissions")
                  + " of "
                  + core
                  + " rejected, and nobody has looked at the result; the first: "
                  + example.getMessage());
      report.initCause(example);
      unobserved = 0;
      first = null;
      core.enqueue(new Report(report));
    }
  }

  /** A report on its way to the handler, which is user code. */
  private final class Report extends Work {
    private final RejectedTaskException report;

    Report(RejectedTaskException report) {
      this.report = report;
    }

    @Override
    public void run() {
      reporter.report(report, "rejected submissions of " + core);
    }
  }
}
