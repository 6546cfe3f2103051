package io.miniss.simulator.engine;

import io.miniss.runtime.spi.Access;
import io.miniss.runtime.spi.Clock;
import io.miniss.runtime.spi.FiberExit;
import io.miniss.runtime.spi.JdkThreads;
import io.miniss.runtime.spi.Mark;
import io.miniss.runtime.spi.Registration;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.runtime.spi.SharedLocation;
import io.miniss.simulator.addopens.AddOpens;
import io.miniss.simulator.fault.Fault;
import io.miniss.simulator.fault.FaultInjector;
import io.miniss.simulator.random.SplitMix64;
import io.miniss.simulator.strategy.Chooser;
import io.miniss.simulator.strategy.Diverged;
import io.miniss.simulator.strategy.Strategy;
import io.miniss.simulator.text.ThrownText;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One run: its threads, from the start to the end, and the point at which the strategy decides who goes
 * on. All threads of the run are carried by the platform thread that calls {@link #run}, one at a time,
 * so everything here is single-threaded and every run of the same seed is the same.
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
public final class Engine {
  private static final int MAX_UNWINDS = 64;

  /** A thread that has been told so often that the run is over does not want to hear. */
  private static final int MAX_ENDS = 1_000;

  private final long seed;
  private final Scheduler scheduler = new EngineScheduler(this);
  private final Clock clock = new EngineClock(this);
  private final Chooser chooser;
  private final long maxSteps;

  /** The nearer of the two bounds: that, and the end of the liveness phase. */
  private final long lastStep;

  private final VirtualTime time;
  private final @Nullable RunListener listener;

  private final List<SimulatedThread> threads = new ArrayList<>();
  private final RunnableThreads runnable = new RunnableThreads(this);
  private final Deadlines deadlines = new Deadlines(this, threads);
  private final Checks checks = new Checks(this);
  private final TraceHash hash;
  private final List<Runnable> terminationActions = new ArrayList<>();
  private final Thread carrier = Thread.currentThread();

  final Fibers fibers = new Fibers(this);
  final Escapes escapes = new Escapes(this);
  final OutsideLocks outside = new OutsideLocks(this);
  final RunFaults faults;
  final ThreadClock.Source clocks;

  /** Whose turn it is, or null while the carrier decides. */
  private @Nullable SimulatedThread running;

  /** Chosen to run next by the thread that is giving up control. */
  private @Nullable SimulatedThread chosen;

  /** The number of the thread that ran last, or -1. */
  private int lastThread = -1;

  /** How many threads are in waits that an interrupt ends. */
  int interruptWatchers;

  private long steps;

  private int nextLocation = 1;
  private boolean ended;
  private boolean unwinding;
  private @Nullable RunFailure failure;

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
    AddOpens.ensure();
    JdkThreads.initialise(); // or the run would be the first to start them
    this.seed = seed;
    this.chooser = strategy.start(SplitMix64.stream(seed, "strategy"));
    this.maxSteps = maxSteps;
    this.listener = listener;
    this.faults = new RunFaults(this, faults, faultSteps, livenessSteps);
    this.lastStep = Math.min(maxSteps, this.faults.livenessEndStep());
    this.time = new VirtualTime(seed, stepsCostTime);
    this.clocks = new ThreadClock.Source(seed, faults);
    this.hash = new TraceHash(seed);
  }

  /** Whether threads of runs that are over are about to leave the locks that they waited for. */
  public static boolean hasLeftovers() {
    return Leftovers.areRunning();
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
    return time.now();
  }

  /** Interleaving points passed. May be read by any thread, and is then perhaps a little old. */
  public long steps() {
    return steps;
  }

  /**
   * Another thread, which has taken this run from its carrier, ends it: whatever of it still runs ends
   * at its next point, and a thread that waits in real time is interrupted. What the run has become by
   * then is of no interest to anybody.
   */
  public void endFromOutside() {
    ended = true;
    Thread stuck = mounted();
    if (stuck != null) {
      stuck.interrupt();
    } else {
      carrier.interrupt();
    }
  }

  /** Where the run stands now. Called by another thread, when there has been no step for long. */
  public Standstill standstill() {
    Thread stuck = mounted();
    return stuck == null
        ? new Standstill("the thread that carries the run", carrier.getStackTrace())
        : new Standstill("thread " + stuck.getName(), stuck.getStackTrace());
  }

  /** The virtual thread that the carrier carries, or null. */
  private @Nullable Thread mounted() {
    SimulatedThread thread = running;
    return thread == null ? fibers.unwinding() : thread.mounted();
  }

  /** A fingerprint of everything that happened: equal for equal runs. */
  public long hash() {
    return hash.after(steps, time.now());
  }

  /**
   * Whether what went wrong may be the doing of another simulation, which shares the JDK and all static state
   * with this one: the run has to be done again, alone, before its failure counts.
   */
  public boolean isDoubtful() {
    return failure != null && escapes.isDoubtful();
  }

  /** What went wrong, or null. */
  public @Nullable RunFailure failure() {
    return failure;
  }

  /** Must hold after every step. */
  public void invariant(String name, Check check) {
    checks.addInvariant(name, check);
  }

  /** Must hold when every thread has ended. */
  public void finalCheck(String name, Check check) {
    checks.addFinalCheck(name, check);
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
    if (checks.isQuiet() || ended || me == null) {
      return violation;
    }
    fail(FailureKind.EXCEPTION, me.name, rule, violation);
    return new SimulationEnded();
  }

  /** Lets {@code nanos} of virtual time pass for the calling thread, as if it computed. */
  public void spend(long nanos) {
    SimulatedThread me = runningThread();
    if (nanos > 0) {
      me.wakeNanos = time.now() + nanos;
      me.timed = true;
      block(me, SimulatedThread.State.BUSY);
    }
  }

  /** Runs {@code main} and all it starts to the end, or to the first failure. */
  public void run(Runnable main) {
    try {
      startThread("main", false, main);
      carry();
      if (failure == null) {
        checkEnd();
      }
    } catch (Throwable thrown) {
      defect(thrown);
    }
    ended = true;
    try {
      unwind();
    } catch (Throwable thrown) {
      defect(thrown);
    }
  }

  /** The engine itself has thrown, on the carrier: whatever the reason, the run has a seed to tell. */
  private void defect(Throwable thrown) {
    if (!(thrown instanceof SimulationEnded)) {
      running = null;
      failByDefect(thrown);
    }
  }

  private void failByDefect(Throwable thrown) {
    fail(FailureKind.DEFECT, "simulator", RunFailure.ofDefect(thrown), thrown);
  }

  // ---- the carrier ----

  private void carry() {
    while (failure == null && !ended) {
      outside.failIfUnexpected();
      if (escapes.failIfFromOutside()) {
        return;
      }
      if (interruptWatchers > 0) {
        wakeInterrupted();
      }
      SimulatedThread next = chosen;
      chosen = null;
      if (next == null) {
        if (runnable.count() == 0 && !jumpToNextDeadline()) {
          return;
        }
        next = runnable.count() == 1 ? runnable.get(0) : chosenByStrategy();
        if (next == null) {
          return;
        }
      }
      resume(next);
    }
  }

  /**
   * An interrupt is a call of the JDK's, which the engine does not see. So it ends a wait when the
   * thread that interrupted has given up control.
   */
  private void wakeInterrupted() {
    for (int i = 0; i < threads.size(); i++) {
      SimulatedThread thread = threads.get(i);
      if (thread.isParkedAndInterrupted()) {
        makeRunnable(thread);
      }
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
      next = runnable.get(chooser.choose(runnable));
    } catch (Diverged diverged) {
      fail(
          FailureKind.DIVERGENCE,
          "replay",
          Objects.requireNonNull(diverged.getMessage()),
          diverged);
      return null;
    } catch (RuntimeException thrown) {
      failByDefect(thrown);
      return null;
    }
    if (listener != null) {
      listener.chosen(lastThread, running == null, next.id);
    }
    return next;
  }

  private boolean jumpToNextDeadline() {
    if (deadlines.isEmpty()) {
      return false;
    }
    do {
      time.passUntil(deadlines.nextNanos());
      deadlines.wakeDue(time.now());
    } while (runnable.count() == 0); // the bound was too early: whoever set it has been woken since
    return true;
  }

  // ---- threads ----

  SimulatedThread startCore(String name, Runnable body) {
    if (faults.areActive() && faults.happens(Fault.THREAD_START, runningThread())) {
      throw new OutOfMemoryError("unable to create native thread (a fault of the simulation)");
    }
    return startThread(name, false, body);
  }

  SimulatedThread startThread(String name, boolean daemon, Runnable body) {
    SimulatedThread thread =
        new SimulatedThread(this, threads.size(), name, daemon, body);
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
      checks.checkInvariants();
    } catch (SimulationEnded over) {
      assert ended : "only a run that is over unwinds its threads";
    } catch (Throwable thrown) {
      threw(thread.name, thrown);
    } finally {
      runnable.remove(thread);
      thread.state = SimulatedThread.State.ENDED;
      thread.ended();
    }
  }

  void threw(String threadName, Throwable thrown) {
    if (!(thrown instanceof SimulationEnded)) {
      fail(FailureKind.EXCEPTION, threadName, thrown);
    }
  }

  FiberExit runFiber(SimulatedFiber fiber) {
    throwIfEnded();
    runningThread().runFiber(fiber);
    throwIfEnded();
    return fiber.exit();
  }

  /** The thread whose turn it is, or null if the carrier itself runs. */
  @Nullable SimulatedThread running() {
    return running;
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

  void checkRunning(SimulatedThread thread, String what) {
    if (running != thread) {
      throw new IllegalStateException(
          what + " of thread " + thread.name + " was called by another thread: " + running);
    }
  }

  /** Whether the calling thread is the one of the run whose turn it is, or carries it. */
  boolean isCalledFromInside() {
    Thread caller = Thread.currentThread();
    SimulatedThread me = running;
    return caller == carrier || (me != null && caller == me.mounted());
  }

  /** Whether the calling thread is the one that carries the run, with none of the run's on it. */
  boolean isCarrying() {
    return Thread.currentThread() == carrier;
  }

  /** The number of the thread that ran last, or -1. */
  int lastThread() {
    return lastThread;
  }

  SimulatedThread thread(int number) {
    return threads.get(number);
  }

  // ---- points ----

  void point(Access access, SharedLocation location) {
    if (checks.isQuiet() || ended) {
      quietPoint();
      return;
    }
    SimulatedThread me = running;
    if (me == null || Thread.currentThread() != me.mounted()) {
      if (me == null && Thread.currentThread() == carrier) {
        return; // built before the run begins, on the thread that builds it
      }
      throw escapes.foreignAccess(location);
    }
    me.access = access;
    me.location = location;
    me.events++;
    hash.mixIn(me, access, location);
    if (listener != null) {
      checks.quietly(() -> listener.step(steps, me.id, access, location, time.now()));
    }
    step(me);
  }

  private void quietPoint() {
    if (!checks.isQuiet() && (running != null || Thread.currentThread().isVirtual())) {
      throw end();
    }
  }

  void spin() {
    throwIfEnded();
    SimulatedThread me = runningThread();
    me.access = Access.READ;
    me.location = null;
    me.events++;
    hash.mixIn(me);
    if (listener != null) {
      listener.step(steps, me.id, Access.READ, null, time.now());
    }
    chooser.spinning(me.id);
    step(me);
  }

  /**
   * A thread has called {@link Thread#yield} and been given back: that is a step, as {@link #spin} is, or
   * a thread that waits so would never end. Called by the carrier.
   */
  void yieldedByItself(SimulatedThread me) {
    me.access = Access.READ;
    me.location = null;
    me.events++;
    hash.mixIn(me);
    if (listener != null) {
      listener.step(steps, me.id, Access.READ, null, time.now());
    }
    chooser.spinning(me.id);
    if (++steps >= lastStep) {
      failAtLastStep();
      return;
    }
    time.passStep(faults.stepFactor(me));
    me.ownSteps++;
    if (deadlines.nextNanos() <= time.now()) {
      deadlines.wakeDue(time.now());
    }
  }

  private void step(SimulatedThread me) {
    if (++steps >= lastStep) {
      failAtLastStep();
      throw new SimulationEnded();
    }
    time.passStep(faults.stepFactor(me));
    me.ownSteps++;
    if (faults.areActiveAt(steps)) {
      faults.disturb(time, me);
      if (faults.happens(Fault.STALL, me)) {
        stall(me);
        return;
      }
    }
    if (deadlines.nextNanos() <= time.now()) {
      deadlines.wakeDue(time.now());
    }
    checks.checkInvariants();
    if (runnable.count() > 1) {
      SimulatedThread next = chosenByStrategy();
      if (next == null) {
        throw new SimulationEnded();
      }
      if (next != me) {
        switchTo(me, next);
      }
    }
  }

  boolean pollMisses(SharedLocation queue) {
    SimulatedThread me = running;
    return me != null
        && !ended
        && !checks.isQuiet()
        && faults.happens(Fault.EMPTY_POLL, me);
  }

  // ---- switching ----

  private void switchTo(SimulatedThread me, SimulatedThread next) {
    chosen = next;
    if (!me.yieldControl()) {
      chosen = null; // pinned by a native frame or class initializer: it goes on
    }
    throwIfEnded();
  }

  /** The running thread is off its CPU for a while, by a fault. */
  private void stall(SimulatedThread me) {
    me.wakeNanos = time.now() + faults.stallNanos();
    me.timed = true;
    leaveRunnable(me, SimulatedThread.State.BUSY); // what it is about to do stays announced
  }

  /** The running thread waits in {@code state} until it is made runnable and chosen. */
  void block(SimulatedThread me, SimulatedThread.State state) {
    throwIfEnded();
    checks.checkInvariants(); // what it has done since its last point is visible to nobody before this
    me.waitsAfter = me.location;
    me.access = null;
    me.location = null;
    me.events++;
    leaveRunnable(me, state);
  }

  private void leaveRunnable(SimulatedThread me, SimulatedThread.State state) {
    runnable.remove(me);
    me.state = state;
    if (me.timed) {
      deadlines.began(me);
    }
    if (!me.yieldControl()) {
      throw escapes.escape(
          "pinned",
          "thread " + me.name + " waits while a native frame or class initializer pins it");
    }
    throwIfEnded();
  }

  /**
   * A thread has stopped running without the engine's doing: it is in a lock, or has escaped.
   *
   * @return whether it only waited for a thread that is none of the run, and can go on
   */
  boolean stoppedOutsideEngine(SimulatedThread thread) {
    Thread.State state = thread.thread.getState();
    if (state == Thread.State.TERMINATED) {
      return false;
    }
    if (outside.hasWaited(thread.thread, state)) {
      return true;
    }
    runnable.remove(thread);
    thread.state = SimulatedThread.State.BLOCKED;
    thread.access = null; // that access is done: what it does next is unknown
    thread.location = null;
    thread.events++;
    chooser.blocked(thread.id);
    escapes.failIfEscaped(thread.thread, state);
    return false;
  }

  /**
   * A fiber has given its core back: it has ended, waits, or has escaped.
   *
   * @return as {@link #stoppedOutsideEngine}
   */
  boolean fiberStopped(SimulatedFiber fiber) {
    if (fiber.isGivenBack) {
      fiber.isGivenBack = false;
      if (!outside.isInYield(fiber.thread())) {
        return true;
      }
      fiber.yielded();
    }
    Thread.State state = fiber.thread().getState();
    if (!fiber.isBack && outside.hasWaited(fiber.thread(), state)) {
      return true;
    }
    escapes.failIfEscaped(fiber.thread(), state);
    return false;
  }

  /** A parked thread is unparked: it can run, now or, by a fault, a little later. */
  void wake(SimulatedThread thread) {
    if (!ended && faults.happens(Fault.LATE_UNPARK, thread)) {
      deadlines.endBy(thread, time.now() + faults.latenessNanos());
    } else {
      makeRunnable(thread);
    }
  }

  void makeRunnable(SimulatedThread thread) {
    deadlines.ended(thread);
    thread.state = SimulatedThread.State.RUNNABLE;
    runnable.add(thread);
  }

  // ---- ending ----

  private void checkEnd() {
    List<SimulatedThread> waiting = new ArrayList<>();
    for (SimulatedThread thread : threads) {
      if (thread.state != SimulatedThread.State.ENDED && !thread.daemon) {
        waiting.add(thread);
      }
    }
    if (!waiting.isEmpty()) {
      if (!outside.failIfHeldOutside(waiting) && !escapes.failIfWaitsOutside(waiting)) {
        fail(FailureKind.DEADLOCK, "deadlock", waiting(waiting), null);
      }
      return;
    }
    ended = true;
    checks.checkFinally();
  }

  private void failAtLastStep() {
    String waiting = waiting(live());
    if (steps >= faults.livenessEndStep()) {
      fail(
          FailureKind.LIVENESS,
          "liveness",
          "faults stopped at step %,d, and %,d steps later the run has not ended:"
              .formatted(faults.endStep(), faults.livenessEndStep() - faults.endStep())
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

  private String waiting(List<SimulatedThread> those) {
    String[] words = new String[1];
    checks.quietly(() -> words[0] = WaitReport.of(those, fibers.live()));
    return words[0];
  }

  List<SimulatedThread> live() {
    List<SimulatedThread> live = new ArrayList<>();
    for (SimulatedThread thread : threads) {
      if (thread.state != SimulatedThread.State.ENDED) {
        live.add(thread);
      }
    }
    return live;
  }

  /** Ends the run; the first failure is the one that counts. */
  void fail(FailureKind kind, String name, Throwable thrown) {
    fail(kind, name, ThrownText.of(thrown).describe(), thrown);
  }

  void fail(FailureKind kind, String name, String message, @Nullable Throwable cause) {
    if (failure == null) {
      failure = new RunFailure(kind, name, message, steps, cause);
    }
    ended = true;
  }

  boolean hasEnded() {
    return ended;
  }

  /** Whether the calling thread unwinds the threads of the run, which is over. */
  boolean isUnwindingHere() {
    return unwinding && isCalledFromInside();
  }

  void throwIfEnded() {
    if (ended) {
      throw end();
    }
  }

  /**
   * What the calling thread, whose run is over, throws. One that catches that again and again, as servers
   * do, is left where it is for ever: nothing refers to it then, and it is garbage with the run.
   */
  private SimulationEnded end() {
    SimulatedThread me = running;
    if (me == null) {
      if (Thread.currentThread() == fibers.unwinding()) {
        fibers.endAgain();
      }
    } else if (Thread.currentThread() == me.mounted() && ++me.ends > MAX_ENDS) {
      runnable.remove(me);
      me.state = SimulatedThread.State.BLOCKED;
      me.yieldControl();
    }
    return new SimulationEnded();
  }

  /** Lets every thread that is left run into {@link SimulationEnded}. */
  private void unwind() {
    unwinding = true;
    for (int round = 0; round < MAX_UNWINDS; round++) {
      boolean some = false;
      for (int i = 0; i < threads.size(); i++) {
        SimulatedThread thread = threads.get(i);
        if (thread.state == SimulatedThread.State.ENDED
            || thread.state == SimulatedThread.State.BLOCKED) {
          continue; // one in a lock is reached by whoever releases that: see Leftovers
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
    fibers.unwind(); // those that wait on their own: their cores are gone
    unwinding = false;
    outside.close();
  }

  // ---- what the strategy and the listener are told ----

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
      listener.woke(steps, me.id, woken.id, time.now());
    }
  }

  /** {@code fault} has happened to {@code thread}. */
  void noteFault(Fault fault, SimulatedThread thread) {
    if (listener != null) {
      listener.faulted(steps, thread.id, fault, time.now());
    }
  }

  void mark(Mark mark, Object subject) {
    SimulatedThread me = running;
    if (listener != null && me != null && !ended && !checks.isQuiet()) {
      checks.quietly(() -> listener.marked(steps, me.id, mark, subject, time.now()));
    }
  }

  // ---- small things the scheduler and the clock need ----

  int newLocationId() {
    return nextLocation++;
  }

  /** What the running thread's clock reads. */
  long clockNanos() {
    SimulatedThread me = running;
    return (me == null ? clocks.exact() : me.clock()).reading(time.now());
  }

  long epochMillis() {
    return time.epochMillis();
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
}
