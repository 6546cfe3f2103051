package io.miniss.runtime.future;

import io.miniss.runtime.shared.Work;
import io.miniss.runtime.shared.WorkQueue;
import org.jspecify.annotations.Nullable;

/**
 * Runs continuations in the call that completes or registers, outside any core. One that completes
 * another future runs that future's continuations inside itself, so that it can wait for them; below
 * a certain depth they are queued instead, so that a long chain does not overflow the stack.
 */
final class ExternalRuns {
  private static final int MAX_NESTED = 100;

  private static final ThreadLocal<@Nullable ExternalRuns> CURRENT = new ThreadLocal<>();

  private final WorkQueue deferred = new WorkQueue();
  private int nested;

  private ExternalRuns() {}

  static void run(Continuation c) {
    ExternalRuns runs = CURRENT.get();
    if (runs == null) {
      runs = new ExternalRuns();
      CURRENT.set(runs);
      try {
        for (Work next = c; next != null; next = runs.deferred.poll()) {
          next.run();
        }
      } finally {
        CURRENT.remove();
      }
    } else if (runs.nested == MAX_NESTED) {
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
