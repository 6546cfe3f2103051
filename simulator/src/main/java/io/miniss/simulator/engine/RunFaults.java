package io.miniss.simulator.engine;

import io.miniss.simulator.fault.Fault;
import io.miniss.simulator.fault.FaultInjector;

/**
 * What goes wrong in one run: whether a fault happens at a site of the engine, how bad it is there, and
 * until when. From a given step on nothing goes wrong any more; then begins the liveness phase.
 */
final class RunFaults {
  private static final int SLOWABLE_THREADS = 6;
  private static final long MAX_STALL_NANOS = 10_000_000;
  private static final long MAX_LATENESS_NANOS = 1_000_000;
  private static final long MAX_JUMP_NANOS = 10_000_000_000L;
  private static final long MAX_WALL_JUMP_MILLIS = 86_400_000;

  private final RunObserver observer;
  private final FaultInjector injector;

  /** Whether a fault can happen now. */
  private boolean active;

  private final long endStep;
  private final long livenessEndStep;
  private final int slowThread;

  /** How many times as long as usual a step takes, that of the slow thread and that of the others. */
  private long slowFactor;

  private long factor;

  /**
   * The faults of a run that has not begun.
   *
   * @param endStep after so many steps nothing goes wrong any more
   * @param livenessSteps how long the liveness phase may be that begins then
   */
  RunFaults(
      FaultInjector injector, long endStep, long livenessSteps, RunObserver observer) {
    this.observer = observer;
    this.active = injector.isActive();
    this.injector = injector;
    this.endStep = endStep;
    this.livenessEndStep =
        injector.hasLivenessPhase() && endStep < Long.MAX_VALUE - livenessSteps
            ? endStep + livenessSteps
            : Long.MAX_VALUE;
    boolean slow = injector.happens(Fault.SLOW_THREAD);
    long slowness = slow ? injector.amount(Fault.SLOW_THREAD, 2, 100) : 1;
    this.slowThread = (int) (slowness % SLOWABLE_THREADS);
    this.factor =
        injector.happens(Fault.FAST_TIME) ? injector.amount(Fault.FAST_TIME, 2, 1_000) : 1;
    this.slowFactor = factor * slowness;
  }

  /** After so many steps nothing goes wrong any more. */
  long endStep() {
    return endStep;
  }

  /** After so many steps the liveness phase is over; never if there is none. */
  long livenessEndStep() {
    return livenessEndStep;
  }

  /** Whether faults can happen now. */
  boolean areActive() {
    return active;
  }

  /** Whether faults can happen at {@code step}, and if their time is over, ends them. */
  boolean areActiveAt(long step) {
    if (!active) {
      return false;
    }
    if (step < endStep) {
      return true;
    }
    injector.stop();
    active = false;
    slowFactor = 1;
    factor = 1;
    return false;
  }

  /** Whether {@code fault} happens to {@code thread} at this, its next site. */
  boolean happens(Fault fault, int thread) {
    boolean happens = injector.happens(fault);
    if (happens) {
      observer.faulted(thread, fault);
    }
    return happens;
  }

  /** How many times as long as usual a step of {@code thread} takes. */
  long stepFactor(int thread) {
    return thread == slowThread ? slowFactor : factor;
  }

  /** Lets {@code time} jump, and the wall clock, at a step of {@code thread}. */
  void disturb(RunClock time, int thread) {
    if (happens(Fault.TIME_JUMP, thread)) {
      time.pass(injector.amount(Fault.TIME_JUMP, 1_000, MAX_JUMP_NANOS));
    }
    if (happens(Fault.WALL_CLOCK_JUMP, thread)) {
      long jump = injector.amount(Fault.WALL_CLOCK_JUMP, 1, MAX_WALL_JUMP_MILLIS);
      time.moveWallClock((jump & 1) == 0 ? jump : -jump);
    }
  }

  /** For how long the thread that has just been stalled is off its CPU. */
  long stallNanos() {
    return injector.amount(Fault.STALL, 100, MAX_STALL_NANOS);
  }

  /** How late the unpark comes that has just been delayed. */
  long latenessNanos() {
    return injector.amount(Fault.LATE_UNPARK, 100, MAX_LATENESS_NANOS);
  }
}
