package io.miniss.simulator.engine;

import io.miniss.runtime.spi.Access;
import io.miniss.runtime.spi.Clock;
import io.miniss.runtime.spi.FiberHost;
import io.miniss.runtime.spi.FiberThread;
import io.miniss.runtime.spi.Mark;
import io.miniss.runtime.spi.Registration;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.runtime.spi.SharedLocation;
import io.miniss.simulator.fault.Fault;
import io.miniss.simulator.fault.FaultInjector;
import io.miniss.simulator.opens.Opens;
import io.miniss.simulator.random.SplitMix64;
import io.miniss.simulator.strategy.Candidates;
import io.miniss.simulator.strategy.Chooser;
import io.miniss.simulator.strategy.Diverged;
import io.miniss.simulator.strategy.Strategy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One run: threads, virtual time, and the point at which the strategy decides who goes on. All
 * threads of the run are carried by the platform thread that calls {@link #run}, one at a time, so
 * everything here is single-threaded and every run of the same seed is the same.
 *
 * <h2>A step</h2>
 *
 * A thread that reaches an interleaving point announces what it is about to do, the step is counted
 * and mixed into the trace hash, virtual time advances by the step's cost, the invariants are checked,
 * and the strategy is asked, all on the thread's own stack. If it chooses the same thread, that is all;
 * only a real switch yields the virtual thread and goes through the carrier.
 *
 * <h2>Time</h2>
 *
 * Virtual time moves by the cost of each step, by what threads spend in {@link #spend}, and, when
 * nothing can run, by jumping to the next deadline.
 */
public final class Engine implements Candidates {
  private static final int MOST_UNWINDS = 64;
  private static final int SLOWABLE_THREADS = 6;
  private static final long MOST_STALL_NANOS = 10_000_000;
  private static final long MOST_LATENESS_NANOS = 1_000_000;
  private static final long MOST_JUMP_NANOS = 10_000_000_000L;
  private static final long MOST_WALL_JUMP_MILLIS = 86_400_000;

  private final long seed;
  private final Scheduler scheduler = new EngineScheduler(this);
  private final Clock clock = new EngineClock(this);
  private final Chooser chooser;
  private final long maxSteps;

  /** The liveness phase is over; never if there is none. */
  private final long livenessEnd;

  /** The nearer of the two bounds. */
  private final long lastStep;

  private final FaultInjector faults;
  private final long faultSteps;
  private final int slowThread;
  private long slowFactor;
  private long timeFactor;
  private final boolean stepsCostTime;
  private final ThreadClock.Source clocks;
  private final @Nullable RunListener listener;

  private final List<SimulatedThread> threads = new ArrayList<>();
  private final List<SimulatedFiber> fibers = new ArrayList<>();
  private final List<NamedCheck> invariants = new ArrayList<>();
  private final List<NamedCheck> finalChecks = new ArrayList<>();
  private final List<Runnable> terminationActions = new ArrayList<>();
  private final Thread carrier = Thread.currentThread();

  private SimulatedThread[] runnable = new SimulatedThread[8];
  private int runnableCount;
  private @Nullable SimulatedThread running;

  /** Chosen to run next by the thread that is giving up control. */
  private @Nullable SimulatedThread chosen;

  /** Threads that are PARKED with a deadline or BUSY. */
  private int timedCount;

  /** No timed thread wakes before this. */
  private long nextWakeNanos = Long.MAX_VALUE;

  private long costState;
  private long wallClockOffsetMillis;

  /** The number of the thread that ran last, or -1. */
  private int lastThread = -1;

  private long now;
  private long steps;
  private long hash;
  private int nextLocation = 1;
  private boolean checking;
  private boolean ended;
  private @Nullable RunFailure failure;
  private @Nullable Courier courier;

  /** Set by a thread of the JVM that resumed one of ours; the only field other threads write. */
  private volatile @Nullable String foreignResume;

  private record NamedCheck(String name, Check check) {}

  /**
   * A run that has not begun.
   *
   * @param stepsCostTime whether each step costs 50 to 100 virtual nanoseconds, or none
   * @param faults what goes wrong beneath the runtime
   * @param faultSteps after so many steps nothing goes wrong any more: the liveness phase
   * @param livenessSteps how long that may be
   */
  public Engine(
      long seed,
      Strategy strategy,
      long maxSteps,
      boolean stepsCostTime,
      FaultInjector faults,
      long faultSteps,
      long livenessSteps,
      @Nullable RunListener listener) {
    if (Thread.currentThread().isVirtual()) {
      throw new IllegalStateException(
          "a simulation carries virtual threads and so must be run by a platform thread; this is the"
              + " virtual thread "
              + Thread.currentThread());
    }
    Opens.ensure();
    this.seed = seed;
    this.chooser = strategy.start(SplitMix64.stream(seed, "strategy"));
    this.maxSteps = maxSteps;
    this.stepsCostTime = stepsCostTime;
    this.listener = listener;
    this.faults = faults;
    this.faultSteps = faultSteps;
    this.livenessEnd =
        faults.hasLivenessPhase() && faultSteps < Long.MAX_VALUE - livenessSteps
            ? faultSteps + livenessSteps
            : Long.MAX_VALUE;
    this.lastStep = Math.min(maxSteps, livenessEnd);
    boolean slow = faults.happens(Fault.SLOW_THREAD);
    this.slowFactor = slow ? faults.amount(Fault.SLOW_THREAD, 2, 100) : 1;
    this.slowThread = (int) (slowFactor % SLOWABLE_THREADS);
    this.timeFactor =
        faults.happens(Fault.FAST_TIME) ? faults.amount(Fault.FAST_TIME, 2, 1_000) : 1;
    this.costState = SplitMix64.stream(seed, "step cost").nextLong();
    this.clocks = new ThreadClock.Source(seed, faults);
    this.hash = SplitMix64.mix(seed);
  }

  // ---- what the harness asks ----

  /** The scheduler to build runtimes with. */
  public Scheduler scheduler() {
    return scheduler;
  }

  /** The clock to build runtimes with. */
  public Clock clock() {
    return clock;
  }

  /** The seed. */
  public long seed() {
    return seed;
  }

  /** Virtual nanoseconds since the run began. */
  public long now() {
    return now;
  }

  /** Interleaving points passed. */
  public long steps() {
    return steps;
  }

  /** A fingerprint of everything that happened: equal for equal runs. */
  public long hash() {
    return SplitMix64.mix(hash ^ steps ^ now);
  }

  /** What went wrong, or null. */
  public @Nullable RunFailure failure() {
    return failure;
  }

  /** Must hold after every step. */
  public void invariant(String name, Check check) {
    invariants.add(new NamedCheck(name, check));
  }

  /** Must hold when every thread has ended. */
  public void finalCheck(String name, Check check) {
    finalChecks.add(new NamedCheck(name, check));
  }

  /** Starts a client: a thread outside any runtime. */
  public Client client(String name, Runnable body) {
    return new Client(startThread(name, false, body));
  }

  /** A thread outside any runtime. */
  public static final class Client {
    private final SimulatedThread thread;

    Client(SimulatedThread thread) {
      this.thread = thread;
    }

    /** Waits, on another simulated thread, until this one has ended. */
    public void join() {
      thread.join();
    }
  }

  /**
   * A thread of the run has seen that {@code rule} does not hold: ends the run, but inside a check,
   * which has a name of its own to fail under. The caller throws the answer.
   */
  public Error violated(String rule) {
    SimulatedThread me = running;
    AssertionError violation = new AssertionError(rule);
    if (checking || ended || me == null) {
      return violation;
    }
    fail(FailureKind.EXCEPTION, me.name, rule, violation);
    return new SimulationEnded();
  }

  /** Lets {@code nanos} of virtual time pass for the calling thread, as if it computed. */
  public void spend(long nanos) {
    SimulatedThread me = runningThread();
    if (nanos > 0) {
      me.wakeNanos = now + nanos;
      me.timed = true;
      block(me, SimulatedThread.State.BUSY);
    }
  }

  /** Runs {@code main} and all it starts to the end, or to the first failure. */
  public void run(Runnable main) {
    startThread("main", false, main);
    carry();
    if (failure == null) {
      checkEnd();
    }
    ended = true;
    unwind();
  }

  // ---- the carrier ----

  private void carry() {
    while (failure == null) {
      if (foreignResume != null) {
        failByForeignResume();
        return;
      }
      SimulatedThread next = chosen;
      chosen = null;
      if (next == null) {
        if (runnableCount == 0 && !jumpToNextDeadline()) {
          return;
        }
        next = runnableCount == 1 ? runnable[0] : chosenByStrategy();
        if (next == null) {
          return;
        }
      }
      resume(next);
    }
  }

  private void resume(SimulatedThread thread) {
    running = thread;
    lastThread = thread.id;
    thread.resume();
    running = null;
  }

  /** Asks the strategy; null, and a failure, if it follows a record and cannot. */
  private @Nullable SimulatedThread chosenByStrategy() {
    SimulatedThread next;
    try {
      next = runnable[chooser.choose(this)];
    } catch (Diverged diverged) {
      fail(
          FailureKind.DIVERGENCE,
          "replay",
          Objects.requireNonNull(diverged.getMessage()),
          diverged);
      return null;
    }
    if (listener != null) {
      listener.chosen(lastThread, running == null, next.id);
    }
    return next;
  }

  private boolean jumpToNextDeadline() {
    if (timedCount == 0) {
      return false;
    }
    do {
      now = Math.max(now, nextWakeNanos);
      wakeDue();
    } while (runnableCount == 0); // the bound was too early: whoever set it has been woken since
    return true;
  }

  /** Makes every timed thread runnable whose time has come. */
  private void wakeDue() {
    long next = Long.MAX_VALUE;
    for (int i = 0; i < threads.size(); i++) {
      SimulatedThread thread = threads.get(i);
      if (isTimedWait(thread)) {
        if (thread.wakeNanos <= now) {
          makeRunnable(thread);
        } else {
          next = Math.min(next, thread.wakeNanos);
        }
      }
    }
    nextWakeNanos = next;
  }

  private static boolean isTimedWait(SimulatedThread thread) {
    return thread.timed
        && (thread.state == SimulatedThread.State.PARKED
            || thread.state == SimulatedThread.State.BUSY);
  }

  private void checkEnd() {
    List<SimulatedThread> waiting = new ArrayList<>();
    for (SimulatedThread thread : threads) {
      if (thread.state != SimulatedThread.State.ENDED && !thread.daemon) {
        waiting.add(thread);
      }
    }
    if (!waiting.isEmpty()) {
      for (SimulatedThread thread : waiting) {
        if (WaitReport.isInObjectWait(thread.thread.getStackTrace())) {
          failByEscape(
              thread.name,
              Thread.State.BLOCKED,
              WaitReport.withStack(thread.thread.getStackTrace()));
          return;
        }
      }
      fail(FailureKind.DEADLOCK, "deadlock", WaitReport.of(waiting, fibers), null);
      return;
    }
    ended = true;
    for (NamedCheck each : finalChecks) {
      try {
        each.check().check();
      } catch (Throwable broken) {
        fail(FailureKind.FINAL_CHECK, each.name(), words(broken), broken);
        return;
      }
    }
  }

  /** Lets every thread that is left run into {@link SimulationEnded}. */
  private void unwind() {
    for (int round = 0; round < MOST_UNWINDS; round++) {
      boolean some = false;
      for (int i = 0; i < threads.size(); i++) {
        SimulatedThread thread = threads.get(i);
        if (thread.state == SimulatedThread.State.ENDED
            || thread.state == SimulatedThread.State.BLOCKED) {
          continue; // one blocked in a lock cannot be reached; it is garbage with the run
        }
        if (thread.slot < 0) {
          makeRunnable(thread);
        }
        some = true;
        resume(thread);
      }
      if (!some) {
        break;
      }
    }
    // Fibers that wait on their own: their cores are gone, the carrier runs them to their end.
    for (SimulatedFiber fiber : List.copyOf(fibers)) {
      unwindFiber(fiber);
    }
  }

  private static void unwindFiber(SimulatedFiber fiber) {
    for (int round = 0; round < MOST_UNWINDS && fiber.thread().isAlive(); round++) {
      Thread.State state = fiber.thread().getState();
      if (state == Thread.State.WAITING) {
        fiber.unpark(); // hands the continuation to nobody: the run has ended
      } else if (state != Thread.State.RUNNABLE) {
        return;
      }
      fiber.ownContinuation().run();
    }
  }

  // ---- threads ----

  SimulatedThread startCore(String name, Runnable body) {
    if (faults.isActive() && faultHappens(Fault.THREAD_START, runningThread())) {
      throw new OutOfMemoryError("unable to create native thread (a fault of the simulation)");
    }
    return startThread(name, false, body);
  }

  SimulatedThread startThread(String name, boolean daemon, Runnable body) {
    SimulatedThread thread =
        new SimulatedThread(this, threads.size(), name, daemon, clocks.of(threads.size()), body);
    threads.add(thread);
    if (listener != null) {
      listener.started(thread.id, name);
    }
    thread.thread.start();
    return thread;
  }

  void runBody(SimulatedThread thread, Runnable body) {
    try {
      body.run();
      checkInvariants();
    } catch (SimulationEnded over) {
      assert ended : "only a run that is over unwinds its threads";
    } catch (Throwable thrown) {
      threw(thread.name, thrown);
    } finally {
      removeRunnable(thread);
      thread.state = SimulatedThread.State.ENDED;
      thread.ended();
    }
  }

  void threw(String threadName, Throwable thrown) {
    if (!(thrown instanceof SimulationEnded)) {
      fail(FailureKind.EXCEPTION, threadName, words(thrown), thrown);
    }
  }

  SimulatedFiber newFiber(String name, Runnable body, FiberHost host) {
    SimulatedFiber fiber = new SimulatedFiber(this, runningThread(), name, body, host);
    fiber.slot = fibers.size();
    fibers.add(fiber);
    return fiber;
  }

  void fiberEnded(SimulatedFiber fiber) {
    SimulatedFiber last = fibers.removeLast();
    if (last != fiber) {
      fibers.set(fiber.slot, last);
      last.slot = fiber.slot;
    }
  }

  void runFiber(FiberThread fiber, Runnable continuation) {
    throwIfEnded();
    runningThread().runFiber((SimulatedFiber) fiber, continuation);
    throwIfEnded();
  }

  Courier courier() {
    Courier existing = courier;
    if (existing == null) {
      existing = new Courier(this);
      courier = existing;
    }
    return existing;
  }

  SimulatedThread runningThread() {
    SimulatedThread me = running;
    if (me == null) {
      throw new IllegalStateException(
          "this belongs to a simulated thread; "
              + Thread.currentThread().getName()
              + " is none of the simulation's");
    }
    return me;
  }

  void makeRunnable(SimulatedThread thread) {
    if (isTimedWait(thread)) {
      timedCount--;
    }
    thread.timed = false;
    thread.state = SimulatedThread.State.RUNNABLE;
    if (thread.slot < 0) {
      if (runnableCount == runnable.length) {
        runnable = Arrays.copyOf(runnable, 2 * runnableCount);
      }
      thread.slot = runnableCount;
      runnable[runnableCount++] = thread;
    }
  }

  private void removeRunnable(SimulatedThread thread) {
    int slot = thread.slot;
    if (slot >= 0) {
      SimulatedThread last = runnable[--runnableCount];
      runnable[slot] = last;
      last.slot = slot;
      thread.slot = -1;
    }
  }

  /** The running thread waits in {@code state} until it is made runnable and chosen. */
  void block(SimulatedThread me, SimulatedThread.State state) {
    throwIfEnded();
    checkInvariants(); // what it has done since its last point is visible to nobody before this
    me.waitsAfter = me.location;
    me.access = null;
    me.location = null;
    me.events++;
    leaveRunnable(me, state);
  }

  private void leaveRunnable(SimulatedThread me, SimulatedThread.State state) {
    removeRunnable(me);
    me.state = state;
    if (me.timed) {
      timedCount++;
      nextWakeNanos = Math.min(nextWakeNanos, me.wakeNanos);
    }
    if (!me.giveUpControl()) {
      throw escape(
          "pinned",
          "thread " + me.name + " waits while a native frame or class initializer pins it");
    }
    throwIfEnded();
  }

  /** A thread has stopped running without the engine's doing: it is in a lock, or has escaped. */
  void leftTheEngine(SimulatedThread thread) {
    Thread.State state = thread.thread.getState();
    if (state == Thread.State.TERMINATED) {
      return;
    }
    removeRunnable(thread);
    thread.state = SimulatedThread.State.BLOCKED;
    thread.access = null; // that access is done: what it does next is unknown
    thread.location = null;
    thread.events++;
    chooser.blocked(thread.id);
    failIfEscaped(thread.thread, state);
  }

  /** A fiber has given its core back: it has ended, waits, or has escaped. */
  void fiberLeft(SimulatedFiber fiber) {
    failIfEscaped(fiber.thread(), fiber.thread().getState());
  }

  private void failIfEscaped(Thread thread, Thread.State state) {
    if (state == Thread.State.TIMED_WAITING || state == Thread.State.BLOCKED) {
      failByEscape(thread.getName(), state, WaitReport.withStack(thread.getStackTrace()));
    }
  }

  private void failByEscape(String name, Thread.State state, Throwable where) {
    fail(
        FailureKind.ESCAPE,
        "escape",
        "thread "
            + name
            + (state == Thread.State.BLOCKED
                ? " waits for a monitor (synchronized, Object.wait), and the JVM would resume it from a thread"
                    + " of its own: use a lock of java.util.concurrent"
                : " waits in real time (Thread.sleep, a timed park, a timed get): use Fiber.sleep,"
                    + " a timer, or the clock of the simulation")
            + WaitReport.lines(where.getStackTrace()),
        where);
  }

  /**
   * Whether a continuation is handed over by a thread that is not the simulation's, or after its
   * end. Called in the handing thread, whichever that is.
   */
  boolean resumedFromOutside(SimulatedThread thread) {
    if (ended) {
      return true;
    }
    Thread caller = Thread.currentThread();
    SimulatedThread me = running;
    if (caller == carrier || (me != null && caller == me.mounted())) {
      return false;
    }
    foreignResume =
        "thread "
            + thread.name
            + " was resumed by "
            + caller.getName()
            + ", a real thread that no seed controls"
            + WaitReport.lines(new Throwable("resumed here").getStackTrace());
    return true;
  }

  private void failByForeignResume() {
    fail(FailureKind.ESCAPE, "escape", Objects.requireNonNull(foreignResume), null);
  }

  /** Fails the run; the caller throws the answer. */
  Error escape(String name, String message) {
    fail(FailureKind.ESCAPE, name, message, new Throwable(message));
    return new SimulationEnded();
  }

  void checkRunning(SimulatedThread thread, String what) {
    if (running != thread) {
      throw new IllegalStateException(
          what + " of thread " + thread.name + " was called by another thread: " + running);
    }
  }

  // ---- points ----

  void point(Access access, SharedLocation location) {
    if (checking || ended) {
      quietPoint();
      return;
    }
    SimulatedThread me = running;
    if (me == null || Thread.currentThread() != me.mounted()) {
      if (me == null && Thread.currentThread() == carrier) {
        return; // built before the run begins, on the thread that builds it
      }
      throw foreignAccess(location);
    }
    me.access = access;
    me.location = location;
    me.events++;
    mixIn(((long) location.locationId() << 20) | ((long) me.id << 2) | code(access));
    if (listener != null) {
      listener.step(steps, me.id, access, location, now);
    }
    step(me);
  }

  /** Called in the foreign thread: all it may do is leave a message. */
  private IllegalStateException foreignAccess(SharedLocation location) {
    String message =
        "a real thread, "
            + Thread.currentThread().getName()
            + ", accessed "
            + location.describe()
            + ": everything that touches a simulated runtime must be a simulated client";
    IllegalStateException where = new IllegalStateException(message);
    foreignResume = message + WaitReport.lines(where.getStackTrace());
    return where;
  }

  private void quietPoint() {
    if (!checking && running != null) {
      throw new SimulationEnded();
    }
  }

  void mark(Mark mark, Object subject) {
    SimulatedThread me = running;
    if (listener != null && me != null && !ended && !checking) {
      listener.marked(steps, me.id, mark, subject, now);
    }
  }

  /** The running thread unparks {@code thread}, whether it is parked or not. */
  void noteUnpark(SimulatedThread thread) {
    if (!ended) {
      SimulatedThread me = running;
      chooser.unparked(me == null ? -1 : me.id, thread.id);
    }
  }

  /** The running thread wakes {@code woken}, which is parked. */
  void noteWake(SimulatedThread woken) {
    SimulatedThread me = running;
    if (listener != null && me != null && !ended) {
      listener.woke(steps, me.id, woken.id, now);
    }
  }

  void spin() {
    throwIfEnded();
    SimulatedThread me = runningThread();
    me.access = Access.READ;
    me.location = null;
    me.events++;
    mixIn((long) me.id << 2);
    if (listener != null) {
      listener.step(steps, me.id, Access.READ, null, now);
    }
    chooser.spinning(me.id);
    step(me);
  }

  private static int code(Access access) {
    return switch (access) {
      case READ -> 1;
      case WRITE -> 2;
      case UPDATE -> 3;
    };
  }

  private void mixIn(long event) {
    long mixed = (hash ^ event) * 0x9E3779B97F4A7C15L;
    hash = mixed ^ (mixed >>> 29);
  }

  private void step(SimulatedThread me) {
    if (++steps >= lastStep) {
      failAtLastStep();
      throw new SimulationEnded();
    }
    if (stepsCostTime) {
      costState = costState * 0x5851F42D4C957F2DL + 0x14057B7EF767814FL; // Knuth's MMIX
      long cost = 50 + (((costState >>> 40) * 51) >>> 24);
      now += me.id == slowThread ? cost * timeFactor * slowFactor : cost * timeFactor;
    }
    me.ownSteps++;
    if (faults.isActive() && faultStrikes(me)) {
      return;
    }
    if (nextWakeNanos <= now) {
      wakeDue();
    }
    checkInvariants();
    if (runnableCount > 1) {
      SimulatedThread next = chosenByStrategy();
      if (next == null) {
        throw new SimulationEnded();
      }
      if (next != me) {
        chosen = next;
        if (!me.giveUpControl()) {
          chosen = null; // pinned by a native frame or class initializer: it goes on
        }
        throwIfEnded();
      }
    }
  }

  private void failAtLastStep() {
    String waiting = WaitReport.of(live(), fibers);
    if (steps >= livenessEnd) {
      fail(
          FailureKind.LIVENESS,
          "liveness",
          "faults stopped at step %,d, and %,d steps later the run has not ended:"
              .formatted(faultSteps, livenessEnd - faultSteps)
              + waiting,
          null);
    } else {
      fail(
          FailureKind.STEP_BOUND,
          "step bound",
          "the run did not end within " + maxSteps + " steps" + waiting,
          null);
    }
  }

  /** Lets faults happen at a step; true if the thread has been off its CPU and is back. */
  private boolean faultStrikes(SimulatedThread me) {
    if (steps >= faultSteps) {
      faults.stop();
      slowFactor = 1;
      timeFactor = 1;
      return false;
    }
    if (faultHappens(Fault.TIME_JUMP, me)) {
      now += faults.amount(Fault.TIME_JUMP, 1_000, MOST_JUMP_NANOS);
    }
    if (faultHappens(Fault.WALL_CLOCK_JUMP, me)) {
      long jump = faults.amount(Fault.WALL_CLOCK_JUMP, 1, MOST_WALL_JUMP_MILLIS);
      wallClockOffsetMillis += (jump & 1) == 0 ? jump : -jump;
    }
    if (!faultHappens(Fault.STALL, me)) {
      return false;
    }
    me.wakeNanos = now + faults.amount(Fault.STALL, 100, MOST_STALL_NANOS);
    me.timed = true;
    leaveRunnable(me, SimulatedThread.State.BUSY); // what it is about to do stays announced
    return true;
  }

  boolean faultHappens(Fault fault, SimulatedThread thread) {
    boolean happens = faults.happens(fault);
    if (happens && listener != null) {
      listener.faulted(steps, thread.id, fault, now);
    }
    return happens;
  }

  boolean pollMisses(SharedLocation queue) {
    SimulatedThread me = running;
    return me != null
        && !ended
        && !checking
        && faults.isActive()
        && faultHappens(Fault.EMPTY_POLL, me);
  }

  /** A parked thread is unparked: it can run, now or, by a fault, a little later. */
  void wake(SimulatedThread thread) {
    if (faults.isActive() && !ended && faultHappens(Fault.LATE_UNPARK, thread)) {
      long late = now + faults.amount(Fault.LATE_UNPARK, 100, MOST_LATENESS_NANOS);
      if (!thread.timed) {
        thread.timed = true;
        thread.wakeNanos = late;
        timedCount++;
      } else {
        thread.wakeNanos = Math.min(thread.wakeNanos, late);
      }
      nextWakeNanos = Math.min(nextWakeNanos, thread.wakeNanos);
    } else {
      makeRunnable(thread);
    }
  }

  long wallClockOffsetMillis() {
    return wallClockOffsetMillis;
  }

  private void checkInvariants() {
    if (invariants.isEmpty() || ended) {
      return;
    }
    checking = true;
    try {
      for (int i = 0; i < invariants.size(); i++) {
        NamedCheck each = invariants.get(i);
        try {
          each.check().check();
        } catch (Throwable broken) {
          fail(FailureKind.INVARIANT, each.name(), words(broken), broken);
          throw new SimulationEnded();
        }
      }
    } finally {
      checking = false;
    }
  }

  void throwIfEnded() {
    if (ended) {
      throw new SimulationEnded();
    }
  }

  private void fail(FailureKind kind, String name, String message, @Nullable Throwable cause) {
    if (failure == null) {
      failure = new RunFailure(kind, name, message, steps, cause);
    }
    ended = true;
  }

  private List<SimulatedThread> live() {
    List<SimulatedThread> live = new ArrayList<>();
    for (SimulatedThread thread : threads) {
      if (thread.state != SimulatedThread.State.ENDED) {
        live.add(thread);
      }
    }
    return live;
  }

  /** What a throwable says; its text is user code, and may throw. */
  private static String words(Throwable thrown) {
    try {
      String message = thrown.getMessage();
      return thrown instanceof AssertionError && message != null ? message : thrown.toString();
    } catch (Throwable unspeakable) {
      return thrown.getClass().getName() + " (whose text cannot be had)";
    }
  }

  // ---- small things the scheduler and the clock need ----

  int newLocationId() {
    return nextLocation++;
  }

  /** What the running thread's clock reads. */
  long clockNanos() {
    SimulatedThread me = running;
    return (me == null ? clocks.exact() : me.clock).reading(now);
  }

  Registration onProcessTermination(Runnable action) {
    terminationActions.add(action);
    return () -> terminationActions.remove(action);
  }

  /** Asks the process to end, as SIGTERM does: each action runs on a client of its own. */
  public void terminateProcess() {
    for (Runnable action : new ArrayList<>(terminationActions)) {
      startThread("termination", false, action);
    }
  }

  // ---- candidates ----

  @Override
  public int count() {
    return runnableCount;
  }

  @Override
  public int thread(int position) {
    return runnable[position].id;
  }

  @Override
  public int current() {
    SimulatedThread me = running;
    return me == null ? -1 : me.slot;
  }

  @Override
  public @Nullable Access access(int position) {
    return runnable[position].access;
  }

  @Override
  public int location(int position) {
    SharedLocation location = runnable[position].location;
    return location == null ? 0 : location.locationId();
  }

  @Override
  public @Nullable SharedLocation place(int position) {
    return runnable[position].location;
  }

  @Override
  public long event(int position) {
    return runnable[position].events;
  }

  @Override
  public long step() {
    return steps;
  }

  @Override
  public int lastThread() {
    return lastThread;
  }

  @Override
  public long ownSteps(int thread) {
    return threads.get(thread).ownSteps;
  }
}
