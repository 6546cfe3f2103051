package io.miniss.simulator.engine;

import io.miniss.runtime.spi.SharedLocation;
import io.miniss.runtime.spi.VirtualThreads;
import io.miniss.simulator.text.SafeText;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What no seed controls: a thread of the run that waits in real time or for a monitor, and a real thread
 * that resumes one of the run's or touches what it shares. Each fails the run.
 */
final class Escapes {
  /** Set once, by the JVM's own thread. */
  private static volatile boolean jvmEnding;

  private static volatile boolean exitCalled;

  /** Set while the calling thread looks at a stack when the JVM ends. */
  private static final ThreadLocal<@Nullable Boolean> LOOKS = new ThreadLocal<>();

  private final RunOutcome outcome;
  private final Callers callers;
  private final Interference interference;
  private final OutsideLocks outside;

  Escapes(
      RunOutcome outcome, Callers callers, Interference interference, OutsideLocks outside) {
    this.outcome = outcome;
    this.callers = callers;
    this.interference = interference;
    this.outside = outside;
  }

  /** Fails the run; the caller throws what this returns. */
  Error escape(String name, String message) {
    outcome.fail(FailureKind.ESCAPE, name, message, new Throwable(message));
    return new SimulationEnded();
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
    if (!outcome.hasEnded() && callers.isInside()) {
      Throwable where = new Throwable("started here");
      outcome.fail(
          FailureKind.ESCAPE,
          "foreign thread",
          starter
              + " started a virtual thread of its own, or code of the JDK did on its behalf, and no"
              + " seed controls that one: use spawnFiber, or a client of the simulation"
              + StackFrames.lines(StackFrames.withoutTheJdk(where.getStackTrace())),
          where);
    }
    VirtualThreads.runOnDefaultScheduler(continuation);
  }

  // ---- the end of the JVM ----

  /** The JVM has begun to end. */
  static void jvmEnds() {
    jvmEnding = true;
  }

  /** Whether {@code resumed} is in {@code System.exit}, which somebody has to carry to its end. */
  private static boolean isEndOfJvm(Thread resumed, Runnable continuation) {
    if (!jvmEnding) {
      return false;
    }
    if (LOOKS.get() != null) {
      return true; // the JDK hands over what is looked at once more
    }
    if (!StackFrames.isInExit(stackAtEndOfJvm(resumed))) {
      return false;
    }
    VirtualThreads.runOnDefaultScheduler(continuation);
    return true;
  }

  /** Whether a thread of a run has called {@code System.exit}. */
  static boolean isExitCalled() {
    return exitCalled;
  }

  /** Which platform thread has called {@code System.exit}, and where, in words; null if none has. Called by any thread. */
  static @Nullable String callerOfExit() {
    for (Map.Entry<Thread, StackTraceElement[]> each : Thread.getAllStackTraces().entrySet()) {
      StackTraceElement[] stack = each.getValue();
      if (StackFrames.isInExit(stack)) {
        return callOfExit(each.getKey(), stack); // one at most: it holds a lock for good
      }
    }
    return null;
  }

  private static String callOfExit(Thread thread, StackTraceElement[] stack) {
    return "thread " + thread.getName() + " has called System.exit"
        + StackFrames.lines(StackFrames.withoutTheJdk(stack));
  }

  /**
   * Fails the run if {@code thread}, which waits in {@code state}, has called {@code System.exit}: that waits for the
   * JVM's shutdown hooks. Called by the carrier.
   */
  void failIfInExit(Thread thread, Thread.State state) {
    boolean maybe =
        state == Thread.State.BLOCKED
            || (state == Thread.State.WAITING && LockSupport.getBlocker(thread) == null);
    if (!maybe) {
      return;
    }
    StackTraceElement[] stack = thread.getStackTrace();
    if (StackFrames.isInExit(stack)) {
      outcome.fail(
          FailureKind.ESCAPE,
          "exit",
          callOfExit(thread, stack),
          StackFrames.withStack(stack));
      exitCalled = true;
    }
  }

  /** The stack of {@code thread}, which is looked at when the JVM ends. Called by any thread. */
  private static StackTraceElement[] stackAtEndOfJvm(Thread thread) {
    LOOKS.set(true);
    try {
      return thread.getStackTrace();
    } finally {
      LOOKS.remove();
    }
  }

  // ---- threads of the run that wait elsewhere ----

  /** Fails the run if {@code thread}, which has stopped in {@code state}, waits where it must not. */
  void failIfEscaped(Thread thread, Thread.State state) {
    if (state == Thread.State.TIMED_WAITING || state == Thread.State.BLOCKED) {
      fail(thread.getName(), state, thread.getStackTrace());
    }
  }

  /**
   * Whether the thread called {@code name}, which waits at the end of the run, does so in {@link
   * Object#wait}. Fails the run if so.
   */
  boolean failIfInObjectWait(String name, StackTraceElement[] stack) {
    if (!StackFrames.isInObjectWait(stack)) {
      return false;
    }
    fail(name, Thread.State.BLOCKED, stack);
    return true;
  }

  /**
   * Whether the thread called {@code name}, which waits at the end of the run, waits for a socket or a
   * process. Fails the run if so.
   */
  boolean failIfServedOutside(String name, StackTraceElement[] stack) {
    if (!StackFrames.isServedOutside(stack)) {
      return false;
    }
    outcome.fail(
        FailureKind.ESCAPE,
        RunFailure.ESCAPE,
        "thread "
            + name
            + " waits for a socket or a process, and a thread of the JDK would resume it, which no"
            + " seed controls"
            + StackFrames.lines(StackFrames.withoutTheJdk(stack)),
        StackFrames.withStack(stack));
    return true;
  }

  private void fail(String name, Thread.State state, StackTraceElement[] stack) {
    outcome.fail(
        FailureKind.ESCAPE,
        RunFailure.ESCAPE,
        "thread "
            + name
            + " waits "
            + (StackFrames.isInPipe(stack)
                ? "in a piped stream, which waits for a monitor of the JVM: use a BlockingQueue, or a stream of"
                    + " your own on one"
                : StackFrames.isInReferenceQueue(stack)
                    ? "until the garbage collector clears a reference, which no seed controls: use"
                        + " ReferenceQueue.poll, or a BlockingQueue"
                    : state == Thread.State.BLOCKED
                        ? "for a monitor (synchronized, Object.wait), and the JVM would resume it from a thread"
                            + " of its own: use a lock of java.util.concurrent"
                        : "in real time (Thread.sleep, a timed park, a timed get): use Fiber.sleep,"
                            + " a timer, or the clock of the simulation")
            + StackFrames.lines(stack),
        StackFrames.withStack(stack));
  }

  // ---- real threads ----

  /**
   * Whether a continuation is handed over by a thread that is not the simulation's, or after its
   * end. Called in the handing thread, whichever that is. A thread that is still in the queue of a lock when
   * its run is over has to leave it, as others may wait behind it.
   *
   * @param thread the name of the simulated thread, of a fiber its core's
   * @param isFiber whether it is a fiber
   * @param resumed whose continuation it is
   * @param continuation runs {@code resumed}
   */
  boolean isResumedFromOutside(
      String thread, boolean isFiber, Thread resumed, Runnable continuation) {
    if (!callers.isInside() && isEndOfJvm(resumed, continuation)) {
      return true;
    }
    if (outcome.hasEnded()) {
      if (!OutsideLocks.isForLock(resumed)) {
        return true;
      }
      if (!isFiber && callers.isUnwinding()) {
        return false;
      }
      Leftovers.resume(continuation);
      return true;
    }
    if (outside.isHandOver(resumed, continuation)) {
      return true;
    }
    if (callers.isInside()) {
      return false;
    }
    interference.report(
        "thread "
            + thread
            + " was resumed by "
            + Thread.currentThread().getName()
            + ", a real thread that no seed controls"
            + StackFrames.lines(new Throwable("resumed here").getStackTrace()));
    return true;
  }

  /** The calling real thread has touched {@code location}; it throws what this returns. */
  IllegalStateException foreignAccess(SharedLocation location) {
    String message =
        "a real thread, "
            + Thread.currentThread().getName()
            + ", accessed "
            + SafeText.of(location::describe)
            + ": everything that touches a simulated runtime must be a simulated client";
    IllegalStateException where = new IllegalStateException(message);
    interference.report(message + StackFrames.lines(where.getStackTrace()));
    return where;
  }
}
