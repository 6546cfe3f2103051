package io.miniss.scenarios.examples;

import io.miniss.simulator.scenario.Scenario;
import org.junit.jupiter.api.Test;

class BankTest extends ScenarioContract {
  @Override
  Scenario scenario() {
    return new Bank();
  }

  @Test
  void catchesMoneyOnItsWayThatNobodyCounts() {
    Bank broken =
        new Bank() {
          @Override
          void depart(Branch branch, long amount) {}
        };
    assertCaught(broken, "conserved", "money is neither made nor lost");
  }

  @Test
  void catchesRejectedMoneyThatIsNotPaidBack() {
    Bank broken =
        new Bank() {
          @Override
          void takeBack(Branch branch, int account, long amount) {}
        };
    assertCaught(broken, "arrived", "in the end no money is on its way");
  }
}
