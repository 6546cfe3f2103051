package io.miniss.runtime.spi;

import io.miniss.runtime.util.Registration;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Passes every call on to another scheduler, those that have a default as well: for who changes only some of them. */
public class ForwardingScheduler implements Scheduler {
  private final Scheduler scheduler;

  /** Calls go to {@code scheduler}. */
  public ForwardingScheduler(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  @Override
  public CoreThread startCore(CoreThreadSpec spec, Runnable body) {
    return scheduler.startCore(spec, body);
  }

  @Override
  public Parker currentParker() {
    return scheduler.currentParker();
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
  public void signalled(SharedLocation condition, @Nullable Parker woken) {
    scheduler.signalled(condition, woken);
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
