package io.miniss.scenarios.examples;

import io.miniss.simulator.scenario.Scenario;
import org.junit.jupiter.api.Test;

class PipelineTest extends ScenarioContract {
  @Override
  Scenario scenario() {
    return new Pipeline();
  }

  @Test
  void catchesAQueueWithoutABound() {
    Pipeline broken =
        new Pipeline() {
          @Override
          boolean hasRoom(int queued, int capacity) {
            return true;
          }
        };
    assertCaught(broken, "bounded", "a queue holds at most its capacity");
  }
}
