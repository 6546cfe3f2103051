package io.miniss.simulator.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.shared.SharedLong;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.strategy.Strategies;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many steps a run may have. */
final class StepsTest {
  private static final SimulationOptions OPTIONS =
      SimulationOptions.seed(1).withStrategy(Strategies.parse("switches()"));

  private static Simulator.Body accesses(int count) {
    return simulation -> {
      SharedLong counter = new SharedLong(simulation.scheduler(), "counter");
      for (int i = 0; i < count; i++) {
        counter.getAndAdd(1);
      }
    };
  }

  private static Simulator.Body spins(int count) {
    return simulation -> {
      for (int i = 0; i < count; i++) {
        simulation.scheduler().spinning();
      }
    };
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void aRunFailsWithItsMostSteps(int most) {
    for (boolean isSpin : new boolean[] {false, true}) {
      SimulationOptions options = OPTIONS.withMaxSteps(most);
      SimulationResult within =
          Simulator.run(options, isSpin ? spins(most - 1) : accesses(most - 1));
      assertThat(within.failure()).isEmpty();
      assertThat(within.steps()).isEqualTo(most - 1);
      SimulationResult beyond = Simulator.run(options, isSpin ? spins(most) : accesses(most));
      assertThat(beyond.failure().map(RunFailure::kind)).contains(FailureKind.STEP_BOUND);
      assertThat(beyond.steps()).isEqualTo(most);
    }
  }
}
