package io.miniss.simulator.junit.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.cancel.CancelOutcome;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.simulator.Simulation;
import io.miniss.simulator.junit.SimulationTest;
import java.util.ArrayList;
import java.util.List;

/** The example of simulator/README.md; ReadmeTest compares. */
class CancelTest {
  private final List<String> ran = new ArrayList<>();

  @SimulationTest(seeds = 500, cores = 3)
  void aTaskThatWasCancelledNeverRuns(Simulation simulation) {
    try (MultiCoreRuntime runtime = simulation.runtime().start()) {
      JoinHandle<Boolean> handle = runtime.spawn(() -> ran.add("task"));
      CancelOutcome outcome = handle.cancel("changed my mind");
      runtime.shutdown();
      if (outcome == CancelOutcome.CANCELLED) {
        assertThat(ran).isEmpty();
      }
    }
  }
}
