package io.miniss.simulator.engine;

import io.miniss.runtime.spi.SharedLocation;
import io.miniss.runtime.spi.VirtualThreads;
import io.miniss.simulator.text.SafeText;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What no seed controls: a thread of the run that waits in real time or for a monitor, and a real thread
 * that resumes one of the run's or touches what it shares. Each fails the run.
 */
final class Escapes {
  private static final String NAME = "escape";

  private final Engine engine;

  /** Set in a real thread, which can do no more than that; the only field that others write. */
  private volatile @Nullable String fromOutside;

  /** Whether what failed the run may be another simulation's doing. */
  private boolean doubtful;

  Escapes(Engine engine) {
    this.engine = engine;
  }

  /** Fails the run; the caller throws the answer. */
  Error escape(String name, String message) {
    engine.fail(FailureKind.ESCAPE, name, message, new Throwable(message));
    return new SimulationEnded();
  }

  /** Fails the run because a thread outside it came between; another simulation's may have. */
  void interfered(String message) {
    doubtful = true;
    engine.fail(FailureKind.ESCAPE, NAME, message, null);
  }

  /** Notes that a failure of the run may be the doing of another simulation. */
  void doubt() {
    doubtful = true;
  }

  /** Whether the run has to be done again, alone in this JVM, before its failure counts. */
  boolean isDoubtful() {
    return doubtful;
  }

  // ---- virtual threads that are not the run's ----

  /**
   * Lets the JDK's own scheduler run {@code continuation}, of a virtual thread that was created inside
   * a thread of the run and has inherited its executor; the start of such a thread fails the run.
   * Never throws into the starting code: that may be a class initialiser of the JDK, which starts
   * threads for the whole process, and a class whose initialiser has thrown is unusable for good.
   * Called in any thread, also long after the run has ended.
   *
   * @param starter in words, the thread of the run
   */
  void runForeign(String starter, Runnable continuation) {
    if (!engine.hasEnded() && engine.isCalledFromInside()) {
      Throwable where = new Throwable("started here");
      engine.fail(
          FailureKind.ESCAPE,
          "foreign thread",
          starter
              + " started a virtual thread of its own, or code of the JDK did on its behalf, and no"
              + " seed controls that one: use spawnFiber, or a client of the simulation"
              + WaitReport.lines(WaitReport.withoutTheJdk(where.getStackTrace())),
          where);
    }
    VirtualThreads.runOnDefaultScheduler(continuation);
  }

  // ---- threads of the run that wait elsewhere ----

  /** Fails the run if {@code thread}, which has stopped in {@code state}, waits where it must not. */
  void failIfEscaped(Thread thread, Thread.State state) {
    if (state == Thread.State.TIMED_WAITING || state == Thread.State.BLOCKED) {
      fail(thread.getName(), state, thread.getStackTrace());
    }
  }

  /**
   * Whether one of those that wait at the end waits for something outside the run: in {@link
   * Object#wait}, or for a socket or a process. Fails the run if so.
   */
  boolean failIfWaitsOutside(List<SimulatedThread> waiting) {
    for (SimulatedThread thread : waiting) {
      StackTraceElement[] stack = thread.stackTrace();
      if (WaitReport.isInObjectWait(stack)) {
        fail(thread.name, Thread.State.BLOCKED, stack);
        return true;
      }
      if (failIfServedOutside(thread.name, stack)) {
        return true;
      }
    }
    for (SimulatedFiber fiber : engine.fibers.live()) {
      Thread thread = fiber.thread();
      if (thread.isAlive() && failIfServedOutside(thread.getName(), fiber.stackTrace())) {
        return true;
      }
    }
    return false;
  }

  private boolean failIfServedOutside(String name, StackTraceElement[] stack) {
    if (!WaitReport.isServedOutside(stack)) {
      return false;
    }
    engine.fail(
        FailureKind.ESCAPE,
        NAME,
        "thread "
            + name
            + " waits for a socket or a process, and a thread of the JDK would resume it, which no"
            + " seed controls"
            + WaitReport.lines(WaitReport.withoutTheJdk(stack)),
        WaitReport.withStack(stack));
    return true;
  }

  private void fail(String name, Thread.State state, StackTraceElement[] stack) {
    engine.fail(
        FailureKind.ESCAPE,
        NAME,
        "thread "
            + name
            + (state == Thread.State.BLOCKED
                ? " waits for a monitor (synchronized, Object.wait), and the JVM would resume it from a thread"
                    + " of its own: use a lock of java.util.concurrent"
                : " waits in real time (Thread.sleep, a timed park, a timed get): use Fiber.sleep,"
                    + " a timer, or the clock of the simulation")
            + WaitReport.lines(stack),
        WaitReport.withStack(stack));
  }

  // ---- real threads ----

  /**
   * Whether a continuation is handed over by a thread that is not the simulation's, or after its
   * end. Called in the handing thread, whichever that is. A thread that is still in the queue of a lock when
   * its run is over has to leave it, as others may wait behind it.
   *
   * @param thread the simulated thread, of a fiber its core's
   * @param resumed whose continuation it is
   * @param continuation runs {@code resumed}
   */
  boolean isResumedFromOutside(
      SimulatedThread thread, Thread resumed, Runnable continuation) {
    if (engine.hasEnded()) {
      if (!OutsideLocks.isForLock(resumed)) {
        return true;
      }
      if (resumed == thread.thread && engine.isUnwindingHere()) {
        return false;
      }
      Leftovers.resume(continuation);
      return true;
    }
    if (engine.outside.isHandOver(resumed, continuation)) {
      return true;
    }
    if (engine.isCalledFromInside()) {
      return false;
    }
    setFromOutside(

        "thread "
            + thread.name
            + " was resumed by "
            + Thread.currentThread().getName()
            + ", a real thread that no seed controls"
            + WaitReport.lines(new Throwable("resumed here").getStackTrace()));
    return true;
  }

  private void setFromOutside(String message) {
    fromOutside = message;
    engine.outside.wakeCarrier();
  }

  /** Whether a real thread has interfered. */
  boolean isFromOutside() {
    return fromOutside != null;
  }

  /** The calling real thread has touched {@code location}; it throws the answer. */
  IllegalStateException foreignAccess(SharedLocation location) {
    String message =
        "a real thread, "
            + Thread.currentThread().getName()
            + ", accessed "
            + SafeText.of(location::describe)
            + ": everything that touches a simulated runtime must be a simulated client";
    IllegalStateException where = new IllegalStateException(message);
    setFromOutside(message + WaitReport.lines(where.getStackTrace()));
    return where;
  }

  /** Whether a real thread has interfered; fails the run if so. Called by the carrier. */
  boolean failIfFromOutside() {
    if (fromOutside == null) {
      return false;
    }
    interfered(Objects.requireNonNull(fromOutside));
    return true;
  }
}
