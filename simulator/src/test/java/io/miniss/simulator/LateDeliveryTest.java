package io.miniss.simulator;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.future.Future;
import io.miniss.runtime.future.Promise;
import io.miniss.simulator.fault.Faults;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is on its way between cores when the last task has ended is delivered. */
final class LateDeliveryTest {
  private static final int LENGTH = 6;

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

  /** A core whose loop changes to another stack in the middle of a turn has been active in that turn. */
  @Test
  void chainsOverSeveralCoresAreNotBroken() {
    Seeds.assertHolds(500, 2, LateDeliveryTest::completeAChainOverTheCores);
  }

  private static void completeAChainOverTheCores(Simulation simulation) {
    MultiCoreRuntime runtime = simulation.runtime().start();
    Promise<Integer> head = runtime.newPromise();
    Future<Integer> chain = head.future();
    for (int i = 0; i < LENGTH; i++) {
      Future<Integer> before = chain;
      chain = runtime.spawnOn(i % 2, () -> before.map(x -> x + 1)).join();
    }
    head.complete(0);
    runtime.shutdown().join();
    simulation.require(
        !chain.isFailed() && chain.getNow() == LENGTH,
        "the last of the chain has a value");
  }
}
