package io.miniss.simulator.engine;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * That a thread outside a run has come between its threads. Such a thread can only report it; the carrier
 * fails the run when it looks next.
 */
final class Interference {
  private final RunOutcome outcome;
  private final Thread carrier = Thread.currentThread();

  /** What a thread outside has done; the only field that other threads write. */
  private volatile @Nullable String reported;

  private boolean doubtful;

  Interference(RunOutcome outcome) {
    this.outcome = outcome;
  }

  /** Fails the run because a thread outside it came between; another simulation's may have. */
  void fail(String message) {
    doubtful = true;
    outcome.fail(FailureKind.ESCAPE, RunFailure.ESCAPE, message, null);
  }

  /** Notes that a failure of the run may be the doing of another simulation. */
  void doubt() {
    doubtful = true;
  }

  /** Whether the run has to be done again, alone in this JVM, before its failure counts. */
  boolean isDoubtful() {
    return doubtful;
  }

  /** Reports what the calling thread, which is outside, has done. Any thread. */
  void report(String message) {
    reported = message;
    wakeCarrier();
  }

  /** Has the carrier look again at what it waits for. Any thread. */
  void wakeCarrier() {
    LockSupport.unpark(carrier);
  }

  boolean isReported() {
    return reported != null;
  }

  /** Whether something was reported; fails the run if so. Called by the carrier. */
  boolean failIfReported() {
    String message = reported;
    if (message == null) {
      return false;
    }
    fail(message);
    return true;
  }
}
