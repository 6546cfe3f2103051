package io.miniss.scenarios.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.shared.BoundedQueue;
import io.miniss.runtime.shared.WakeFlag;
import io.miniss.runtime.spi.Parker;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.engine.FailureKind;
import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.search.ExhaustiveSearch;
import io.miniss.simulator.search.ExhaustiveSearch.Coverage;
import io.miniss.simulator.search.ExhaustiveSearch.Outcome;
import io.miniss.simulator.strategy.DepthFirst;
import io.miniss.simulator.strategy.DepthFirst.Reduction;
import org.junit.jupiter.api.Test;

class WakeUpTest extends ScenarioContract {
  /** Looks first and announces then. */
  private static final WakeUp BROKEN =
      new WakeUp() {
        @Override
        void sleep(BoundedQueue<Integer> queue, WakeFlag flag, Parker parker) {
          if (queue.isEmptyVolatile()) {
            flag.announceSleep();
            parker.park();
          }
          flag.endSleep();
        }
      };

  @Override
  Scenario scenario() {
    return new WakeUp();
  }

  private static Outcome search(Scenario scenario) {
    SimulationOptions options = SimulationOptions.seed(0).withStepsCostTime(false);
    return new ExhaustiveSearch(options, DepthFirst.UNBOUNDED, Reduction.SLEEP, 1_000_000)
        .run(scenario::run);
  }

  @Test
  void noWakeUpIsLostInAnyInterleaving() {
    assertThat(search(scenario()).coverage()).isEqualTo(Coverage.EVERYTHING);
  }

  @Test
  void catchesASleepThatIsAnnouncedAfterTheLastLook() {
    assertThat(search(BROKEN).failure().orElseThrow().failure().orElseThrow().kind())
        .isEqualTo(FailureKind.DEADLOCK);
  }
}
