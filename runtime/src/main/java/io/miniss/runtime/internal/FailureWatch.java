package io.miniss.runtime.internal;

import io.miniss.runtime.timer.TimerQueue;
import java.util.ArrayDeque;

/**
 * Failures of one core that nobody has looked at yet. Each is given between one and two grace
 * periods; then, or when too many wait, or when the core exits, it goes to the failure handler if
 * still nobody has looked. The core's thread only.
 */
final class FailureWatch {
  /** More than this many wait only for an instant: the oldest is decided on early. */
  private static final int MOST_WATCHED = 1_024;

  private final RuntimeState runtime;
  private final TimerQueue timers;
  private final long graceNanos;

  /** Oldest first. */
  private final ArrayDeque<Task<?>> watched = new ArrayDeque<>();

  /** How many of the oldest have been waiting since before the current period began. */
  private int old;

  private boolean timing;

  FailureWatch(RuntimeState runtime, TimerQueue timers, long graceNanos) {
    this.runtime = runtime;
    this.timers = timers;
    this.graceNanos = graceNanos;
  }

  void watch(Task<?> task) {
    if (watched.size() == MOST_WATCHED) {
      reportOldest();
    }
    watched.add(task);
    if (!timing) {
      timing = true;
      timers.after(graceNanos, this::periodOver);
    }
  }

  private void periodOver() {
    while (old > 0) {
      reportOldest();
    }
    old = watched.size();
    timing = old > 0;
    if (timing) {
      timers.after(graceNanos, this::periodOver);
    }
  }

  private void reportOldest() {
    Task<?> task = watched.remove();
    old = Math.max(0, old - 1);
    if (task.isFailureUnobserved()) {
      runtime.reportFailure(task.failure(), "task " + task);
    }
  }

  void reportAll() {
    while (!watched.isEmpty()) {
      reportOldest();
    }
  }
}
