package io.miniss.runtime.internal;

import io.miniss.runtime.future.CoreContext;
import io.miniss.runtime.shared.Work;
import io.miniss.runtime.timer.TimerQueue;

/**
 * Failures of one core that nobody has looked at yet. After its grace period a failure goes to the failure
 * handler if still nobody has looked at it. The core's thread only.
 */
final class FailureWatch extends GraceWatch<Task<?>> {
  private final CoreContext core;

  FailureWatch(CoreContext core, TimerQueue timers, long graceNanos) {
    super(timers, graceNanos);
    this.core = core;
  }

  @Override
  void watch(Task<?> task) {
    if (task.isFireAndForget()) {
      core.enqueue(new Report(task));
    } else {
      super.watch(task);
    }
  }

  @Override
  void decide(Task<?> task) {
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
}
