package io.miniss.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.future.Future;
import io.miniss.runtime.future.Promise;
import io.miniss.runtime.shared.SharedLong;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who waits for a future is told of its end, whatever happens to its list of waiters meanwhile. */
class WaitersTest {
  private static final int SEEDS = 400;
  private static final int ROUNDS = 24;

  /** So many wait when a list is swept for the first time. */
  private static final int FIRST_SWEEP = 64;

  @Test
  void sweepsLoseNobodyWhileItIsCompleted() {
    Seeds.assertHolds(SEEDS, 2, WaitersTest::completeAmongSweeps);
  }

  /** And what one core sends another at its end is not left lying while that one looks for it a thousand times. */
  @Test
  void coresBreakWaitersBehindLinksAtOnce() {
    assertThat(Seeds.assertHolds(SEEDS, 2, WaitersTest::endBehindALink)).isLessThan(1_000);
  }

  private static void completeAmongSweeps(Simulation simulation) {
    SharedLong waiting = new SharedLong(simulation.scheduler(), "waiting");
    SharedLong told = new SharedLong(simulation.scheduler(), "told");
    try (MultiCoreRuntime runtime = simulation.runtime().start()) {
      Promise<Integer> promise = runtime.newPromise();
      Promise<Integer> completed = runtime.newPromise();
      for (int core = 0; core < 2; core++) {
        runtime.spawnOn(core, () -> register(runtime, promise.future(), waiting, told));
      }
      simulation.client(
          "completer",
          () -> {
            while (waiting.getVolatile() < FIRST_SWEEP - 2) {
              simulation.work(Duration.ofNanos(50));
            }
            promise.complete(1);
            completed.complete(1);
          });
      completed.future().join(); // who waits when the cores end is broken
    }
    simulation.require(
        told.getVolatile() == 2 * ROUNDS,
        "all are told the value, and not " + told.getVolatile());
  }

  /** Losers of {@code any} do not wait any more, and the others do. */
  private static void register(
      MultiCoreRuntime runtime, Future<Integer> future, SharedLong waiting,
      SharedLong told) {
    for (int i = 0; i < ROUNDS; i++) {
      Promise<Integer> first = runtime.newPromise();
      Future<?> _ = Future.any(List.of(future, first.future()));
      first.complete(2);
      future.onComplete((value, failure) -> told.getAndAdd(failure == null ? 1 : 0));
      waiting.getAndAdd(2);
    }
  }

  /** Two futures, of two cores, have become the same, and nobody completes it. */
  private static void endBehindALink(Simulation simulation) {
    SharedLong told = new SharedLong(simulation.scheduler(), "told");
    try (MultiCoreRuntime runtime = simulation.runtime().start()) {
      Promise<Integer> never = runtime.newPromise();
      Future<Integer> inner =
          runtime
              .spawnOn(
                  1,
                  () -> {
                    Future<Integer> made = never.future().map(value -> value);
                    made.onComplete((_, _) -> told.getAndAdd(1));
                    return made;
                  })
              .join();
      runtime
          .spawnOn(
              0,
              () -> {
                Future<Integer> outer = Future.completed(1).flatMap(_ -> inner);
                outer.onComplete((_, _) -> told.getAndAdd(1));
              })
          .join();
      runtime.spawnOn(1, () -> inner.onComplete((_, _) -> told.getAndAdd(1))).join();
    }
    simulation.require(
        told.getVolatile() == 3, "all are told of the end, and not " + told.getVolatile());
  }
}
