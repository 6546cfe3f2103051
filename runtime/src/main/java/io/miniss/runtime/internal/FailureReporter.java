package io.miniss.runtime.internal;

import io.miniss.runtime.shared.SharedLong;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.runtime.task.FailureHandler;

/** Gives failures to the user's failure handler and counts them. Any thread. */
final class FailureReporter {
  private final FailureHandler handler;
  private final SharedLong reported;

  FailureReporter(Scheduler scheduler, FailureHandler handler) {
    this.handler = handler;
    reported = new SharedLong(scheduler, "failures given to the handler");
  }

  /** Gives {@code failure} to the handler; what the handler throws is counted and logged. */
  void report(Throwable failure, String where) {
    reported.getAndAdd(1);
    try {
      handler.onFailure(failure, where);
    } catch (Throwable handlerFailed) {
      reported.getAndAdd(1); // its own
      if (handlerFailed != failure) {
        handlerFailed.addSuppressed(failure);
      }
      RuntimeLog.handlerFailed(handlerFailed, where);
    }
  }

  /** How many failures there were, those of the handler included. */
  long reported() {
    return reported.getAcquire();
  }
}
