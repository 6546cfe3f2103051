package io.miniss.scenarios.examples;

import io.miniss.runtime.cancel.CancelOutcome;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.TaskState;
import io.miniss.simulator.scenario.Scenario;
import org.junit.jupiter.api.Test;

class CancelStormTest extends ScenarioContract {
  @Override
  Scenario scenario() {
    return new CancelStorm();
  }

  @Test
  void catchesTwoWhoBelieveThatTheyWon() {
    CancelStorm broken =
        new CancelStorm() {
          @Override
          CancelOutcome cancel(JoinHandle<?> handle, String reason) {
            // Looks first and cancels then: both may see it queued.
            boolean queued = handle.state() == TaskState.QUEUED;
            CancelOutcome outcome = super.cancel(handle, reason);
            return queued ? CancelOutcome.CANCELLED : outcome;
          }
        };
    assertCaught(broken, "one winner", "a task is started once or cancelled once");
  }
}
