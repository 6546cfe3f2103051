package io.miniss.simulator;

import io.miniss.runtime.Core;
import io.miniss.runtime.Fiber;
import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.diagnostics.ShutdownReport;
import io.miniss.runtime.future.Future;
import io.miniss.runtime.future.Promise;
import io.miniss.runtime.shared.SharedFlag;
import io.miniss.runtime.task.TaskOptions;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A runtime begins to end while a core is busy. */
class DrainTest {
  private static final Duration SHORT = Duration.ofNanos(2_000);

  private static final Duration LONG = Duration.ofNanos(20_000);

  /**
   * When core 0 comes to the request, a timer is due that spawns a fiber on core 1. The callback behind the request gives
   * core 1 time to look whether all has ended.
   */
  @Test
  void whatATimerSpawnsInTheLastTurnIsFinished() {
    Seeds.assertHolds(200, 2, DrainTest::spawnInTheLastTurn);
  }

  private static void spawnInTheLastTurn(Simulation simulation) {
    MultiCoreRuntime runtime = simulation.runtime().failureHandler((failure, where) -> {}).start();
    SharedFlag isBusy = new SharedFlag(simulation.scheduler(), "busy");
    SharedFlag isSpawned = new SharedFlag(simulation.scheduler(), "spawned");
    SharedFlag hasSlept = new SharedFlag(simulation.scheduler(), "slept");
    Promise<Integer> promise = runtime.newPromise();
    TaskOptions elsewhere = TaskOptions.defaults().on(1);
    Runnable sleeper =
        () -> {
          Fiber.sleep(LONG.multipliedBy(5));
          hasSlept.setVolatile(true);
        };
    runtime
        .spawnOn(
            0,
            () -> {
              promise.future().onComplete((value, failure) -> simulation.work(LONG));
              var _ =
                  Core.current()
                      .after(
                          SHORT,
                          () -> {
                            runtime.spawnFiber(elsewhere, sleeper);
                            isSpawned.setVolatile(true);
                          });
              var _ =
                  runtime.spawnOn(
                      0,
                      () -> { // after this turn's look at the timers
                        isBusy.setVolatile(true);
                        simulation.work(LONG);
                      });
            })
        .join();
    while (!isBusy.getVolatile()) {
      simulation.work(Duration.ofNanos(100));
    }
    Future<ShutdownReport> end = runtime.shutdown();
    promise.complete(1);
    ShutdownReport report = end.join();
    simulation.require(
        hasSlept.getVolatile() == isSpawned.getVolatile(), "what is spawned ends: " + report);
  }
}
