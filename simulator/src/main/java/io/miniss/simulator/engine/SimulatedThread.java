package io.miniss.simulator.engine;

import io.miniss.runtime.diagnostics.Pinning;
import io.miniss.runtime.spi.Access;
import io.miniss.runtime.spi.CoreThread;
import io.miniss.runtime.spi.Parker;
import io.miniss.runtime.spi.SharedLocation;
import io.miniss.runtime.spi.VirtualThreads;
import io.miniss.simulator.fault.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A thread of the simulation: a core's loop or a client outside the runtime. It is a virtual thread
 * whose executor is this object: {@link #execute} receives its continuation whenever it can go on,
 * and the engine runs it when the strategy says so.
 *
 * <h2>States</h2>
 *
 * <pre>
 *   RUNNABLE  in RunnableThreads; the running thread is one of these
 *   PARKED    in Parker.park, perhaps with a deadline      -> RUNNABLE by unpark or deadline
 *   BUSY      spends virtual time                          -> RUNNABLE when the time has passed
 *   BLOCKED   in a lock of java.util.concurrent            -> RUNNABLE by whoever releases it
 *   ENDED
 * </pre>
 *
 * <h2>A fiber in the middle</h2>
 *
 * A virtual thread's continuation may only be run by a platform thread, so a core cannot run its
 * fiber from its own virtual thread: it leaves the continuation here, yields, and the engine runs it
 * as this thread. If the fiber is preempted at a point, its continuation comes back here, as "what
 * this core is doing", and not to the core's ready queue.
 */
final class SimulatedThread implements Executor, Parker, CoreThread {
  enum State {
    RUNNABLE,
    PARKED,
    BUSY,
    BLOCKED,
    ENDED
  }

  final Engine engine;
  final int id;
  final String name;

  /** Does not keep the simulation from ending. */
  final boolean daemon;

  final Thread thread;

  State state = State.BLOCKED;

  /** Position in {@link RunnableThreads}, or -1. */
  int slot = -1;

  /** The continuation of the thread's own body, when it can go on. */
  private @Nullable Runnable own;

  /** Identifies {@link #own}: anything else that is executed here is a foreign virtual thread. */
  private @Nullable Runnable ownIdentity;

  /** The continuation of the fiber this core is in the middle of, if it is. */
  private @Nullable Runnable fiberContinuation;

  private @Nullable SimulatedFiber fiber;
  private boolean insideFiber;

  /** The fiber is giving way at a point: its continuation belongs to this thread. */
  private boolean preempting;

  /** Has given up control and not got it back: still set after a yield that did not happen. */
  boolean switching;

  private boolean permit;

  /** Its present wait ends by an interrupt. */
  private boolean watchesInterrupts;

  private @Nullable ThreadClock clock;

  /** While PARKED or BUSY: when it is over, in virtual nanoseconds; meaningful if timed. */
  long wakeNanos;

  boolean timed;

  /** What it does at the point it stands at. */
  @Nullable Access access;

  @Nullable SharedLocation location;

  /** How often it has been told that the run is over. */
  int ends;

  /** How many steps it has made. */
  long ownSteps;

  /** How many points it has passed and how often it has waited. */
  long events;

  /** What it looked at last before it began to wait, for the report of a deadlock. */
  @Nullable SharedLocation waitsAfter;

  /** Those who wait for this thread to end. */
  private final List<SimulatedThread> joiners = new ArrayList<>(0);

  SimulatedThread(
      Engine engine, int id, String name, boolean daemon, Runnable body) {
    this.engine = engine;
    this.id = id;
    this.name = name;
    this.daemon = daemon;
    this.thread = VirtualThreads.unstarted(this, name, () -> engine.runBody(this, body));
  }

  // ---- the executor ----

  @Override
  public void execute(Runnable continuation) {
    if (ownIdentity == null) {
      ownIdentity = continuation;
    } else if (ownIdentity != continuation) {
      engine.escapes.runForeign("thread " + name, continuation);
      return;
    }
    if (engine.escapes.isResumedFromOutside(this, thread, continuation)) {
      return;
    }
    own = continuation;
    if (state == State.BLOCKED) {
      engine.makeRunnable(this);
    }
  }

  // ---- run by the engine's carrier ----

  /** Runs this thread, and the fiber it is in the middle of, until it gives up control. */
  void resume() {
    while (true) {
      switching = false;
      Runnable inFiber = fiberContinuation;
      if (inFiber != null) {
        fiberContinuation = null;
        insideFiber = true;
        SimulatedFiber inside = Objects.requireNonNull(fiber);
        inside.isBack = false;
        inFiber.run();
        insideFiber = false;
        if (fiberContinuation != null || state != State.RUNNABLE) {
          return; // preempted in the fiber
        }
        if (engine.fiberStopped(inside)) {
          fiberContinuation = inFiber;
          continue;
        }
        fiber = null; // the fiber has parked, yielded or ended: the core's loop goes on at once
        continue;
      }
      Runnable mine = own;
      if (mine == null) {
        throw new IllegalStateException("thread " + name + " was chosen but cannot run");
      }
      own = null;
      mine.run();
      if (state != State.RUNNABLE || switching) {
        return;
      }
      if (fiberContinuation != null) {
        continue; // the core has handed over a fiber to run
      }
      if (own == null) {
        if (!engine.stoppedOutsideEngine(this)) {
          return;
        }
      } else if (engine.outside.isInYield(thread)) {
        engine.yieldedByItself(this);
        return;
      }
      own = mine;
    }
  }

  /** What tells this thread the time. */
  ThreadClock clock() {
    ThreadClock mine = clock;
    if (mine == null) {
      mine = engine.clocks.of(id);
      clock = mine;
    }
    return mine;
  }

  // ---- called by the thread itself ----

  /** The virtual thread that is mounted while this thread runs. */
  Thread mounted() {
    SimulatedFiber inFiber = fiber;
    return insideFiber && inFiber != null ? inFiber.thread() : thread;
  }

  /**
   * Gives up control. The caller has set the state; RUNNABLE means that another was chosen.
   *
   * @return false if the JVM refused: the thread is pinned by a native frame or class initializer
   */
  boolean yieldControl() {
    switching = true;
    preempting = insideFiber;
    yieldNow();
    preempting = false;
    boolean gaveUp = !switching;
    switching = false;
    return gaveUp;
  }

  /** Has the engine run {@code inFiber} as this core, until it leaves the core. */
  void runFiber(SimulatedFiber inFiber) {
    Runnable continuation = inFiber.begin();
    fiber = inFiber;
    fiberContinuation = continuation;
    yieldNow();
  }

  @SuppressWarnings("ThreadPriorityCheck") // on our executor a yield is exact, not a hint
  private static void yieldNow() {
    Thread.yield();
  }

  /** Whether {@code inFiber}'s continuation comes back because a point preempted it. */
  boolean takesBack(SimulatedFiber inFiber, Runnable continuation) {
    if (!preempting || fiber != inFiber) {
      return false;
    }
    preempting = false;
    fiberContinuation = continuation;
    return true;
  }

  // ---- the parker ----

  @Override
  public void park() {
    engine.checkRunning(this, "park");
    if (!takePermit() && !engine.faults.happens(Fault.SPURIOUS_WAKE, this)) {
      timed = false;
      engine.block(this, State.PARKED);
      takePermit();
    }
  }

  @Override
  public void parkUntil(long deadlineNanos) {
    engine.checkRunning(this, "parkUntil");
    long deadline = clock().time(deadlineNanos);
    if (!takePermit()
        && deadline > engine.now()
        && !engine.faults.happens(Fault.SPURIOUS_WAKE, this)) {
      wakeNanos = deadline;
      timed = true;
      engine.block(this, State.PARKED);
      takePermit();
    }
  }

  private boolean takePermit() {
    boolean had = permit;
    permit = false;
    return had;
  }

  /** An interrupt alone does not end a park here; see {@link Engine#wakeInterrupted}. */
  @Override
  public boolean isInterrupted() {
    if (!watchesInterrupts) {
      watchesInterrupts = true;
      engine.interruptWatchers++;
    }
    return thread.isInterrupted();
  }

  @Override
  public void clearInterrupt() {
    Thread.interrupted();
  }

  @Override
  public void finishWait() {
    if (watchesInterrupts) {
      watchesInterrupts = false;
      engine.interruptWatchers--;
    }
  }

  @Override
  public void unpark() {
    permit = true;
    engine.noteUnpark(this);
    if (state == State.PARKED) {
      engine.noteWake(this);
      engine.wake(this);
    }
  }

  /** Whether it is parked in a wait that the interrupt it has been sent is to end. */
  boolean isParkedAndInterrupted() {
    return watchesInterrupts && state == State.PARKED && thread.isInterrupted();
  }

  // ---- the core thread ----

  @Override
  public Pinning pinning() {
    return Pinning.notPinned("simulated");
  }

  @Override
  public boolean awaitExit(long deadlineNanos) {
    SimulatedThread caller = engine.runningThread();
    if (caller == this) {
      return false;
    }
    joiners.add(caller);
    while (state != State.ENDED) {
      if (engine.clockNanos() - deadlineNanos >= 0) {
        return false;
      }
      caller.parkUntil(deadlineNanos);
    }
    return true;
  }

  /** Parks the running thread, without a deadline, until this one has ended. */
  void join() {
    SimulatedThread caller = engine.runningThread();
    joiners.add(caller);
    while (state != State.ENDED) {
      caller.park();
    }
  }

  void ended() {
    joiners.forEach(SimulatedThread::unpark);
  }

  @Override
  public StackTraceElement[] stackTrace() {
    return thread.getStackTrace();
  }

  @Override
  public String toString() {
    return name;
  }
}
