package io.miniss.runtime;

import io.miniss.runtime.spi.Access;
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

/** The production scheduler, for a test to change one thing of. */
class DelegatingScheduler implements Scheduler {
  private final Scheduler system = Scheduler.system();

  @Override
  public CoreThread startCore(CoreThreadSpec spec, Runnable body) {
    return system.startCore(spec, body);
  }

  @Override
  public Parker currentParker() {
    return system.currentParker();
  }

  @Override
  public void requireFibers() {
    system.requireFibers();
  }

  @Override
  public FiberThread newFiberThread(String name, FiberHost host) {
    return system.newFiberThread(name, host);
  }

  @Override
  public FiberExit runFiber(FiberThread fiber) {
    return system.runFiber(fiber);
  }

  @Override
  public boolean supportsFibers() {
    return system.supportsFibers();
  }

  @Override
  public void restoreThreadAttributes() {
    system.restoreThreadAttributes();
  }

  @Override
  public int newLocationId() {
    return system.newLocationId();
  }

  @Override
  public void point(Access access, SharedLocation location) {
    system.point(access, location);
  }

  @Override
  public boolean fillsLate(SharedLocation queue) {
    return system.fillsLate(queue);
  }

  @Override
  public void mark(Mark mark, Object subject) {
    system.mark(mark, subject);
  }

  @Override
  public void spinning() {
    system.spinning();
  }

  @Override
  public void yielding() {
    system.yielding();
  }

  @Override
  public RandomGenerator random(String stream) {
    return system.random(stream);
  }

  @Override
  public Registration onProcessTermination(Runnable action) {
    return system.onProcessTermination(action);
  }

  @Override
  public Registration watch(
      String threadName, boolean keepsProcessAlive, long periodNanos, Watch watch) {
    return system.watch(threadName, keepsProcessAlive, periodNanos, watch);
  }

  @Override
  public Registration onUnreachable(Object referent, Supplier<Runnable> action) {
    return system.onUnreachable(referent, action);
  }
}
