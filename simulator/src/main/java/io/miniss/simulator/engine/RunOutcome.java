package io.miniss.simulator.engine;

import io.miniss.simulator.text.ThrownText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether a run is over, and why it failed if it did. The first failure is the one that counts. */
final class RunOutcome {
  private final RunClock clock;
  private boolean ended;
  private boolean exited;
  private @Nullable RunFailure failure;

  RunOutcome(RunClock clock) {
    this.clock = clock;
  }

  /** The run is over: its threads end at their next interleaving points. */
  void end() {
    ended = true;
  }

  /** The program has ended itself: nobody who still waits is looked at. */
  void exit() {
    exited = true;
    ended = true;
  }

  boolean hasExited() {
    return exited;
  }

  boolean hasEnded() {
    return ended;
  }

  /** What went wrong, or null. */
  @Nullable RunFailure failure() {
    return failure;
  }

  /** Ends the run. */
  void fail(FailureKind kind, String name, String message, @Nullable Throwable cause) {
    if (failure == null) {
      failure = new RunFailure(kind, name, message, clock.steps(), cause);
    }
    ended = true;
  }

  /** Ends the run, whose threads are at {@code sites} and do not end. */
  void failWithSites(FailureKind kind, String name, String message, List<String> sites) {
    if (failure == null) {
      failure = new RunFailure(kind, name, message, clock.steps(), null, sites);
    }
    ended = true;
  }

  /** Ends the run. */
  void fail(FailureKind kind, String name, Throwable thrown) {
    fail(kind, name, ThrownText.of(thrown).describe(), thrown);
  }

  /** User code has thrown on {@code thread}, or the thread unwinds because the run is over. */
  void threw(String thread, Throwable thrown) {
    if (!(thrown instanceof SimulationEnded)) {
      fail(FailureKind.EXCEPTION, thread, thrown);
    }
  }

  /** The simulator itself has thrown: whatever the reason, the run has a seed to report. */
  void failByDefect(Throwable thrown) {
    fail(FailureKind.DEFECT, "simulator", RunFailure.ofDefect(thrown), thrown);
  }
}
