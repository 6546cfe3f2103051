package io.miniss.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.task.JoinHandle;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Idle cores take stealable tasks, also when the core that is woken for one comes to other work first. */
class StealableTaskTest {
  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void itDoesNotWaitBehindALongTask(int cores) {
    for (long seed = 0; seed < 300; seed++) {
      SimulationOptions options =
          SimulationOptions.seed(seed).withCores(cores).withMaxSteps(20_000);
      assertThat(Simulator.run(options, StealableTaskTest::holdOwner).failure())
          .as("seed %d", seed)
          .isEmpty();
    }
  }

  private static void holdOwner(Simulation simulation) {
    try (MultiCoreRuntime runtime = simulation.runtime().start()) {
      simulation.work(Duration.ofNanos(20_000)); // all cores are asleep
      JoinHandle<Integer> stealable = runtime.spawn(() -> 1);
      JoinHandle<Boolean> holder =
          runtime.spawnOn(
              0,
              () -> {
                while (!stealable.state().isEnd()) {
                  simulation.work(Duration.ofNanos(300));
                }
                return true;
              });
      holder.join();
    }
  }
}
