package io.miniss.scenarios.examples;

import io.miniss.scenarios.stuck.BrokenStuckCore;
import io.miniss.scenarios.stuck.StuckCore;
import io.miniss.simulator.scenario.Scenario;
import org.junit.jupiter.api.Test;

class StuckCoreTest extends ScenarioContract {
  @Override
  Scenario scenario() {
    return new StuckCore();
  }

  @Test
  void catchesReportsThatForgetWhatIsStuck() {
    assertCaught(BrokenStuckCore.forgetfulReport(), "report");
  }
}
