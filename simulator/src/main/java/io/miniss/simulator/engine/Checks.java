package io.miniss.simulator.engine;

import java.util.ArrayList;
import java.util.List;

/** What must hold of a run: its invariants after every step, and the rest when every thread has ended. */
final class Checks {
  private record NamedCheck(String name, Check check) {}

  private final RunOutcome outcome;
  private final List<NamedCheck> invariants = new ArrayList<>();
  private final List<NamedCheck> finalChecks = new ArrayList<>();
  private boolean quiet;

  Checks(RunOutcome outcome) {
    this.outcome = outcome;
  }

  void addInvariant(String name, Check check) {
    invariants.add(new NamedCheck(name, check));
  }

  void addFinalCheck(String name, Check check) {
    finalChecks.add(new NamedCheck(name, check));
  }

  /** Whether an invariant is being checked, or the run told of: what that reads is no step of the run. */
  boolean isQuiet() {
    return quiet;
  }

  /** Tells somebody of the run, who may ask user code for words. */
  void quietly(Runnable telling) {
    boolean before = quiet;
    quiet = true;
    try {
      telling.run();
    } finally {
      quiet = before;
    }
  }

  /** Fails the run, and ends the calling thread, if an invariant does not hold. */
  void checkInvariants() {
    if (invariants.isEmpty() || outcome.hasEnded()) {
      return;
    }
    quiet = true;
    try {
      for (int i = 0; i < invariants.size(); i++) {
        NamedCheck each = invariants.get(i);
        try {
          each.check().check();
        } catch (Throwable broken) {
          outcome.fail(FailureKind.INVARIANT, each.name(), broken);
          throw new SimulationEnded();
        }
      }
    } finally {
      quiet = false;
    }
  }

  /** Fails the run if a final check does not hold. */
  void checkFinally() {
    for (NamedCheck each : finalChecks) {
      try {
        each.check().check();
      } catch (Throwable broken) {
        outcome.fail(FailureKind.FINAL_CHECK, each.name(), broken);
        return;
      }
    }
  }
}
