package io.miniss.scenarios.examples;

import io.miniss.runtime.future.Future;
import io.miniss.simulator.scenario.Scenario;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FanOutTest extends ScenarioContract {
  @Override
  Scenario scenario() {
    return new FanOut();
  }

  @Test
  void catchesGivingUpTooEarly() {
    FanOut broken =
        new FanOut() {
          @Override
          Future<Integer> inTime(Future<Integer> reply, Duration patience) {
            return reply.timeout(patience.dividedBy(4));
          }
        };
    assertCaught(broken, "a part is left out only when");
  }
}
