package io.miniss.simulator;

import io.miniss.runtime.spi.Clock;
import io.miniss.runtime.spi.Uninterrupted;
import io.miniss.simulator.engine.Standstill;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A run before the first one, whose only thread waits for a monitor and for a lock that are held outside the run. It
 * loads and links what the carrier of a run, and whoever watches it, need in such a moment.
 *
 * <p>Later that could be too late. When a monitor is left, the JVM names its next owner, and all others who wait
 * for it wait until that one has had it. It may be one that this JVM's class loading takes, as of an open jar or of the
 * JDK's cleaner, and its next owner a thread of the run, which goes on only if its carrier does: a carrier that had to
 * load a class then would wait for ever.
 */
final class Rehearsal {
  /** A holder that has not seen the carrier wait by then leaves all the same: this JVM may do without. */
  private static final long MAX_NANOS = 1_000_000_000L;

  private static final ReentrantLock LOCK = new ReentrantLock();

  /** Guarded by {@link #LOCK}. */
  private static boolean done;

  private final Object monitor = new Object();
  private final ReentrantLock lock = new ReentrantLock();
  private final Thread carrier = Thread.currentThread();

  private volatile boolean areHeld;
  private volatile boolean isAtMonitor;
  private volatile boolean isAtLock;

  private Rehearsal() {}

  /**
   * Returns when it has been done in this JVM. Any thread, but one that carries a run.
   *
   * @throws RuntimeException what every run of this JVM would throw
   */
  static void ensure() {
    LOCK.lock();
    try {
      if (!done) {
        rehearseElsewhere();
        done = true;
      }
    } finally {
      LOCK.unlock();
    }
  }

  private static void rehearseElsewhere() {
    @Nullable Throwable[] thrown = new Throwable[1];
    Thread thread =
        daemon(
            "miniss-rehearsal",
            () -> {
              try {
                new Rehearsal().rehearse();
              } catch (RuntimeException | Error e) {
                thrown[0] = e;
              }
            });
    Uninterrupted.await(thread::join);
    if (thrown[0] instanceof RuntimeException exception) {
      throw exception;
    }
    if (thrown[0] instanceof Error error) {
      throw error;
    }
  }

  private static Thread daemon(String name, Runnable body) {
    return Thread.ofPlatform()
        .name(name)
        .daemon()
        .inheritInheritableThreadLocals(false)
        .start(body);
  }

  private void rehearse() {
    CarriedRun run = new CarriedRun(SimulationOptions.seed(0), null, options -> "", false);
    daemon("miniss-rehearsal-holder", this::hold);
    while (!areHeld) {
      Thread.onSpinWait();
    }
    run.run(
        simulation -> {
          isAtMonitor = true;
          synchronized (monitor) {
            isAtMonitor = false;
          }
          isAtLock = true;
          lock.lock();
          try {
            isAtLock = false;
          } finally {
            lock.unlock();
          }
        });
    Standstill where = run.standstill();
    var _ = where.failure(null, where.describe("", null), 0);
  }

  /** Leaves both when the carrier waits in real time for them to be left. */
  private void hold() {
    lock.lock();
    try {
      synchronized (monitor) {
        areHeld = true;
        awaitCarrier(true);
      }
      awaitCarrier(false);
    } finally {
      lock.unlock();
    }
  }

  private void awaitCarrier(boolean atMonitor) {
    Clock clock = Clock.system();
    long start = clock.nanos();
    while (!((atMonitor ? isAtMonitor : isAtLock)
        && carrier.getState() == Thread.State.TIMED_WAITING)
        && clock.nanos() - start < MAX_NANOS) {
      Thread.onSpinWait();
    }
  }
}
