package io.miniss.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.diagnostics.ShutdownReport;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BacklogTest {
  /** Core 1 is busy beyond the drain limit, and core 0 has sent it more than the ring holds. */
  @Test
  void whatWaitsInOneIsCancelledAndCounted() {
    for (long seed = 0; seed < 50; seed++) {
      SimulationOptions options = SimulationOptions.seed(seed).withCores(2);
      SimulationResult result =
          Simulator.run(
              options,
              simulation -> {
                MultiCoreRuntime runtime =
                    simulation
                        .runtime()
                        .mailboxCapacity(2)
                        .drainLimit(Duration.ofMillis(1))
                        .cancelLimit(Duration.ofSeconds(10))
                        .start();
                runtime.spawnOn(1, () -> simulation.work(Duration.ofMillis(100)));
                runtime
                    .spawnOn(
                        0,
                        () -> {
                          for (int i = 0; i < 5; i++) {
                            runtime.core(1).execute(() -> {});
                            var _ = runtime.spawnOn(1, () -> {});
                          }
                        })
                    .join();
                ShutdownReport report = runtime.closeAndReport();
                simulation.require(report.unfinished() == 0, "all have ended: " + report);
                simulation.require(
                    report.cancelled() + report.completed() == report.accepted()
                        && report.cancelled() > 0,
                    "each is counted once: " + report);
              });
      assertThat(result.failure()).as("seed %d", seed).isEmpty();
    }
  }
}
