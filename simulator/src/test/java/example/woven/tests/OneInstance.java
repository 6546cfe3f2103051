package example.woven.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.simulator.Simulation;
import io.miniss.simulator.junit.SimulationTest;
import org.junit.jupiter.api.TestInstance;

/** Launched by a test: its one instance is JUnit's, and so is its class. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OneInstance {
  @SimulationTest(seeds = 3)
  void sharedInstanceIsNotWoven(Simulation simulation) {
    assertThat(getClass().getClassLoader()).isSameAs(SimulationTest.class.getClassLoader());
  }
}
