package io.miniss.simulator.engine;

import java.util.ArrayList;
import java.util.List;

/** Why a run has not ended: its threads wait and nothing can run, or it has met a bound on its steps. */
final class UnfinishedRun {
  private final RunParts parts;
  private final ThreadTable threads;

  /** The fibers that have not ended. */
  private final List<SimulatedFiber> fibers;

  private final Checks checks;
  private final long maxSteps;

  UnfinishedRun(
      RunParts parts,
      ThreadTable threads,
      List<SimulatedFiber> fibers,
      Checks checks,
      long maxSteps) {
    this.parts = parts;
    this.threads = threads;
    this.fibers = fibers;
    this.checks = checks;
    this.maxSteps = maxSteps;
  }

  /** The run ends, or may not begin, at the step of this number: the nearer of its two bounds. */
  long lastStep() {
    return Math.min(maxSteps, parts.faults().livenessEndStep());
  }

  /**
   * The run is at its last step and has not ended: fails it.
   *
   * @param loops the loops that its threads are in, a line each; empty if they are not known
   */
  void failAtLastStep(String loops) {
    String waiting =
        (loops.isEmpty() ? "" : loops + "\nand these have not ended:") + waiting(threads.live());
    List<String> sites = WaitSites.ofLivelock(threads.live());
    RunFaults faults = parts.faults();
    if (parts.clock().steps() >= faults.livenessEndStep()) {
      parts.outcome()
          .failWithSites(
              FailureKind.LIVENESS,
              "liveness",
              "faults stopped at step %,d, and %,d steps later the run has not ended:"
                  .formatted(faults.endStep(), faults.livenessEndStep() - faults.endStep())
                  + waiting,
              sites);
    } else {
      parts.outcome()
          .failWithSites(
              FailureKind.STEP_BOUND,
              "step bound",
              "the run did not end within " + maxSteps + " steps" + waiting,
              sites);
    }
  }

  /** Nothing can run; fails the run if a thread waits that keeps it from ending. */
  boolean failIfAnyWaits() {
    List<SimulatedThread> waiting = new ArrayList<>();
    for (SimulatedThread thread : threads.live()) {
      if (!thread.daemon) {
        waiting.add(thread);
      }
    }
    if (waiting.isEmpty()) {
      return false;
    }
    if (!failIfHeldOutside(waiting) && !failIfWaitsOutside(waiting)) {
      List<SimulatedThread> involved = involved();
      parts.outcome()
          .failWithSites(
              FailureKind.DEADLOCK,
              "deadlock",
              "nothing can run, and these wait:" + waiting(involved),
              WaitSites.ofDeadlock(involved, fibers));
    }
    return true;
  }

  /** A daemon that waits for another thread has a part in a deadlock; one that is idle has none. */
  private List<SimulatedThread> involved() {
    List<SimulatedThread> live = threads.live();
    List<SimulatedThread> involved = new ArrayList<>();
    for (SimulatedThread each : live) {
      if (!each.daemon || WaitCycle.waitsFor(each, live, fibers) != null) {
        involved.add(each);
      }
    }
    return involved;
  }

  /** Whether one of those that wait does so for a lock that is held outside the run; fails it if so. */
  private boolean failIfHeldOutside(List<SimulatedThread> waiting) {
    OutsideLocks outside = parts.outside();
    for (SimulatedThread each : waiting) {
      if (each.state == SimulatedThread.State.BLOCKED && outside.failIfHeldOutside(each.thread)) {
        return true;
      }
    }
    for (SimulatedFiber each : fibers) {
      if (outside.failIfHeldOutside(each.thread())) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether one of those that wait does so for something outside the run: in {@link Object#wait}, or for a
   * socket or a process. Fails the run if so.
   */
  private boolean failIfWaitsOutside(List<SimulatedThread> waiting) {
    Escapes escapes = parts.escapes();
    for (SimulatedThread each : waiting) {
      StackTraceElement[] stack = each.stackTrace();
      if (escapes.failIfInObjectWait(each.name, stack)
          || escapes.failIfServedOutside(each.name, stack)) {
        return true;
      }
    }
    for (SimulatedFiber each : fibers) {
      Thread thread = each.thread();
      if (thread.isAlive()) {
        StackTraceElement[] stack = each.stackTrace();
        if (escapes.failIfInObjectWait(thread.getName(), stack)
            || escapes.failIfServedOutside(thread.getName(), stack)) {
          return true;
        }
      }
    }
    return false;
  }

  private String waiting(List<SimulatedThread> those) {
    String[] report = new String[1];
    checks.quietly(() -> report[0] = WaitReport.of(those, fibers));
    return report[0];
  }
}
