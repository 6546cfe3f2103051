package io.miniss.runtime.future;

import io.miniss.runtime.shared.Work;
import io.miniss.runtime.shared.WorkQueue;
import org.jspecify.annotations.Nullable;

/**
 * Runs continuations in the call that completes or registers, outside any core. One that completes
 * another future runs that future's continuations inside itself, so that it can wait for them; below
 * a certain depth they are queued instead, so that a long chain does not overflow the stack.
 */
final class OutsideRuns {
  private static final int MOST_NESTED = 100;

  private static final ThreadLocal<@Nullable OutsideRuns> CURRENT = new ThreadLocal<>();

  private final WorkQueue deferred = new WorkQueue();
  private int nested;

  private OutsideRuns() {}

  static void run(Continuation c) {
    OutsideRuns runs = CURRENT.get();
    if (runs == null) {
      runs = new OutsideRuns();
      CURRENT.set(runs);
      try {
        for (Work next = c; next != null; next = runs.deferred.poll()) {
          next.run();
        }
      } finally {
        CURRENT.remove();
      }
    } else if (runs.nested == MOST_NESTED) {
      runs.deferred.add(c);
    } else {
      runs.nested++;
      try {
        c.run();
      } finally {
        runs.nested--;
      }
    }
  }
}
