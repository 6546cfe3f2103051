package io.miniss.scenarios.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.shrink.Shrinker;
import io.miniss.simulator.shrink.Shrunk;
import java.time.Duration;
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

  @Test
  void shrinksToOneOrderOfOneClient() {
    Bank broken =
        new Bank() {
          @Override
          void depart(Branch branch, long amount) {}
        };
    SimulationOptions options = SimulationOptions.seed(0);
    SimulationResult failed = Simulator.run(options, broken::run);
    for (long seed = 1; failed.isSuccess(); seed++) {
      failed = Simulator.run(options.withSeed(seed), broken::run);
    }
    Shrunk shrunk =
        Shrinker.shrink(broken::run, failed, Shrinker.DEFAULT_RUNS, Duration.ofMinutes(1));
    assertThat(shrunk.smallest().sizes())
        .containsExactly(
            entry("accounts", 1), entry("batch", 1), entry("clients", 1), entry("orders", 1));
  }
}
