package io.miniss.simulator;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.simulator.fault.Faults;
import io.miniss.simulator.scenario.World;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A thread cancels a task while the runtime ends. */
class CancelAtTheEndTest {
  /** Longer than all that is stalled in a run, and shorter than the limits of a shutdown. */
  private static final long LONG = 1_000_000_000;

  /** The task that holds the core takes time, so only a stall gives the thread that cancels a chance to come late. */
  @Test
  void closeReturnsWhenTheResultIsThere() {
    SimulationOptions options =
        SimulationOptions.seed(0).withCores(1).withFaults(Faults.parse("stall=0.02"));
    Seeds.assertHolds(1_000, options, CancelAtTheEndTest::cancelAndClose);
  }

  private static void cancelAndClose(Simulation simulation) {
    long begin = simulation.clock().nanos();
    MultiCoreRuntime runtime = simulation.runtime().start();
    var _ = runtime.spawnOn(0, () -> simulation.work(Duration.ofNanos(3_000)));
    JoinHandle<Integer> queued = runtime.spawnOn(0, () -> 1);
    World.Client client = simulation.client("client", () -> queued.cancel("no longer wanted"));
    runtime.close();
    simulation.require(queued.future().isDone(), "a task that has ended has a result");
    simulation.require(
        simulation.clock().nanos() - begin < LONG, "the end does not wait for a limit");
    client.join();
  }
}
