package io.miniss.simulator;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.future.Future;
import io.miniss.simulator.fault.Faults;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is on its way between cores when the last task has ended is delivered. */
final class LateDeliveryTest {
  private static final int LENGTH = 4;

  @Test
  void continuationsOfCompleteFuturesAreNotBroken() {
    Seeds.assertHolds(500, SimulationOptions.seed(0).withCores(2).withFaults(Faults.few()),
        LateDeliveryTest::waitForAChainElsewhere);
  }

  /** A chain of continuations on one core, whose last future another core waits for. */
  private static void waitForAChainElsewhere(Simulation simulation) {
    AtomicReference<@Nullable Integer> seen = new AtomicReference<>();
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    MultiCoreRuntime runtime = simulation.runtime().start();
    runtime.spawnOn(
        1,
        () -> {
          Future<Integer> chain = runtime.spawnOn(1, () -> 0).future();
          for (int i = 0; i < LENGTH; i++) {
            chain = chain.map(x -> x + 1);
          }
          Future<Integer> end = chain;
          runtime.spawnOn(
              0,
              () -> end.onComplete(
                  (value, thrown) -> {
                    seen.set(value);
                    failure.set(thrown);
                  }));
        });
    runtime.shutdown().join();
    simulation.require(
        failure.get() == null && Objects.equals(seen.get(), LENGTH),
        "the callback is given the value, and not " + seen.get() + ", " + failure.get());
  }
}
