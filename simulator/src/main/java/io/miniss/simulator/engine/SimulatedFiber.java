package io.miniss.simulator.engine;

import io.miniss.runtime.spi.FiberHost;
import io.miniss.runtime.spi.FiberThread;
import io.miniss.runtime.spi.VirtualThreads;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The virtual thread of a fiber; its executor tells preemption by the strategy from real waiting. */
final class SimulatedFiber implements FiberThread, Executor {
  private final Engine engine;
  private final FiberHost host;
  private final SimulatedThread home;
  private final Thread thread;
  private @Nullable Runnable own;

  /** Has come back by the engine's doing since it was run last. */
  boolean isBack;

  /** The JVM has given it back at once, without the engine's doing: see {@link OutsideMonitors}. */
  boolean isGivenBack;

  /** In {@link #yieldNow}. */
  private boolean yielding;

  /** While the interrupt flag is set no park blocks, so a wait must clear it. */
  private boolean interrupted;

  /** Position in the list of fibers that have not ended. */
  int slot;

  SimulatedFiber(
      Engine engine, SimulatedThread home, String name, Runnable body, FiberHost host) {
    this.engine = engine;
    this.home = home;
    this.host = host;
    this.thread = VirtualThreads.unstarted(this, name, () -> runBody(body));
  }

  private void runBody(Runnable body) {
    try {
      body.run();
    } catch (Throwable thrown) {
      engine.threw(thread.getName(), thrown);
    } finally {
      engine.fibers.ended(this);
    }
  }

  Thread thread() {
    return thread;
  }

  @Override
  public void execute(Runnable continuation) {
    if (own == null) {
      own = continuation;
    } else if (own != continuation) {
      throw engine.escapes.escape(
          "foreign thread",
          "fiber " + thread.getName() + " started a virtual thread of its own: use spawnFiber");
    }
    if (engine.escapes.isResumedFromOutside(home, thread)) {
      return;
    }
    isBack = true;
    SimulatedThread running = engine.runningThread();
    if (running == home) {
      if (home.takesBack(this, continuation)) {
        return;
      }
      if (engine.isCarrying() && !yielding) {
        isGivenBack = true;
      } else {
        host.resumeHere(continuation);
      }
    } else {
      // The caller is inside LockSupport.unpark, which the JDK pins: no point can preempt it here.
      // So another thread brings the news.
      engine.fibers.resumeByCourier(host, continuation);
    }
  }

  /** Lets its core go on with it in its turn. */
  void resumeHere() {
    host.resumeHere(ownContinuation());
  }

  Runnable ownContinuation() {
    Runnable continuation = own;
    if (continuation == null) {
      throw new IllegalStateException("fiber " + thread.getName() + " has not started");
    }
    return continuation;
  }

  @Override
  public void start() {
    thread.start();
  }

  @Override
  public void park() {
    LockSupport.park(this);
    interrupted |= Thread.interrupted();
    engine.throwIfEnded();
  }

  @Override
  public void finishWait() {
    if (interrupted) {
      interrupted = false;
      thread.interrupt();
    }
  }

  @Override
  public void unpark() {
    LockSupport.unpark(thread);
  }

  @Override
  @SuppressWarnings("ThreadPriorityCheck") // on our executor a yield is exact, not a hint
  public void yieldNow() {
    yielding = true;
    Thread.yield();
    yielding = false;
    engine.throwIfEnded();
  }

  @Override
  public StackTraceElement[] stackTrace() {
    return thread.getStackTrace();
  }
}
