package io.miniss.scenarios.longlived;

import io.miniss.runtime.spi.Awaited;
import io.miniss.runtime.spi.ForwardingScheduler;
import io.miniss.runtime.spi.Parker;
import io.miniss.runtime.spi.Scheduler;

/**
 * Another scheduler, with a parker for each wait instead of one for each thread, so that it can be told whether a
 * wait that has ended is still entered somewhere.
 */
public final class NotedThreads extends ForwardingScheduler {
  private final Traces traces;

  /** The threads of {@code scheduler}, whose waits are noted in {@code traces}. */
  public NotedThreads(Scheduler scheduler, Traces traces) {
    super(scheduler);
    this.traces = traces;
  }

  private record OfOneWait(Parker parker) implements Parker {
    @Override
    public void park() {
      parker.park();
    }

    @Override
    public void parkUntil(long deadlineNanos) {
      parker.parkUntil(deadlineNanos);
    }

    @Override
    public void beginWait(Awaited what) {
      parker.beginWait(what);
    }

    @Override
    public void finishWait() {
      parker.finishWait();
    }

    @Override
    public boolean isInterrupted() {
      return parker.isInterrupted();
    }

    @Override
    public void clearInterrupt() {
      parker.clearInterrupt();
    }

    @Override
    public void unpark() {
      parker.unpark();
    }
  }

  @Override
  public Parker currentParker() {
    Parker ofWait = new OfOneWait(super.currentParker());
    traces.note(Traces.WAIT, ofWait);
    return ofWait;
  }
}
