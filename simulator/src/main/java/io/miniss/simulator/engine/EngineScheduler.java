package io.miniss.simulator.engine;

import io.miniss.runtime.spi.Access;
import io.miniss.runtime.spi.CoreThread;
import io.miniss.runtime.spi.CoreThreadSpec;
import io.miniss.runtime.spi.FiberExit;
import io.miniss.runtime.spi.FiberHost;
import io.miniss.runtime.spi.FiberThread;
import io.miniss.runtime.spi.Mark;
import io.miniss.runtime.spi.Parker;
import io.miniss.runtime.spi.Registration;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.runtime.spi.SharedLocation;
import io.miniss.runtime.spi.VirtualThreads;
import io.miniss.runtime.spi.Watch;
import io.miniss.simulator.random.SplitMix64;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** The scheduler that the runtime sees in a simulation. */
record EngineScheduler(Engine engine) implements Scheduler {
  @Override
  public CoreThread startCore(CoreThreadSpec spec, Runnable body) {
    return engine.startCore(spec.threadName(), body);
  }

  @Override
  public Parker currentParker() {
    return engine.runningThread();
  }

  @Override
  public void requireFibers() {
    VirtualThreads.require();
  }

  @Override
  public FiberThread newFiberThread(String name, Runnable body, FiberHost host) {
    return engine.fibers.create(name, body, host);
  }

  @Override
  public boolean supportsFibers() {
    return true;
  }

  @Override
  public FiberExit runFiber(FiberThread fiber) {
    return engine.runFiber((SimulatedFiber) fiber);
  }

  @Override
  public void restoreThreadAttributes() {
    // User code runs in fibers and in loop threads, which are fibers too.
  }

  @Override
  public int newLocationId() {
    return engine.newLocationId();
  }

  @Override
  public void point(Access access, SharedLocation location) {
    engine.point(access, location);
  }

  @Override
  public boolean pollMisses(SharedLocation queue) {
    return engine.pollMisses(queue);
  }

  @Override
  public void mark(Mark mark, Object subject) {
    engine.mark(mark, subject);
  }

  @Override
  public void spinning() {
    engine.spin();
  }

  @Override
  public void yielding() {
    engine.spin();
  }

  @Override
  public RandomGenerator random(String stream) {
    return SplitMix64.stream(engine.seed(), stream);
  }

  @Override
  public Registration onProcessTermination(Runnable action) {
    return engine.onProcessTermination(action);
  }

  @Override
  public Registration watch(
      String threadName, boolean keepsProcessAlive, long periodNanos, Watch watch) {
    return Registration.NONE; // the engine itself sees who waits, and real time is none of a run's
  }

  @Override
  public Registration onUnreachable(Object referent, Supplier<Runnable> action) {
    // When the garbage collector looks is nothing a seed could decide.
    return Registration.NONE;
  }
}
