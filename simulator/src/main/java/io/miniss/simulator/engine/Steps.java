package io.miniss.simulator.engine;

import io.miniss.runtime.spi.Access;
import io.miniss.runtime.spi.Mark;
import io.miniss.runtime.spi.Parker;
import io.miniss.runtime.spi.SharedLocation;
import io.miniss.simulator.fault.Fault;
import io.miniss.simulator.strategy.Chooser;
import io.miniss.simulator.text.SafeText;
import org.jspecify.annotations.Nullable;

/**
 * What happens at an interleaving point. A thread announces what it is about to do, the step is counted and
 * mixed into the trace hash, virtual time advances by the step's cost, the invariants are checked, and the
 * strategy is asked, all on the thread's own stack. If it chooses the same thread, that is all; only a real
 * switch yields the virtual thread and goes through the carrier.
 *
 * <p>The scheduler is a subclass and not the owner of this: a point costs some nanoseconds, and one load more
 * before the running thread is known can be measured.
 */
class Steps {
  private final Chooser chooser;
  private final RunOutcome outcome;
  private final RunClock clock;
  private final RunFaults faults;
  private final Escapes escapes;
  private final ThreadTable threads;
  private final RunnableThreads runnable;
  private final Deadlines deadlines;
  private final Checks checks;
  private final RunObserver observer;
  private final boolean isObserved;
  private final RunEnd end;
  private final Switching switching;
  private final UnfinishedRun unfinished;
  private final TraceHash hash;
  private final long lastStep;
  private final SpinWatch spins;
  private final Starvation starvation = new Starvation();

  /** At this step there is something to do: the last one, or one that a watch for threads that spin or starve wants. */
  private long nextStop;

  /** Null unless somebody keeps track of what orders the threads. */
  private RunThread.@Nullable Accesses accesses;

  /**
   * What a step needs of its run.
   *
   * @param chooser the strategy
   * @param parts what the run's threads share
   * @param threads the run's threads
   * @param checks what must hold after every step
   * @param observer who is told
   * @param end what a thread meets when the run is over
   * @param switching who goes on
   * @param unfinished what becomes of a run that does not end
   */
  record Parts(
      Chooser chooser,
      RunParts parts,
      ThreadTable threads,
      Checks checks,
      RunObserver observer,
      RunEnd end,
      Switching switching,
      UnfinishedRun unfinished) {}

  /** The steps of the run of {@code seed}. */
  Steps(long seed, Parts of) {
    this.chooser = of.chooser;
    this.outcome = of.parts.outcome();
    this.clock = of.parts.clock();
    this.faults = of.parts.faults();
    this.escapes = of.parts.escapes();
    this.threads = of.threads;
    this.runnable = threads.runnable();
    this.deadlines = threads.deadlines();
    this.checks = of.checks;
    this.observer = of.observer;
    this.isObserved = observer.isHeard();
    this.end = of.end;
    this.switching = of.switching;
    this.unfinished = of.unfinished;
    this.hash = new TraceHash(seed);
    this.lastStep = unfinished.lastStep();
    this.spins = new SpinWatch(of.parts, threads, checks);
    this.nextStop = earliestStop();
  }

  private long earliestStop() {
    return Math.min(lastStep, Math.min(spins.nextStep(), starvation.nextStep()));
  }

  /** The calling thread is about to do {@code access} to {@code location}. */
  public final void point(Access access, SharedLocation location) {
    if (checks.isQuiet() || outcome.hasEnded()) {
      quietPoint();
      return;
    }
    SimulatedThread me = runnable.running();
    if (me == null || Thread.currentThread() != me.mounted()) {
      if (me == null && threads.isCarrying()) {
        return; // built before the run begins, on the thread that builds it
      }
      throw escapes.foreignAccess(location);
    }
    try {
      me.announce(clock.steps(), access, location);
      hash.mixIn(me.id, access, location);
      if (isObserved) {
        long announced = clock.steps();
        observer.step(me.id, access, location);
        step(me);
        observer.tookEffect(announced, me.id, access, location);
      } else {
        step(me);
      }
      if (spins.isOn()) {
        watch(me);
      }
      RunThread.Accesses told = accesses;
      if (told != null) {
        told.accessed(access, location);
      }
    } catch (StackOverflowError full) {
      outcome.overflowed(me.name, full);
      throw full;
    }
  }

  /** From now on {@code told} hears of each access that takes effect. */
  final void tell(RunThread.Accesses told) {
    accesses = told;
  }

  /** The calling thread has tried a compare-and-set. */
  public final void compared(
      SharedLocation location,
      @Nullable Object expected,
      @Nullable Object newValue,
      boolean replaced) {
    if (isObserved
        && runnable.running() != null
        && !outcome.hasEnded()
        && !checks.isQuiet()) {
      observer.compared(location, expected, newValue, replaced);
    }
  }

  /** The calling thread has given a signal: the one that finds nobody may be what decides. */
  public final void signalled(SharedLocation condition, @Nullable Parker woken) {
    if (isObserved) {
      did(
          "signals " + (woken == null ? "nobody" : SafeText.of(woken::toString)) + " at "
              + SafeText.of(condition::describe));
    }
  }

  private void quietPoint() {
    if (!checks.isQuiet()
        && (runnable.running() != null || Thread.currentThread().isVirtual())) {
      throw end.end();
    }
  }

  /** The calling thread has looked for work and found none. */
  final void spin() {
    end.throwIfEnded();
    SimulatedThread me = threads.runningThread();
    try {
      announceSpin(me);
      step(me);
      if (spins.isOn()) {
        watch(me);
      }
    } catch (StackOverflowError full) {
      outcome.overflowed(me.name, full);
      throw full;
    }
  }

  private void watch(SimulatedThread me) {
    if (spins.takesEffect(me)) {
      throw new SimulationEnded();
    }
  }

  private void announceSpin(SimulatedThread me) {
    me.announce(clock.steps(), Access.READ, null);
    hash.mixIn(me.id);
    observer.spins(me.id);
    chooser.spinning(me.id);
  }

  /**
   * A thread has called {@link Thread#yield} and been given back: that is a step, as {@link #spin} is, or
   * a thread that waits so would never end. Called by the carrier.
   */
  final void yieldedByItself(SimulatedThread me) {
    announceSpin(me);
    spins.giveUp(); // how far it is only its own stack says
    if (clock.countStep() >= lastStep) {
      unfinished.failAtLastStep("");
      return;
    }
    clock.passStep(faults.stepFactor(me.id));
    me.ownSteps++;
    if (deadlines.nextNanos() <= clock.now()) {
      threads.wakeDue(clock.now());
    }
  }

  private void step(SimulatedThread me) {
    long steps = clock.countStep();
    if (steps >= nextStop) {
      stop(steps, me);
    }
    clock.passStep(faults.stepFactor(me.id));
    me.ownSteps++;
    if (faults.areActive()) {
      if (!faults.areActiveAt(steps)) {
        deadlines.endDelays(clock.now());
      } else {
        faults.disturb(clock, me.id);
        if (faults.happens(Fault.STALL, me.id)) {
          switching.stall(me);
          return;
        }
      }
    }
    if (deadlines.nextNanos() <= clock.now()) {
      threads.wakeDue(clock.now());
    }
    checks.checkInvariants();
    if (runnable.count() > 1) {
      SimulatedThread next = switching.chosenByStrategy();
      if (next == null) {
        throw new SimulationEnded();
      }
      if (next != me) {
        switching.switchTo(me, next);
      }
    } else {
      chooser.soleCandidate(runnable);
    }
  }

  /** The run is to be looked at in its next step. Called by another thread. */
  final void stopSoon() {
    nextStop = 0;
  }

  private void stop(long steps, SimulatedThread me) {
    if (outcome.failIfHeapIsFull()) {
      throw new SimulationEnded();
    }
    if (steps >= lastStep) {
      if (!spins.failAtLastStep()) {
        unfinished.failAtLastStep(spins.countedAtLastStep());
      }
      throw new SimulationEnded();
    }
    if (steps >= spins.nextStep()) {
      spins.atStep(steps);
    }
    if (steps >= starvation.nextStep() && starvation.isAnyStarving(steps, runnable, me)) {
      chooser.spinning(me.id);
    }
    nextStop = earliestStop();
  }

  /** Whether the running thread is overtaken between claiming a slot of a queue and filling it, by a fault. */
  final boolean fillsLate() {
    SimulatedThread me = runnable.running();
    return me != null
        && !outcome.hasEnded()
        && !checks.isQuiet()
        && faults.happens(Fault.EMPTY_POLL, me.id);
  }

  /** {@code mark} happens to {@code subject} on the calling thread. */
  public final void mark(Mark mark, Object subject) {
    SimulatedThread me = runnable.running();
    if (me != null && !outcome.hasEnded() && !checks.isQuiet()) {
      observer.marked(me.id, mark, subject);
    }
  }

  /** The calling thread says {@code text}, which is no step and changes nothing. */
  final void note(String text) {
    SimulatedThread me = runnable.running();
    if (isObserved && me != null && !outcome.hasEnded() && !checks.isQuiet()) {
      observer.noted(me.id, text);
    }
  }

  /** The calling thread does {@code text}, which is no step. */
  final void did(String text) {
    SimulatedThread me = runnable.running();
    if (isObserved && me != null && !outcome.hasEnded() && !checks.isQuiet()) {
      observer.did(me.id, text);
    }
  }

  /** A fingerprint of everything that happened: equal for equal runs. */
  final long traceHash() {
    return hash.after(clock.steps(), clock.now());
  }
}
