package io.miniss.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.Core;
import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.future.Future;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A look that comes after the decision to report a failure, and before the report, is in time. */
class LateLookTest {
  private static final long GRACE = 1_000_000;

  @Test
  void itPreventsTheReport() {
    for (long seed = 0; seed < 20; seed++) {
      int[] reports = new int[1];
      boolean[] looked = new boolean[1];
      SimulationResult result =
          Simulator.run(
              SimulationOptions.seed(seed).withCores(1),
              simulation -> {
                MultiCoreRuntime.Builder builder =
                    simulation
                        .runtime()
                        .failureGrace(Duration.ofNanos(GRACE))
                        .failureHandler((failure, where) -> reports[0]++);
                try (MultiCoreRuntime runtime = builder.start()) {
                  runtime.spawnOn(0, () -> failAndLook(simulation, looked)).join();
                  simulation.work(Duration.ofNanos(10 * GRACE));
                }
              });
      assertThat(result.failure()).isEmpty();
      assertThat(looked[0]).isTrue();
      assertThat(reports[0]).as("seed %d", seed).isZero();
    }
  }

  /**
   * The core is busy when the second grace period ends. A timer of a little earlier makes the task ready that
   * looks; then comes the timer that makes the report ready, behind it.
   */
  private static void failAndLook(Simulation simulation, boolean[] looked) {
    Core core = Core.current();
    Future<Integer> failed =
        core.submit(
            0,
            () -> {
              throw new IllegalStateException("planned");
            });
    var _ =
        core.after(
            Duration.ofNanos(19 * GRACE / 10),
            () -> core.spawn(
                () -> {
                  looked[0] = failed.failure() != null;
                }));
    var _ =
        core.after(
            Duration.ofNanos(15 * GRACE / 10),
            () -> simulation.work(Duration.ofNanos(GRACE)));
  }
}
