package io.miniss.benchmarks.zoo;

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
import org.jspecify.annotations.Nullable;

/** Threads and parkers for structures built on shared locations; the peer itself schedules. */
final class PeerScheduler implements Scheduler {
  private static final String RUNTIME = "a whole runtime";

  /** Of each thread of a run; of this run, as the first thread is that of all runs. */
  @SuppressWarnings("ThreadLocalUsage")
  private final ThreadLocal<@Nullable Parker> parkers = new ThreadLocal<>();

  /** Made here and not by the JDK: the peer follows objects that it has seen made. */
  @Override
  public Parker currentParker() {
    Parker known = parkers.get();
    if (known != null) {
      return known;
    }
    Parker fresh = new PeerParker();
    parkers.set(fresh);
    return fresh;
  }

  @Override
  public int newLocationId() {
    return 0;
  }

  /** Nothing: the peer interrupts accesses by itself. */
  @Override
  public void point(Access access, SharedLocation location) {}

  @Override
  public boolean fillsLate(SharedLocation queue) {
    return false;
  }

  @Override
  public void mark(Mark mark, Object subject) {}

  @Override
  public void spinning() {
    Thread.onSpinWait();
  }

  @Override
  public void yielding() {
    Thread.onSpinWait();
  }

  @Override
  public CoreThread startCore(CoreThreadSpec spec, Runnable body) {
    throw NotExpressible.because(RUNTIME);
  }

  @Override
  public void requireFibers() {
    throw NotExpressible.because(RUNTIME);
  }

  @Override
  public FiberThread newFiberThread(String name, FiberHost host) {
    throw NotExpressible.because(RUNTIME);
  }

  @Override
  public FiberExit runFiber(FiberThread fiber) {
    throw NotExpressible.because(RUNTIME);
  }

  @Override
  public boolean supportsFibers() {
    return false;
  }

  @Override
  public void restoreThreadAttributes() {
    throw NotExpressible.because(RUNTIME);
  }

  @Override
  public RandomGenerator random(String stream) {
    throw NotExpressible.because(RUNTIME);
  }

  @Override
  public Registration onProcessTermination(Runnable action) {
    throw NotExpressible.because(RUNTIME);
  }

  @Override
  public Registration watch(
      String threadName, boolean keepsProcessAlive, long periodNanos, Watch watch) {
    throw NotExpressible.because(RUNTIME);
  }

  @Override
  public Registration onUnreachable(Object referent, Supplier<Runnable> action) {
    throw NotExpressible.because(RUNTIME);
  }
}
