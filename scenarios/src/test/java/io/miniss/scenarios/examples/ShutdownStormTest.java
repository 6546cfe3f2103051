package io.miniss.scenarios.examples;

import io.miniss.runtime.task.JoinHandle;
import io.miniss.simulator.scenario.Scenario;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShutdownStormTest extends ScenarioContract {
  @Override
  Scenario scenario() {
    return new ShutdownStorm();
  }

  @Test
  void catchesTasksThatNobodyCounts() {
    ShutdownStorm broken =
        new ShutdownStorm() {
          @Override
          void note(List<JoinHandle<?>> accepted, JoinHandle<?> handle) {
            if (!handle.state().isEnd()) { // what has ended so soon is forgotten
              super.note(accepted, handle);
            }
          }
        };
    assertCaught(broken, "the report adds up");
  }
}
