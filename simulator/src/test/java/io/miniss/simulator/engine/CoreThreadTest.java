package io.miniss.simulator.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.machine.PinningPolicy;
import io.miniss.runtime.spi.CoreThread;
import io.miniss.runtime.spi.CoreThreadSpec;
import io.miniss.runtime.spi.Parker;
import io.miniss.simulator.Simulation;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.scenario.World;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The thread of a simulated core, as the scheduler hands it out, and who waits for its end. */
final class CoreThreadTest {
  private static final long LIMIT = 1_000;

  private static SimulationResult run(Simulator.Body body) {
    return Simulator.run(SimulationOptions.seed(1).withStepsCostTime(false), body);
  }

  private static CoreThread start(Simulation simulation, Runnable body) {
    return simulation
        .scheduler()
        .startCore(new CoreThreadSpec("core", 0, 1, PinningPolicy.none()), body);
  }

  /** Waits for the end of a core that works for so long; tells whether it saw it, and how long that took. */
  private static void assertWait(long work, long limit, boolean seen, long took) {
    SimulationResult result =
        run(
            simulation -> {
              CoreThread core = start(simulation, () -> simulation.work(Duration.ofNanos(work)));
              long before = simulation.clock().nanos();
              assertThat(core.awaitExit(before + limit)).isEqualTo(seen);
              assertThat(simulation.clock().nanos() - before).isEqualTo(took);
            });
    assertThat(result.failure()).isEmpty();
  }

  @Test
  void whoWaitsSeesTheEndWhenItComes() {
    assertWait(LIMIT - 1, LIMIT, true, LIMIT - 1);
  }

  @Test
  void whoWaitsGivesUpAtTheDeadline() {
    assertWait(LIMIT + 1, LIMIT, false, LIMIT);
  }

  @Test
  void aDeadlineThatIsNowEndsTheWait() {
    assertWait(LIMIT, 0, false, 0);
  }

  @Test
  void aThreadDoesNotWaitForItself() {
    AtomicReference<CoreThread> self = new AtomicReference<>();
    SimulationResult result =
        run(
            simulation -> self.set(
                start(
                    simulation,
                    () -> {
                      simulation.work(Duration.ofNanos(1));
                      long before = simulation.clock().nanos();
                      assertThat(self.get().awaitExit(before + LIMIT)).isFalse();
                      assertThat(simulation.clock().nanos()).isEqualTo(before);
                    })));
    assertThat(result.failure()).isEmpty();
  }

  @Test
  void aWaitThatIsOverIsNotReported() {
    SimulationResult gaveUp =
        run(
            simulation -> {
              CoreThread core = start(simulation, () -> park(simulation));
              assertThat(core.awaitExit(simulation.clock().nanos() + LIMIT)).isFalse();
              park(simulation);
            });
    SimulationResult sawTheEnd =
        run(
            simulation -> {
              CoreThread core = start(simulation, () -> {});
              assertThat(core.awaitExit(simulation.clock().nanos() + LIMIT)).isTrue();
              park(simulation);
            });
    SimulationResult joined =
        run(
            simulation -> {
              simulation.client("client", () -> {}).join();
              park(simulation);
            });
    for (SimulationResult result : new SimulationResult[] {gaveUp, sawTheEnd, joined}) {
      RunFailure failure = result.failure().orElseThrow();
      assertThat(failure.kind()).isEqualTo(FailureKind.DEADLOCK);
      assertThat(failure.message()).contains("main is parked").doesNotContain(" until ");
    }
  }

  private static void park(Simulation simulation) {
    simulation.scheduler().currentParker().park();
  }

  @Test
  void nobodyParksAnotherThread() {
    for (boolean timed : new boolean[] {false, true}) {
      SimulationResult result =
          run(
              simulation -> {
                Parker main = simulation.scheduler().currentParker();
                World.Client client =
                    simulation.client(
                        "client",
                        () -> {
                          if (timed) {
                            main.parkUntil(simulation.clock().nanos() + LIMIT);
                          } else {
                            main.park();
                          }
                        });
                client.join();
              });
      assertThat(result.failure().orElseThrow().message())
          .contains("of thread main was called by another thread: client");
    }
  }
}
