package io.miniss.scenarios.examples;

import io.miniss.scenarios.crossings.BrokenCrossings;
import io.miniss.scenarios.crossings.Crossings;
import io.miniss.simulator.scenario.Scenario;
import org.junit.jupiter.api.Test;

class CrossingsTest extends ScenarioContract {
  @Override
  Scenario scenario() {
    return new Crossings();
  }

  @Test
  void catchesACancellerWhoBelievesThatItWon() {
    assertCaught(BrokenCrossings.believingCanceller(), "");
  }

  @Test
  void catchesTimersThatAreEarly() {
    assertCaught(BrokenCrossings.earlyTimers(), "no timer is early");
  }

  @Test
  void catchesTimersThatAreLate() {
    assertCaught(BrokenCrossings.lateTimers(), "nothing is late without bound");
  }

  @Test
  void catchesTimersThatLetOthersPass() {
    assertCaught(BrokenCrossings.hesitatingTimers(), "a core looks at its timers in each turn");
  }

  @Test
  void catchesTimersThatFireTwice() {
    assertCaught(BrokenCrossings.repeatingTimers(), "a timer fires once");
  }
}
