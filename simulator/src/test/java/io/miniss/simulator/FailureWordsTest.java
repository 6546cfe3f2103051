package io.miniss.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.machine.PinningPolicy;
import io.miniss.runtime.shared.SharedFlag;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.simulator.engine.FailureKind;
import io.miniss.simulator.engine.RunFailure;
import io.miniss.simulator.fault.Faults;
import io.miniss.simulator.scenario.World;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** What a failure is called, and what its message says of the run. */
final class FailureWordsTest {
  @Test
  void anEscapeInOneOfTwoRunsIsAnEscape() {
    AtomicInteger runs = new AtomicInteger();
    SimulationResult result =
        Simulator.audit(
            SimulationOptions.seed(1),
            simulation -> {
              if (runs.incrementAndGet() % 2 == 0) {
                LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
              }
            });
    RunFailure failure = result.failure().orElseThrow();
    assertThat(failure.kind()).isEqualTo(FailureKind.ESCAPE);
    assertThat(failure.message())
        .contains("thread main waits in real time", "two runs of seed 1 are not the same");
  }

  @Test
  void faultsThatAreListedAreThoseThatCouldHappen() {
    SimulationOptions options =
        SimulationOptions.seed(1).withFaults(Faults.parse("spurious-wake=1"));
    SimulationResult drawn = Simulator.run(options, simulation -> park(simulation, 3));
    assertThat(drawn.faults()).isNotEmpty();
    SimulationResult listed =
        Simulator.run(
            options.withFaults(Faults.at(drawn.faults())), simulation -> park(simulation, 3));
    assertThat(listed.faults()).isEqualTo(drawn.faults());
    assertThat(listed.faultMix()).isEqualTo("spurious-wake");
  }

  private static void park(Simulation simulation, int times) {
    for (int i = 0; i < times; i++) {
      simulation.scheduler().currentParker().park();
    }
  }

  @Test
  void aJoinWaitsForTheEndOfAThread() {
    SimulationResult result =
        Simulator.run(
            SimulationOptions.seed(1),
            simulation -> {
              SharedFlag queue = new SharedFlag(simulation.scheduler(), "sync queue");
              World.Client worker = simulation.client("worker", () -> park(simulation, 1));
              queue.getVolatile();
              worker.join();
            });
    assertThat(result.failure().orElseThrow().message())
        .contains("main is parked until worker has ended")
        .doesNotContain("sync queue");
  }

  @Test
  void aRuntimeOfRealThreadsIsNamed() {
    CountDownLatch end = new CountDownLatch(1);
    MultiCoreRuntime real =
        MultiCoreRuntime.builder().cores(1).pinning(PinningPolicy.none()).start();
    try {
      JoinHandle<Boolean> task = real.spawn(() -> end.await(1, TimeUnit.MINUTES));
      SimulationResult result =
          Simulator.run(SimulationOptions.seed(1), simulation -> task.join());
      assertThat(result.failure().orElseThrow().message())
          .contains("build it with simulation.runtime() instead of MultiCoreRuntime.builder()");
    } finally {
      end.countDown();
      real.close();
    }
  }
}
