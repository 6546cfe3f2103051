package io.miniss.simulator.engine;

import io.miniss.runtime.spi.Clock;
import io.miniss.runtime.spi.JdkThreads;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.simulator.addopens.AddOpens;
import io.miniss.simulator.fault.FaultInjector;
import io.miniss.simulator.random.SplitMix64;
import io.miniss.simulator.strategy.Chooser;
import io.miniss.simulator.strategy.Strategy;
import io.miniss.simulator.text.ThrownText;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One run: what a harness asks of it. All threads of the run are carried by the platform thread that calls
 * {@link #run}, one at a time, so everything in this package is single-threaded unless it says otherwise,
 * and every run of the same seed is the same.
 *
 * <p>What happens at an interleaving point is in {@link Steps}, who goes on is in {@link Switching}, the
 * threads are in {@link ThreadTable}, and {@link CarrierLoop} runs them.
 *
 * <h2>Time</h2>
 *
 * Virtual time moves by the cost of each step, by what threads spend in {@link #spend}, and, when
 * nothing can run, by jumping to the next deadline.
 */
public final class Engine {
  private final RunObserver observer;
  private final long seed;
  private final EngineScheduler scheduler;
  private final Clock clock;
  private final RunClock runClock;
  private final RunOutcome outcome;
  private final Interference interference;
  private final ThreadTable threads;
  private final Checks checks;
  private final RunEnd end;
  private final Switching switching;
  private final UnfinishedRun unfinished;
  private final ThreadStarter starter;
  private final ProcessTermination termination;
  private final CarrierLoop loop;
  private final KeptFailures kept = new KeptFailures();

  /**
   * A run that has not begun.
   *
   * @param stepsCostTime whether each step costs 50 to 100 virtual nanoseconds, or none
   * @param injector what goes wrong beneath the runtime
   * @param faultSteps after so many steps nothing goes wrong any more: the liveness phase
   * @param livenessSteps how long that may be
   */
  public Engine(
      long seed,
      Strategy strategy,
      long maxSteps,
      boolean stepsCostTime,
      FaultInjector injector,
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
    Chooser chooser = strategy.start(SplitMix64.stream(seed, "strategy"));
    this.seed = seed;
    this.runClock = new RunClock(seed, stepsCostTime);
    this.outcome = new RunOutcome(runClock);
    this.interference = new Interference(outcome);
    this.threads = new ThreadTable(runClock);
    this.checks = new Checks(outcome);
    this.end = new RunEnd(outcome, threads);
    this.observer = new RunObserver(listener, runClock, checks);
    RunFaults faults = new RunFaults(injector, faultSteps, livenessSteps, observer);
    List<SimulatedFiber> liveFibers = new ArrayList<>();
    RunThread.Link link = new RunThread.Link();
    OutsideLocks outside =
        new OutsideLocks(outcome, threads, interference, () -> live(threads, liveFibers), link);
    Escapes escapes = new Escapes(outcome, threads, interference, outside);
    ThreadClock.Source clocks = new ThreadClock.Source(seed, injector);
    RunParts parts = new RunParts(
        outcome, runClock, escapes, outside, faults, clocks, new ThreadStart(), link);
    this.switching = new Switching(chooser, parts, threads, checks, observer, end);
    this.unfinished = new UnfinishedRun(parts, threads, liveFibers, checks, maxSteps);
    this.starter = new ThreadStarter(switching, parts, threads, checks, observer);
    Fibers fibers = new Fibers(parts, threads, end, starter, liveFibers);
    this.termination = new ProcessTermination(starter);
    this.scheduler =
        new EngineScheduler(
            seed,
            new Steps.Parts(
                chooser, parts, threads, checks, observer, end, switching, unfinished),
            starter,
            fibers,
            termination);
    this.clock = new EngineClock(runClock, clocks, threads);
    parts.link()
        .connect(
            new WovenRunAccess(
                seed, scheduler, clock, parts, threads, starter, checks, end, observer, kept));
    this.loop = new CarrierLoop(parts, interference, threads, switching, scheduler, fibers, end);
  }

  /** The threads of a run that have not ended, fibers included. */
  private static List<Thread> live(ThreadTable threads, List<SimulatedFiber> fibers) {
    List<Thread> live = new ArrayList<>();
    threads.live().forEach(each -> live.add(each.thread));
    fibers.forEach(each -> live.add(each.thread()));
    return live;
  }

  /** Whether threads of runs that are over are about to leave the locks that they waited for. */
  public static boolean hasLeftovers() {
    return Leftovers.areRunning();
  }

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
    return runClock.now();
  }

  /** Interleaving points passed. May be read by any thread, and is then perhaps a little old. */
  public long steps() {
    return runClock.steps();
  }

  /** Virtual nanoseconds since the run began, as a thread of the run asks for. */
  public long timeForProgram() {
    runClock.noteReading();
    return runClock.now();
  }

  /** Interleaving points passed, as a thread of the run asks for. */
  public long stepsForProgram() {
    runClock.noteReading();
    return runClock.steps();
  }

  /** The stream of random numbers called {@code name}, for threads of the run. */
  public RandomGenerator random(String name) {
    return new ProgramRandom(SplitMix64.stream(seed, name), runClock);
  }

  /**
   * What the run has done: its steps, and how often threads that still listen were told to end. May be read by any
   * thread, and is then perhaps a little old.
   */
  public long progress() {
    return runClock.steps() + end.told();
  }

  /** Whether the run is over, but for threads that have not come to their end. May be read by any thread. */
  public boolean hasEnded() {
    return outcome.hasEnded();
  }

  // ---- what the program of the run asks ----

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
    end.throwIfEnded(); // or a program that starts threads for ever would not end
    starter.countThreadOfProgram();
    return new Client(starter.start(name, false, body));
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
   * which has a name of its own to fail under. The caller throws what this returns.
   */
  public Error violated(String rule) {
    SimulatedThread me = threads.running();
    AssertionError violation = new AssertionError(rule);
    if (checks.isQuiet() || outcome.hasEnded() || me == null) {
      return violation;
    }
    outcome.fail(FailureKind.EXCEPTION, me.name, rule, violation);
    return new SimulationEnded();
  }

  /**
   * A runtime tells its failure handler of {@code failure} of {@code where}, which nobody has looked at: ends the
   * run. The caller throws what this returns.
   */
  public Error unobserved(Throwable failure, String where) {
    String text =
        "nobody looked at a failure of " + where + ": " + ThrownText.of(failure).describe();
    if (checks.isQuiet() || outcome.hasEnded() || threads.running() == null) {
      return new AssertionError(text, failure);
    }
    outcome.fail(FailureKind.EXCEPTION, "unobserved failure", text, failure);
    return new SimulationEnded();
  }

  /** The calling thread of the run says {@code text}: for traces. */
  public void note(String text) {
    scheduler.note(text);
  }

  /** Lets {@code nanos} of virtual time pass for the calling thread, as if it computed. */
  public void spend(long nanos) {
    SimulatedThread me = threads.runningThread();
    if (nanos > 0) {
      me.wakeNanos = runClock.now() + nanos;
      me.timed = true;
      switching.block(me, SimulatedThread.State.BUSY);
    }
  }

  /** Asks the process to end, as SIGTERM does: each action runs on a client of its own. */
  public void terminateProcess() {
    termination.terminate();
  }

  // ---- the run ----

  /** Runs {@code main} and all it starts to the end, or to the first failure. */
  public void run(Runnable main) {
    run(main, () -> {});
  }

  /**
   * Runs {@code main} and all it starts to the end, or to the first failure.
   *
   * @param onFailure called when {@link #failure} is known, on the thread that fails, before user code runs again
   */
  public void run(Runnable main, Runnable onFailure) {
    outcome.onFailure(
        () -> {
          onFailure.run();
          observer.ended(); // the threads may not come to their end
        });
    try {
      starter.start("main", false, main);
      loop.carry();
      observer.ended();
      outcome.failIfOverflowed();
      if (outcome.failure() == null && !outcome.hasExited() && !unfinished.failIfAnyWaits()) {
        outcome.end();
        checks.checkFinally();
      }
    } catch (Throwable thrown) {
      defect(thrown);
    }
    outcome.end();
    try {
      loop.unwind();
    } catch (Throwable thrown) {
      defect(thrown);
    }
  }

  /** The engine itself has thrown, on the carrier. */
  private void defect(Throwable thrown) {
    if (!(thrown instanceof SimulationEnded)) {
      threads.setRunning(null);
      outcome.failByDefect(thrown);
    }
  }

  /** What tasks of woven code have thrown and nobody has looked at, for a report; empty if that is nothing. */
  public String keptFailures() {
    return kept.words();
  }

  /** What went wrong, or null. */
  public @Nullable RunFailure failure() {
    return outcome.failure();
  }

  /**
   * Whether what went wrong may be the doing of another simulation, which shares the JDK and all static state
   * with this one: the run has to be done again, alone, before its failure counts.
   */
  public boolean isDoubtful() {
    return outcome.failure() != null && interference.isDoubtful();
  }

  /** A fingerprint of everything that happened: equal for equal runs. */
  public long hash() {
    return scheduler.traceHash();
  }

  // ---- called by another thread, when there has been no step for long ----

  /**
   * Another thread, which has taken this run from its carrier, ends it: whatever of it still runs ends
   * at its next point, and a thread that waits in real time is interrupted. What the run has become by
   * then is of no interest to anybody.
   */
  public void endFromOutside() {
    outcome.end();
    Thread stuck = mounted();
    if (stuck != null) {
      stuck.interrupt();
    } else {
      threads.carrier().interrupt();
    }
  }

  /** Another thread has found that the heap is full: the run fails at its next step. Needs no memory. */
  public void heapIsFull() {
    outcome.heapIsFull();
    scheduler.stopSoon();
  }

  /** Where the run stands now. */
  public Standstill standstill() {
    Thread stuck = mounted();
    return stuck == null
        ? new Standstill("the thread that carries the run", threads.carrier().getStackTrace())
        : new Standstill("thread " + stuck.getName(), stuck.getStackTrace());
  }

  /** The JVM has begun to end: threads of runs may be in the middle of {@code System.exit}. */
  public static void jvmEnds() {
    Escapes.jvmEnds();
  }

  /** Whether a thread of a run of this JVM has called {@code System.exit}. */
  public static boolean isJvmEndedByRun() {
    return Escapes.isExitCalled();
  }

  /**
   * Which platform thread has called {@code System.exit}, and where, in words; null if none has. Those of runs are
   * virtual, but what is called when a run is over is not.
   */
  public static @Nullable String callerOfExit() {
    return Escapes.callerOfExit();
  }

  /** The virtual thread that the carrier carries, or null. */
  private @Nullable Thread mounted() {
    SimulatedThread thread = threads.running();
    return thread == null ? end.unwinding() : thread.mounted();
  }
}
