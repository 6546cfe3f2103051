package io.miniss.scenarios.longlived;

import io.miniss.runtime.spi.Access;
import io.miniss.runtime.spi.Awaited;
import io.miniss.runtime.spi.CoreThread;
import io.miniss.runtime.spi.CoreThreadSpec;
import io.miniss.runtime.spi.FiberExit;
import io.miniss.runtime.spi.FiberHost;
import io.miniss.runtime.spi.FiberThread;
import io.miniss.runtime.spi.Mark;
import io.miniss.runtime.spi.Parker;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.runtime.spi.SharedLocation;
import io.miniss.runtime.spi.Watch;
import io.miniss.runtime.util.Registration;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Another scheduler, with a parker for each wait instead of one for each thread, so that it can be told whether a
 * wait that has ended is still entered somewhere.
 */
public final class NotedThreads implements Scheduler {
  private final Scheduler scheduler;
  private final Traces traces;

  /** The threads of {@code scheduler}, whose waits are noted in {@code traces}. */
  public NotedThreads(Scheduler scheduler, Traces traces) {
    this.scheduler = scheduler;
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
    Parker ofWait = new OfOneWait(scheduler.currentParker());
    traces.note(Traces.WAIT, ofWait);
    return ofWait;
  }

  @Override
  public CoreThread startCore(CoreThreadSpec spec, Runnable body) {
    return scheduler.startCore(spec, body);
  }

  @Override
  public boolean supportsFibers() {
    return scheduler.supportsFibers();
  }

  @Override
  public void requireFibers() {
    scheduler.requireFibers();
  }

  @Override
  public FiberThread newFiberThread(String name, FiberHost host) {
    return scheduler.newFiberThread(name, host);
  }

  @Override
  public FiberExit runFiber(FiberThread fiber) {
    return scheduler.runFiber(fiber);
  }

  @Override
  public void restoreThreadAttributes() {
    scheduler.restoreThreadAttributes();
  }

  @Override
  public int newLocationId() {
    return scheduler.newLocationId();
  }

  @Override
  public void point(Access access, SharedLocation location) {
    scheduler.point(access, location);
  }

  @Override
  public void compared(
      SharedLocation location,
      @Nullable Object expected,
      @Nullable Object newValue,
      boolean replaced) {
    scheduler.compared(location, expected, newValue, replaced);
  }

  @Override
  public boolean fillsLate(SharedLocation queue) {
    return scheduler.fillsLate(queue);
  }

  @Override
  public void mark(Mark mark, Object subject) {
    scheduler.mark(mark, subject);
  }

  @Override
  public boolean wantsMarks() {
    return scheduler.wantsMarks();
  }

  @Override
  public void spinning() {
    scheduler.spinning();
  }

  @Override
  public void yielding() {
    scheduler.yielding();
  }

  @Override
  public RandomGenerator random(String stream) {
    return scheduler.random(stream);
  }

  @Override
  public Registration onProcessTermination(Runnable action) {
    return scheduler.onProcessTermination(action);
  }

  @Override
  public boolean isProcessEnding() {
    return scheduler.isProcessEnding();
  }

  @Override
  public Registration watch(
      String threadName, boolean keepsProcessAlive, long periodNanos, Watch watch) {
    return scheduler.watch(threadName, keepsProcessAlive, periodNanos, watch);
  }

  @Override
  public Registration onUnreachable(Object referent, Supplier<Runnable> action) {
    return scheduler.onUnreachable(referent, action);
  }
}
