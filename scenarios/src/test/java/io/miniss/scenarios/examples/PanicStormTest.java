package io.miniss.scenarios.examples;

import io.miniss.simulator.scenario.Scenario;
import java.util.List;
import org.junit.jupiter.api.Test;

class PanicStormTest extends ScenarioContract {
  @Override
  Scenario scenario() {
    return new PanicStorm();
  }

  @Test
  void catchesAFailureThatIsToldTwice() {
    PanicStorm broken =
        new PanicStorm() {
          @Override
          void take(List<Panic> panics, Throwable failure, String where) {
            super.take(panics, failure, where);
            super.take(panics, failure, where);
          }
        };
    assertCaught(broken, "told once", "is told to the handler at most 1 times, not 2");
  }

  @Test
  void catchesAFailureThatIsNeverTold() {
    PanicStorm broken =
        new PanicStorm() {
          @Override
          void take(List<Panic> panics, Throwable failure, String where) {}
        };
    assertCaught(broken, "told", "is told to the handler once, not 0");
  }
}
