package io.miniss.runtime.future;

import io.miniss.runtime.spi.Clock;
import io.miniss.runtime.spi.Parker;
import io.miniss.runtime.util.Durations;
import io.miniss.runtime.util.TimeLimit;

/** The wait of an external thread for a future: it blocks the thread. */
final class ExternalWait {
  private final Completion awaited;
  private final Completion terminated;
  private final Parker parker;
  private final Clock clock;

  private ExternalWait(Completion awaited, RuntimeContext runtime) {
    this.awaited = awaited;
    terminated = runtime.terminated();
    clock = runtime.clock();
    parker = runtime.scheduler().currentParker();
  }

  /**
   * Waits until {@code awaited}, of {@code runtime}, is done or {@code limit} has passed. An interrupt stays raised.
   *
   * @throws BrokenPromiseException if the runtime terminates without a result
   */
  static WaitEnd await(Completion awaited, RuntimeContext runtime, TimeLimit limit) {
    return new ExternalWait(awaited, runtime).await(limit, false);
  }

  /** As {@link #await}, or until the thread is interrupted. */
  static WaitEnd awaitInterruptibly(
      Completion awaited, RuntimeContext runtime, TimeLimit limit) {
    return new ExternalWait(awaited, runtime).await(limit, true);
  }

  private WaitEnd await(TimeLimit limit, boolean isInterruptible) {
    long deadline =
        limit.isLimited() ? Durations.deadline(clock.nanos(), limit.nanos()) : Long.MAX_VALUE;
    Waiter forResult = new Waiter(parker);
    Waiter forTermination = new Waiter(parker);
    parker.beginWait(awaited);
    awaited.register(forResult);
    if (terminated != awaited) {
      terminated.register(forTermination);
    }
    try {
      while (!awaited.isDone()) {
        if (terminated != awaited && terminated.isDone()) {
          if (awaited.isDone()) {
            return WaitEnd.DONE;
          }
          throw new BrokenPromiseException(
              "the runtime has terminated and nobody completed the promise");
        }
        if (isInterruptible && parker.isInterrupted()) {
          return WaitEnd.INTERRUPTED;
        }
        if (!limit.isLimited()) {
          parker.park();
        } else if (clock.nanos() - deadline >= 0) {
          return awaited.isDone() ? WaitEnd.DONE : WaitEnd.TIME_PASSED;
        } else {
          parker.parkUntil(deadline);
        }
      }
      return WaitEnd.DONE;
    } finally {
      forResult.retire();
      forTermination.retire();
      parker.finishWait();
    }
  }

  /** Unblocks the thread. */
  private static final class Waiter extends Listener {
    private final Parker parker;

    Waiter(Parker parker) {
      super(null);
      this.parker = parker;
    }

    @Override
    protected void completed() {
      parker.unpark();
    }
  }
}
