package io.miniss.simulator;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.future.Future;
import io.miniss.runtime.future.Promise;
import io.miniss.runtime.shared.SharedLong;
import io.miniss.simulator.fault.Faults;
import io.miniss.simulator.scenario.World;
import org.junit.jupiter.api.Test;

/** A thread that sweeps what waits for a future takes it out of the future for a moment. */
class SweepTest {
  /** With so many a list is swept for the first time. */
  private static final int WAITERS = 64;

  @Test
  void whoIsSweptIsToldAcrossALink() {
    SimulationOptions options =
        SimulationOptions.seed(0).withCores(1).withFaults(Faults.parse("stall=0.05"));
    Seeds.assertHolds(300, options, SweepTest::linkMeanwhile);
  }

  private static void linkMeanwhile(Simulation simulation) {
    SharedLong told = new SharedLong(simulation.scheduler(), "told");
    MultiCoreRuntime runtime = simulation.runtime().start();
    Promise<Integer> source = runtime.newPromise();
    Promise<Integer> trigger = runtime.newPromise();
    Future<Integer> swept = source.future().map(value -> value); // outside of cores
    var _ = trigger.future().flatMap(_ -> swept); // becomes the same future
    for (int i = 1; i < WAITERS; i++) {
      wait(swept, told);
    }
    World.Client linker = simulation.client("linker", () -> trigger.complete(1));
    wait(swept, told);
    linker.join();
    source.complete(2);
    simulation.require(
        told.getVolatile() == WAITERS, "all are told, and not " + told.getVolatile());
    runtime.close(); // the end tells who has not been told
  }

  private static void wait(Future<Integer> future, SharedLong told) {
    future.onComplete(
        (value, failure) -> {
          if (failure == null) {
            told.getAndAdd(1);
          }
        });
  }
}
