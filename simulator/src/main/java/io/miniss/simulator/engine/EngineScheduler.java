package io.miniss.simulator.engine;

import io.miniss.runtime.spi.CoreThread;
import io.miniss.runtime.spi.CoreThreadSpec;
import io.miniss.runtime.spi.FiberExit;
import io.miniss.runtime.spi.FiberHost;
import io.miniss.runtime.spi.FiberThread;
import io.miniss.runtime.spi.Parker;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.runtime.spi.SharedLocation;
import io.miniss.runtime.spi.VirtualThreads;
import io.miniss.runtime.spi.Watch;
import io.miniss.runtime.util.Registration;
import io.miniss.simulator.random.SplitMix64;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** The scheduler that the runtime sees in a simulation. */
final class EngineScheduler extends Steps implements Scheduler {
  private final long seed;
  private final RunClock clock;
  private final ThreadStarter starter;
  private final ThreadTable threads;
  private final Fibers fibers;
  private final ProcessTermination termination;
  private int nextLocation = 1;

  EngineScheduler(
      long seed,
      Parts parts,
      ThreadStarter starter,
      Fibers fibers,
      ProcessTermination termination) {
    super(seed, parts);
    this.seed = seed;
    this.clock = parts.parts().clock();
    this.starter = starter;
    this.threads = parts.threads();
    this.fibers = fibers;
    this.termination = termination;
  }

  @Override
  public CoreThread startCore(CoreThreadSpec spec, Runnable body) {
    return starter.startCore(spec.threadName(), body);
  }

  @Override
  public Parker currentParker() {
    return threads.runningThread();
  }

  @Override
  public void requireFibers() {
    VirtualThreads.require();
  }

  @Override
  public FiberThread newFiberThread(String name, FiberHost host) {
    return fibers.create(name, host);
  }

  @Override
  public boolean supportsFibers() {
    return true;
  }

  @Override
  public FiberExit runFiber(FiberThread fiber) {
    return fibers.run((SimulatedFiber) fiber);
  }

  @Override
  public void restoreThreadAttributes() {
    // User code runs in fibers and in loop threads, which are fibers too.
  }

  @Override
  public int newLocationId() {
    return nextLocation++;
  }

  @Override
  public boolean fillsLate(SharedLocation queue) {
    return fillsLate();
  }

  @Override
  public void spinning() {
    spin();
  }

  @Override
  public void yielding() {
    spin();
  }

  @Override
  public RandomGenerator random(String stream) {
    return new ProgramRandom(SplitMix64.stream(seed, stream), clock);
  }

  @Override
  public Registration onProcessTermination(Runnable action) {
    return termination.onTermination(action);
  }

  @Override
  public Registration watch(
      String threadName, boolean keepsProcessAlive, long periodNanos, Watch watch) {
    return Registration.NONE; // the engine itself sees who waits, and a run has no real time
  }

  @Override
  public Registration onUnreachable(Object referent, Supplier<Runnable> action) {
    // When the garbage collector looks is nothing a seed could decide.
    return Registration.NONE;
  }
}
