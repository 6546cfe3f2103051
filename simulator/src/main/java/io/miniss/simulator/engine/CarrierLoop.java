package io.miniss.simulator.engine;

/** Runs the threads of a run, one at a time, on the calling thread, and unwinds what is left in the end. */
final class CarrierLoop {
  private static final int MAX_UNWINDS = 64;

  private final RunParts parts;
  private final Interference interference;
  private final ThreadTable threads;
  private final Switching switching;
  private final Steps steps;
  private final Fibers fibers;
  private final RunEnd end;

  CarrierLoop(
      RunParts parts,
      Interference interference,
      ThreadTable threads,
      Switching switching,
      Steps steps,
      Fibers fibers,
      RunEnd end) {
    this.parts = parts;
    this.interference = interference;
    this.threads = threads;
    this.switching = switching;
    this.steps = steps;
    this.fibers = fibers;
    this.end = end;
  }

  /** Runs threads until the run is over, or nothing can run. */
  void carry() {
    RunOutcome outcome = parts.outcome();
    while (outcome.failure() == null && !outcome.hasEnded() && !threads.isAtUsersEnd()) {
      parts.outside().failIfUnexpected();
      if (interference.failIfReported()) {
        return;
      }
      switching.wakeInterrupted();
      SimulatedThread next = switching.next();
      if (next == null) {
        return;
      }
      resume(next);
    }
  }

  private void resume(SimulatedThread thread) {
    threads.setRunning(thread);
    if (thread.resume()) {
      steps.yieldedByItself(thread);
    }
    threads.setRunning(null);
  }

  /** Lets every thread that is left run into {@link SimulationEnded}. */
  void unwind() {
    threads.setUnwinding(true);
    for (int round = 0; round < MAX_UNWINDS; round++) {
      boolean some = false;
      for (int i = 0; i < threads.count(); i++) {
        SimulatedThread thread = threads.get(i);
        if (thread.state == SimulatedThread.State.ENDED
            || thread.state == SimulatedThread.State.BLOCKED) {
          continue; // one in a lock is reached by whoever releases that: see Leftovers
        }
        if (thread.slot < 0) {
          threads.makeRunnable(thread);
        }
        some = true;
        end.unwindsThread();
        resume(thread);
      }
      if (!some) {
        break;
      }
    }
    fibers.unwind(); // those that wait on their own: their cores are gone
    threads.setUnwinding(false);
    parts.outside().close();
  }
}
