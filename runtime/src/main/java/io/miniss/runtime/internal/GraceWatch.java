package io.miniss.runtime.internal;

import io.miniss.runtime.timer.InternalAction;
import io.miniss.runtime.timer.TimerQueue;
import java.util.ArrayDeque;

/**
 * Results of one core that nobody has looked at yet. Each is watched for one to two grace periods and is then
 * decided on; earlier if too many are watched, or when the core exits. The core's thread only.
 */
abstract class GraceWatch<T> {
  /** More than this many are not watched at a time: the oldest is decided on early. */
  private static final int MAX_WATCHED = 1_024;

  private final TimerQueue timers;
  private final long graceNanos;

  /** Oldest first. */
  private final ArrayDeque<T> watched = new ArrayDeque<>();

  /** How many of the oldest have been watched since before the current period began. */
  private int old;

  private boolean timing;

  GraceWatch(TimerQueue timers, long graceNanos) {
    this.timers = timers;
    this.graceNanos = graceNanos;
  }

  void watch(T result) {
    if (watched.size() == MAX_WATCHED) {
      decideOnOldest();
    }
    watched.add(result);
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
          decided();
          timing = old > 0;
          if (timing) {
            timers.after(graceNanos, this);
          }
        }
      };

  private void decideOnOldest() {
    T oldest = watched.remove();
    old = Math.max(0, old - 1);
    decide(oldest);
  }

  /** Decides on all at once, because the core exits. */
  void reportAll() {
    while (!watched.isEmpty()) {
      decideOnOldest();
    }
    decided();
  }

  /** Reports {@code result}, or remembers to, if still nobody has looked at it. */
  abstract void decide(T result);

  /** Called after {@link #decide} has been called for all whose time is over. */
  void decided() {}
}
