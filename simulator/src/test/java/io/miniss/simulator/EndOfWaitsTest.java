package io.miniss.simulator;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.future.BrokenPromiseException;
import io.miniss.runtime.future.Future;
import io.miniss.runtime.future.Promise;
import io.miniss.runtime.shared.SharedLong;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.simulator.fault.Faults;
import io.miniss.simulator.scenario.World;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What ends waits: results, and the end of a runtime. Each wait ends once. */
class EndOfWaitsTest {
  @Test
  void theEndBreaksTheJoinOfAClient() {
    Seeds.assertHolds(50, 1, EndOfWaitsTest::joinWhatNobodyCompletes);
  }

  private static void joinWhatNobodyCompletes(Simulation simulation) {
    SharedLong told = new SharedLong(simulation.scheduler(), "told");
    MultiCoreRuntime runtime = simulation.runtime().start();
    Promise<Integer> never = runtime.newPromise();
    World.Client client =
        simulation.client(
            "client",
            () -> {
              try {
                never.future().join();
              } catch (BrokenPromiseException expected) {
                told.getAndAdd(1);
              }
            });
    runtime.close();
    client.join();
    simulation.require(told.getVolatile() == 1, "the client is told of the end");
  }

  @Test
  void anyLooksAtTheFailuresOfLosers() {
    Seeds.assertHolds(50, 1, EndOfWaitsTest::loseByFailing);
  }

  private static void loseByFailing(Simulation simulation) {
    SharedLong reported = new SharedLong(simulation.scheduler(), "reported");
    MultiCoreRuntime runtime =
        simulation
            .runtime()
            .failureGrace(Duration.ofNanos(1_000))
            .failureHandler((_, _) -> reported.getAndAdd(1))
            .start();
    JoinHandle<Integer> loser =
        runtime.spawn(
            () -> {
              throw new IllegalStateException("planned");
            });
    JoinHandle<Integer> winner = runtime.spawn(() -> 1);
    Future<Integer> any = Future.any(List.of(loser.future(), winner.future()));
    simulation.require(any.join() == 1, "the value wins");
    simulation.work(Duration.ofMillis(1));
    runtime.close();
    simulation.require(reported.getVolatile() == 0, "a failure that was looked at is no news");
  }

  @Test
  void resultAndEndAreToldOnce() {
    Seeds.assertHolds(200, 1, EndOfWaitsTest::completeAtTheEnd);
  }

  private static void completeAtTheEnd(Simulation simulation) {
    SharedLong told = new SharedLong(simulation.scheduler(), "told");
    MultiCoreRuntime runtime = simulation.runtime().start();
    Promise<Integer> promise = runtime.newPromise();
    promise.future().onComplete((_, _) -> told.getAndAdd(1)); // outside of cores
    World.Client client = simulation.client("client", () -> promise.tryComplete(1));
    runtime.close();
    client.join();
    simulation.require(told.getVolatile() == 1, "told once, and not " + told.getVolatile());
  }

  @Test
  void anyOfAValueAtTheEndCompletes() {
    Seeds.assertHolds(3_000, 1, EndOfWaitsTest::winAtTheEnd);
  }

  private static void winAtTheEnd(Simulation simulation) {
    MultiCoreRuntime runtime = simulation.runtime().start();
    Promise<Integer> only = runtime.newPromise();
    Future<Integer> any = runtime.spawnOn(0, () -> Future.any(List.of(only.future()))).join();
    Duration untilTheEnd = Duration.ofNanos(simulation.random("time").nextInt(10_000));
    World.Client client =
        simulation.client(
            "client",
            () -> {
              simulation.work(untilTheEnd);
              only.tryComplete(1);
            });
    var _ = runtime.shutdown().join();
    client.join();
    simulation.require(any.isDone(), "it has a value or is broken");
  }

  /** The client looks, sees no result, and comes to look for the end when both are there. */
  @Test
  void aResultBeforeTheEndIsAlwaysGiven() {
    SimulationOptions options =
        SimulationOptions.seed(0).withCores(1).withFaults(Faults.parse("stall=0.05"));
    Seeds.assertHolds(1_000, options, EndOfWaitsTest::joinTheLastTask);
  }

  private static void joinTheLastTask(Simulation simulation) {
    MultiCoreRuntime runtime = simulation.runtime().start();
    JoinHandle<Integer> last = runtime.spawn(() -> 1);
    World.Client client =
        simulation.client(
            "client", () -> simulation.require(last.join() == 1, "it has the result"));
    var _ = runtime.shutdown().join();
    client.join();
  }

  @Test
  void continuationsWithoutEndLetARuntimeEnd() {
    Seeds.assertHolds(20, 1, EndOfWaitsTest::goOnForEver);
  }

  private static void goOnForEver(Simulation simulation) {
    MultiCoreRuntime runtime = simulation.runtime().failureHandler((_, _) -> {}).start();
    var _ = runtime.spawnOn(0, EndOfWaitsTest::again);
    runtime.shutdown().join();
  }

  private static void again() {
    Future.completed(1).onComplete((_, _) -> again());
  }
}
