package io.miniss.scenarios.examples;

import io.miniss.runtime.Core;
import io.miniss.runtime.util.Registration;
import io.miniss.simulator.scenario.Scenario;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TimerStormTest extends ScenarioContract {
  @Override
  Scenario scenario() {
    return new TimerStorm();
  }

  @Test
  void catchesACancelThatIsForgotten() {
    TimerStorm broken =
        new TimerStorm() {
          @Override
          void cancel(Registration timer) {}
        };
    assertCaught(broken, "cancelled");
  }

  @Test
  void catchesTimersThatAreEarly() {
    TimerStorm broken =
        new TimerStorm() {
          @Override
          Registration start(Core core, Duration delay, Runnable action) {
            return super.start(core, delay.dividedBy(2), action);
          }
        };
    assertCaught(broken, "no timer fires early");
  }

  @Test
  void catchesTimersThatFireOutOfOrder() {
    TimerStorm broken =
        new TimerStorm() {
          @Override
          Registration start(Core core, Duration delay, Runnable action) {
            return super.start(core, Duration.ofNanos(9_000).minus(delay), action);
          }
        };
    assertCaught(broken, "timers fire by deadline, then creation");
  }
}
