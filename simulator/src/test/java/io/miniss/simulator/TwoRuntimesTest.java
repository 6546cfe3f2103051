package io.miniss.simulator;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.cancel.CancelOutcome;
import io.miniss.runtime.cancel.CancellationScope;
import io.miniss.runtime.diagnostics.ShutdownReport;
import io.miniss.runtime.task.JoinHandle;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Code on a core of one runtime uses another one. */
class TwoRuntimesTest {
  private static final Duration LIMIT = Duration.ofMillis(1);

  @Test
  void theLimitOfAScopeOutlivesTheCoreThatSetIt() {
    Seeds.assertHolds(50, 1, TwoRuntimesTest::limitAScopeElsewhere);
  }

  private static void limitAScopeElsewhere(Simulation simulation) {
    try (MultiCoreRuntime runtime = simulation.runtime().start()) {
      CancellationScope scope = runtime.newScope();
      try (MultiCoreRuntime other = simulation.runtime().start()) {
        other.spawn(() -> scope.cancelAfter(LIMIT)).join();
      }
      simulation.work(LIMIT.multipliedBy(2));
      simulation.require(scope.isCancelled(), "a scope is cancelled at its limit");
    }
  }

  @Test
  void whatIsCancelledElsewhereCountsWhereItWasAccepted() {
    Seeds.assertHolds(50, 1, TwoRuntimesTest::cancelElsewhere);
  }

  private static void cancelElsewhere(Simulation simulation) {
    MultiCoreRuntime runtime = simulation.runtime().start();
    MultiCoreRuntime other = simulation.runtime().start();
    runtime.spawnOn(0, () -> simulation.work(LIMIT));
    JoinHandle<Integer> queued = runtime.spawnOn(0, () -> 1);
    CancelOutcome outcome = other.spawn(() -> queued.cancel("no longer wanted")).join();
    ShutdownReport report = runtime.closeAndReport();
    ShutdownReport ofOther = other.closeAndReport();
    simulation.require(outcome == CancelOutcome.CANCELLED, "it has not started: " + outcome);
    simulation.require(report.cancelled() == 1 && report.completed() == 1, "one of two: " + report);
    simulation.require(
        ofOther.cancelled() == 0 && ofOther.completed() == 1, "the other has run one: " + ofOther);
  }
}
