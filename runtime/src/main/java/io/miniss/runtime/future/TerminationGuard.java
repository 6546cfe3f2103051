package io.miniss.runtime.future;

import io.miniss.runtime.shared.SharedFlag;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.runtime.spi.SharedLocation;
import org.jspecify.annotations.Nullable;

/**
 * A continuation that no core of its future's runtime owns: it was registered outside any core, or on a
 * core of another runtime. It is delivered with the result of its future, or, if the future's runtime
 * terminates first, with a {@link BrokenPromiseException}. (A runtime's own cores break theirs when
 * they exit.) Whichever comes first decides, once.
 */
final class TerminationGuard {
  private final Completion source;
  private final Completion terminated;
  private final Continuation guarded;
  private final SharedFlag decided;
  private final Leg forResult = new Leg(false);
  private final Leg forEnd = new Leg(true);

  TerminationGuard(
      Completion source, Completion terminated, Continuation guarded, Scheduler scheduler) {
    this.source = source;
    this.terminated = terminated;
    this.guarded = guarded;
    this.decided = new SharedFlag(scheduler, "outcome for a guarded continuation");
  }

  void arm() {
    HomeCore home = guarded.home;
    if (home != null) {
      home.beginWait(guarded);
    }
    source.enlist(forResult);
    terminated.enlist(forEnd);
  }

  /** That of the future, if it has one: a thread that sweeps its list may still hold the leg that waits for it. */
  private Object resultAtTheEnd() {
    Object result = source.resultOrNull();
    return result != null
        ? result
        : new Failure(
            new BrokenPromiseException(
                "the runtime has terminated and nobody completed the promise"));
  }

  private void decide(Leg other, Object result) {
    if (decided.compareAndSet(false, true)) {
      other.retire();
      Delivery.to(guarded, result);
    }
  }

  private final class Leg extends Continuation {
    private final boolean endOnly;

    Leg(boolean endOnly) {
      super(null);
      this.endOnly = endOnly;
    }

    @Override
    boolean runsInCompletingCall(@Nullable HomeCore here) {
      return true;
    }

    @Override
    @Nullable SharedLocation target() {
      return endOnly ? null : guarded.target();
    }

    @Override
    boolean isDropped() {
      return super.isDropped() || guarded.isDropped();
    }

    @Override
    boolean looksAtFailure() {
      return !endOnly && guarded.looksAtFailure();
    }

    @Override
    void fire(Object result) {
      if (endOnly) {
        decide(forResult, resultAtTheEnd());
      } else {
        decide(forEnd, result);
      }
    }
  }
}
