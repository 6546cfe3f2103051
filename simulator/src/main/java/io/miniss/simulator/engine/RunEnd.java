package io.miniss.simulator.engine;

import org.jspecify.annotations.Nullable;

/**
 * What a thread meets at its interleaving points when its run is over. One that catches that again and
 * again, as servers do, is left where it is for ever: nothing refers to it then, and it is garbage with the
 * run.
 */
final class RunEnd {
  /** A thread that has been told so often that the run is over does not want to hear. */
  private static final int MAX_ENDS = 1_000;

  private final RunOutcome outcome;
  private final ThreadTable threads;

  /** The fiber that is unwound now, on the carrier, and how often it has been told. */
  private @Nullable Thread fiber;

  private int fiberEnds;

  /** How often a thread was told that still listens; read by other threads. */
  private long told;

  RunEnd(RunOutcome outcome, ThreadTable threads) {
    this.outcome = outcome;
    this.threads = threads;
  }

  void throwIfEnded() {
    if (outcome.hasEnded()) {
      throw end();
    }
  }

  /** What the calling thread, whose run is over, throws. */
  SimulationEnded end() {
    SimulatedThread me = threads.running();
    if (me == null) {
      if (Thread.currentThread() == fiber) {
        endFiberAgain();
      }
    } else if (Thread.currentThread() == me.mounted()) {
      if (++me.ends <= MAX_ENDS) {
        told++;
      } else {
        threads.leaveRunnable(me, SimulatedThread.State.BLOCKED);
        me.yieldControl(); // not where the stack is full: then it goes on
      }
    }
    return new SimulationEnded();
  }

  @SuppressWarnings("ThreadPriorityCheck") // on our executor a yield is exact, not a hint
  private void endFiberAgain() {
    if (++fiberEnds <= MAX_ENDS) {
      told++;
    } else {
      Thread.yield(); // the continuation goes to nobody: the run has ended
    }
  }

  /** {@code next} is a fiber that is unwound from now on; null: none. */
  void unwinding(@Nullable Thread next) {
    fiber = next;
    fiberEnds = 0;
    told++;
  }

  /** A thread is about to be unwound. */
  void unwindsThread() {
    told++;
  }

  /** How often threads that still listen were told to end. May be read by any thread, and is then perhaps a little old. */
  long told() {
    return told;
  }

  /** Whether the fiber that is unwound now has been told too often. */
  boolean isDeaf() {
    return fiberEnds > MAX_ENDS;
  }

  /** The fiber that is unwound now, or null. */
  @Nullable Thread unwinding() {
    return fiber;
  }
}
