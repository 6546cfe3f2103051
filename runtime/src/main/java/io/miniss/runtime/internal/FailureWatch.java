package io.miniss.runtime.internal;

import io.miniss.runtime.future.CoreContext;
import io.miniss.runtime.shared.Work;
import io.miniss.runtime.timer.InternalAction;
import io.miniss.runtime.timer.TimerQueue;
import java.util.ArrayDeque;

/**
 * Failures of one core that nobody has looked at yet. Each is given between one and two grace
 * periods; then, or when too many wait, or when the core exits, it goes to the failure handler if
 * still nobody has looked. The core's thread only.
 */
final class FailureWatch {
  /** More than this many wait only for an instant: the oldest is decided on early. */
  private static final int MAX_WATCHED = 1_024;

  private final CoreContext core;
  private final TimerQueue timers;
  private final long graceNanos;

  /** Oldest first. */
  private final ArrayDeque<Task<?>> watched = new ArrayDeque<>();

  /** How many of the oldest have been waiting since before the current period began. */
  private int old;

  private boolean timing;

  FailureWatch(CoreContext core, TimerQueue timers, long graceNanos) {
    this.core = core;
    this.timers = timers;
    this.graceNanos = graceNanos;
  }

  void watch(Task<?> task) {
    if (task.isFireAndForget()) {
      core.enqueue(new Report(task));
      return;
    }
    if (watched.size() == MAX_WATCHED) {
      reportOldest();
    }
    watched.add(task);
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
            reportOldest();
          }
          old = watched.size();
          timing = old > 0;
          if (timing) {
            timers.after(graceNanos, this);
          }
        }
      };

  private void reportOldest() {
    Task<?> task = watched.remove();
    old = Math.max(0, old - 1);
    if (task.isFailureUnobserved()) {
      core.enqueue(new Report(task));
    }
  }

  /** A failure on its way to the handler, which is user code: each is one piece of work for the loop. */
  private static final class Report extends Work {
    private final Task<?> task;

    Report(Task<?> task) {
      this.task = task;
    }

    @Override
    public void run() {
      if (task.isFailureUnobserved()) {
        task.reportFailure();
      }
    }
  }

  void reportAll() {
    while (!watched.isEmpty()) {
      reportOldest();
    }
  }
}
