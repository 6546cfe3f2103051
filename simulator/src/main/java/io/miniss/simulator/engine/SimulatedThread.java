package io.miniss.simulator.engine;

import io.miniss.runtime.machine.Pinning;
import io.miniss.runtime.spi.Access;
import io.miniss.runtime.spi.CoreThread;
import io.miniss.runtime.spi.Parker;
import io.miniss.runtime.spi.SharedLocation;
import io.miniss.runtime.spi.VirtualThreads;
import io.miniss.simulator.fault.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
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
final class SimulatedThread extends RunThread implements Parker, CoreThread {
  enum State {
    RUNNABLE,
    PARKED,
    BUSY,
    BLOCKED,
    ENDED
  }

  /**
   * A fiber as its core sees it: a virtual thread that runs as the core's thread until it gives the core
   * back.
   */
  interface Mounted {
    Thread thread();

    /** It is about to be run from its beginning or its last wait; returns its continuation. */
    Runnable begin();

    /** It is about to be run, by {@link #begin} or where a point preempted it. */
    void resumes();

    /**
     * It has stopped running, but not at a point.
     *
     * @return whether it has only waited for a thread outside the run, and can go on
     */
    boolean canGoOn();
  }

  /** What a thread asks of those who decide who runs. */
  interface Turns {
    /** The thread that runs, or null if the carrier does. */
    @Nullable SimulatedThread running();

    /** The thread that runs, which calls. */
    SimulatedThread runningThread();

    /** {@code thread} can run from now on. */
    void makeRunnable(SimulatedThread thread);

    /** The running thread waits in {@code state} until it is made runnable and chosen. */
    void block(SimulatedThread me, State state);

    /** The running thread unparks {@code thread}, whether it is parked or not. */
    void unparked(SimulatedThread thread);

    /** So many more threads than before are in a wait that an interrupt ends. */
    void interruptibleWaits(int more);

    /**
     * {@code thread} has stopped running without the engine's doing: it is in a lock, or has escaped.
     *
     * @return whether it has only waited for a thread outside the run, and can go on
     */
    boolean stoppedOutsideEngine(SimulatedThread thread);
  }

  /** A thread that spins does so at least once in so many of its steps. */
  private static final int SPIN_STEPS = 64;

  private final Turns turns;
  private final RunParts parts;
  final int id;
  final String name;

  /** Does not keep the simulation from ending. */
  boolean daemon;

  /** Its thread has been started. */
  boolean started;

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

  private @Nullable Mounted fiber;
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

  /** A fault has set {@link #wakeNanos}. */
  boolean delayed;

  /** Its announcement: what it does at the point it stands at. */
  private @Nullable Access access;

  private @Nullable SharedLocation location;

  /** The number of the step in which it made its last announcement; -1 if it has made none. */
  private long announcedStep = -1;

  /** How often it has been told that the run is over. */
  int ends;

  /** How many steps it has made. */
  long ownSteps;

  /** How many it had made when code that is woven spun last. */
  private long lastSpin = -SPIN_STEPS - 1;

  /** Its present wait, of code that is woven, ends by an interrupt. */
  private boolean endsByInterrupt;

  /** How many points it has passed and how often it has waited. */
  private long events;

  /** What it looked at last, perhaps before it spun and began to wait: for the report of a deadlock. */
  private @Nullable SharedLocation lastLooked;

  /** What it does; null once it has begun. */
  private @Nullable Consumer<SimulatedThread> body;

  /** Those who wait for this thread to end. */
  private final List<SimulatedThread> joiners = new ArrayList<>(0);

  /**
   * A thread that has not started.
   *
   * @param body what it does; it gets this thread
   */
  SimulatedThread(
      Turns turns,
      RunParts parts,
      int id,
      String name,
      boolean daemon,
      Consumer<SimulatedThread> body) {
    this.turns = turns;
    this.parts = parts;
    this.id = id;
    this.name = name;
    this.daemon = daemon;
    this.body = body;
    this.thread = VirtualThreads.unstarted(this, name, this::runBody);
  }

  /** The thread object outlives the body, and so does not keep what that refers to. */
  private void runBody() {
    Consumer<SimulatedThread> once = Objects.requireNonNull(body);
    body = null;
    once.accept(this);
  }

  // ---- its announcement ----

  /** In step {@code step} it is about to do {@code next} to {@code where}; null where it accesses nothing. */
  void announce(long step, Access next, @Nullable SharedLocation where) {
    announcedStep = step;
    access = next;
    goTo(where);
    events++;
  }

  private void goTo(@Nullable SharedLocation where) {
    location = where;
    if (where != null) {
      lastLooked = where;
    }
  }

  /** What it announced is done, and it stops running: what it does next is unknown. */
  void clear() {
    access = null;
    location = null;
    events++;
  }

  /** What it is about to do, or null if that is unknown. */
  @Nullable Access access() {
    return access;
  }

  @Nullable SharedLocation location() {
    return location;
  }

  long announcedStep() {
    return announcedStep;
  }

  long events() {
    return events;
  }

  @Override
  @Nullable SharedLocation waitsAfter() {
    return lastLooked;
  }

  // ---- the executor ----

  @Override
  public void execute(Runnable continuation) {
    if (ownIdentity == null) {
      ownIdentity = continuation;
      started = true;
    } else if (ownIdentity != continuation) {
      parts.escapes().runForeign("thread " + name, continuation);
      return;
    }
    if (parts.escapes().isResumedFromOutside(name, false, thread, continuation)) {
      return;
    }
    own = continuation;
    if (state == State.BLOCKED) {
      turns.makeRunnable(this);
    }
  }

  // ---- run by the engine's carrier ----

  /**
   * Runs this thread, and the fiber it is in the middle of, until it gives up control.
   *
   * @return whether that was by its own {@link Thread#yield}
   */
  boolean resume() {
    while (true) {
      switching = false;
      Runnable inFiber = fiberContinuation;
      if (inFiber != null) {
        fiberContinuation = null;
        insideFiber = true;
        Mounted inside = Objects.requireNonNull(fiber);
        inside.resumes();
        inFiber.run();
        insideFiber = false;
        if (fiberContinuation != null || state != State.RUNNABLE) {
          return false; // preempted in the fiber
        }
        if (inside.canGoOn()) {
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
        return false;
      }
      if (fiberContinuation != null) {
        continue; // the core has handed over a fiber to run
      }
      if (own == null) {
        if (!turns.stoppedOutsideEngine(this)) {
          return false;
        }
      } else if (parts.outside().isInYield(thread)) {
        return true;
      }
      own = mine;
    }
  }

  /** What tells this thread the time. */
  ThreadClock clock() {
    ThreadClock mine = clock;
    if (mine == null) {
      mine = parts.clocks().of(id);
      clock = mine;
    }
    return mine;
  }

  // ---- called by the thread itself ----

  /** The virtual thread that is mounted while this thread runs. */
  Thread mounted() {
    Mounted inFiber = fiber;
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
  void runFiber(Mounted inFiber) {
    Runnable continuation = inFiber.begin();
    fiber = inFiber;
    fiberContinuation = continuation;
    yieldNow();
  }

  @SuppressWarnings("ThreadPriorityCheck") // on our executor a yield is exact, not a hint
  private static void yieldNow() {
    Thread.yield();
  }

  /** Whether this thread is in the middle of {@code inFiber}, and does nothing else until that leaves it. */
  boolean isInMiddleOf(Mounted inFiber) {
    return fiber == inFiber && (insideFiber || fiberContinuation != null);
  }

  /** Whether {@code inFiber}'s continuation comes back because a point preempted it. */
  boolean takesBack(Mounted inFiber, Runnable continuation) {
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
    checkRunning("park");
    if (!takePermit() && !parts.faults().happens(Fault.SPURIOUS_WAKE, id)) {
      timed = false;
      turns.block(this, State.PARKED);
      takePermit();
    }
  }

  @Override
  public void parkUntil(long deadlineNanos) {
    checkRunning("parkUntil");
    long deadline = clock().time(deadlineNanos);
    if (!takePermit()
        && deadline > parts.clock().now()
        && !parts.faults().happens(Fault.SPURIOUS_WAKE, id)) {
      wakeNanos = deadline;
      timed = true;
      turns.block(this, State.PARKED);
      takePermit();
    }
  }

  private void checkRunning(String what) {
    SimulatedThread me = turns.running();
    if (me != this) {
      throw new IllegalStateException(
          what + " of thread " + name + " was called by another thread: " + me);
    }
  }

  private boolean takePermit() {
    boolean had = permit;
    permit = false;
    return had;
  }

  /** An interrupt alone does not end a park here; see {@link Switching#wakeInterrupted}. */
  @Override
  public boolean isInterrupted() {
    if (!watchesInterrupts) {
      watchesInterrupts = true;
      turns.interruptibleWaits(1);
    }
    return thread.isInterrupted();
  }

  @Override
  public void clearInterrupt() {
    Thread.interrupted();
  }

  @Override
  public void finishWait() {
    endWait();
    if (watchesInterrupts) {
      watchesInterrupts = false;
      turns.interruptibleWaits(-1);
    }
  }

  @Override
  public void unpark() {
    permit = true;
    turns.unparked(this);
  }

  /** Whether it is parked in a wait that the interrupt it has been sent is to end. */
  boolean isParkedAndInterrupted() {
    return watchesInterrupts && state == State.PARKED && thread.isInterrupted();
  }

  // ---- for code that is woven ----

  @Override
  public Run run() {
    return parts.link().run();
  }

  @Override
  public void start() {
    parts.threadStart().start(thread);
  }

  @Override
  public int hash() {
    return id + 1;
  }

  @Override
  public Thread thread() {
    return thread;
  }

  @Override
  public boolean hasStarted() {
    return started;
  }

  @Override
  public boolean isDaemon() {
    return daemon;
  }

  @Override
  public void setDaemon(boolean now) {
    daemon = now;
  }

  @Override
  public RunThread carrier() {
    return this;
  }

  @Override
  public boolean isPlain() {
    return true;
  }

  @Override
  public Thread.State waitState() {
    return switch (state) {
      case PARKED, BUSY -> timed ? Thread.State.TIMED_WAITING : Thread.State.WAITING;
      case BLOCKED -> Thread.State.WAITING;
      default -> Thread.State.RUNNABLE;
    };
  }

  @Override
  void spins() {
    lastSpin = ownSteps;
  }

  boolean hasSpunLately() {
    return ownSteps - lastSpin <= SPIN_STEPS;
  }

  @Override
  public boolean wakesSpuriously() {
    return parts.faults().happens(Fault.SPURIOUS_WAKE, id);
  }

  @Override
  void block(@Nullable SharedLocation at, Deadline deadline, boolean interruptible) {
    boolean limited = deadline.exists();
    wakeNanos = limited ? clock().time(deadline.nanos()) : 0;
    while (!isWoken()
        && !(limited && wakeNanos <= parts.clock().now())
        && !(interruptible && thread.isInterrupted())) {
      timed = limited;
      goTo(at);
      endsByInterrupt = interruptible;
      turns.block(this, State.PARKED);
    }
    endsByInterrupt = false;
  }

  @Override
  void endBlock() {
    turns.unparked(this);
  }

  @Override
  public void wakeInterrupted() {
    if (state == State.PARKED && endsByInterrupt) {
      turns.makeRunnable(this);
    }
  }

  @Override
  public void parkThread(Deadline deadline) {
    run().throwIfEnded();
    if (!thread.isInterrupted()) {
      endsByInterrupt = true;
      if (deadline.exists()) {
        parkUntil(deadline.nanos());
      } else {
        park();
      }
      endsByInterrupt = false;
    }
  }

  @Override
  public void unparkThread() {
    unpark();
  }

  // ---- the core thread ----

  @Override
  public Pinning pinning() {
    return Pinning.notPinned("simulated");
  }

  @Override
  public boolean awaitExit(long deadlineNanos) {
    SimulatedThread caller = turns.runningThread();
    if (caller == this) {
      return false;
    }
    joiners.add(caller);
    caller.awaitEnd(this);
    while (state != State.ENDED) {
      if (caller.clock().reading(parts.clock().now()) - deadlineNanos >= 0) {
        caller.awaitNobody();
        return false;
      }
      caller.parkUntil(deadlineNanos);
    }
    caller.awaitNobody();
    return true;
  }

  /** Parks the running thread, without a deadline, until this one has ended. */
  void join() {
    SimulatedThread caller = turns.runningThread();
    joiners.add(caller);
    caller.awaitEnd(this);
    while (state != State.ENDED) {
      caller.park();
    }
    caller.awaitNobody();
  }

  /** Its body has ended. */
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
