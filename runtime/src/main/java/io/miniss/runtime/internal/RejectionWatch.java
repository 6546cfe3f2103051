package io.miniss.runtime.internal;

import io.miniss.runtime.future.CoreContext;
import io.miniss.runtime.future.FutureCell;
import io.miniss.runtime.shared.Work;
import io.miniss.runtime.task.RejectedTaskException;
import io.miniss.runtime.timer.InternalAction;
import io.miniss.runtime.timer.TimerQueue;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Submissions of one core that were rejected, whose futures nobody has looked at yet. Each future is given
 * between one and two grace periods. Those that still nobody has looked at are reported together, at most
 * once a period, because a full queue rejects thousands at a time. The core's thread only.
 */
final class RejectionWatch {
  /** More than this many wait only for an instant: the oldest is decided on early. */
  private static final int MAX_WATCHED = 1_024;

  private final CoreContext core;
  private final TimerQueue timers;
  private final long graceNanos;
  private final FailureReporter reporter;

  /** Oldest first. */
  private final ArrayDeque<FutureCell<?>> watched = new ArrayDeque<>();

  /** How many of the oldest have been waiting since before the current period began. */
  private int old;

  /** How many nobody has looked at, and the first of these; since the last report. */
  private long unobserved;

  private @Nullable Throwable first;
  private boolean timing;

  RejectionWatch(
      CoreContext core, TimerQueue timers, long graceNanos, FailureReporter reporter) {
    this.core = core;
    this.timers = timers;
    this.graceNanos = graceNanos;
    this.reporter = reporter;
  }

  void watch(FutureCell<?> rejected) {
    if (watched.size() == MAX_WATCHED) {
      decideOnOldest();
    }
    watched.add(rejected);
    if (!timing) {
      timing = true;
      timers.after(graceNanos, periodOver);
    }
  }

  private final InternalAction periodOver =
      new InternalAction() {
        @Override
        public void run() {
          while (old > 0) {
            decideOnOldest();
          }
          old = watched.size();
          report();
          timing = old > 0;
          if (timing) {
            timers.after(graceNanos, this);
          }
        }
      };

  private void decideOnOldest() {
    FutureCell<?> rejected = watched.remove();
    old = Math.max(0, old - 1);
    if (rejected.isFailureUnobserved()) {
      unobserved++;
      if (first == null) {
        first = rejected.failure();
      }
    }
  }

  private void report() {
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

  /** Decides on all, because the core ends. */
  void reportAll() {
    while (!watched.isEmpty()) {
      decideOnOldest();
    }
    report();
  }
}
