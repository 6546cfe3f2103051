package example.woven.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.Core;
import io.miniss.runtime.Fiber;
import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.cancel.CancelOutcome;
import io.miniss.runtime.cancel.CancellationScope;
import io.miniss.runtime.future.Future;
import io.miniss.runtime.future.Promise;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.TaskOptions;
import io.miniss.simulator.Simulation;
import io.miniss.simulator.junit.SimulationTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;

/** Launched by a test: plain data that goes from core to core by the means of the runtime, without a race. */
@SuppressWarnings("all")
class Handovers {
  private int value;
  private final List<Integer> list = new ArrayList<>();

  @SimulationTest(seeds = 200)
  void byJoin(Simulation simulation) {
    try (MultiCoreRuntime runtime = simulation.runtime().start()) {
      value = 1;
      runtime.spawnOn(1, () -> value++).join();
      runtime.spawnOn(0, () -> value++).join();
      assertThat(value).isEqualTo(3);
    }
  }

  @SimulationTest(seeds = 200)
  void byShutdown(Simulation simulation) {
    try (MultiCoreRuntime runtime = simulation.runtime().start()) {
      runtime.spawnOn(1, () -> list.add(1));
    }
    assertThat(list).containsExactly(1);
  }

  @SimulationTest(seeds = 200)
  void byFutureOfShutdown(Simulation simulation) {
    try (MultiCoreRuntime runtime = simulation.runtime().start()) {
      JoinHandle<Boolean> handle = runtime.spawn(() -> list.add(1));
      CancelOutcome outcome = handle.cancel("changed my mind");
      runtime.shutdown().join();
      if (outcome == CancelOutcome.CANCELLED) {
        assertThat(list).isEmpty();
      }
    }
  }

  @SimulationTest(seeds = 200)
  void byAwaitInFibers(Simulation simulation) {
    try (MultiCoreRuntime runtime = simulation.runtime().start()) {
      runtime.spawnFiber(
          () -> {
            value = 1;
            Fiber.await(Core.current().submit(1, () -> value++));
            Fiber.sleep(Duration.ofMillis(1));
            Fiber.await(Core.current().submit(1, () -> value++));
            return value;
          }).join();
      assertThat(value).isEqualTo(3);
    }
  }

  @SimulationTest(seeds = 200)
  void byFibersOfOneCore(Simulation simulation) {
    try (MultiCoreRuntime runtime = simulation.runtime().start()) {
      List<JoinHandle<Integer>> handles = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        handles.add(
            runtime.spawnFiber(
                TaskOptions.defaults().on(1),
                () -> {
                  int seen = value++;
                  Fiber.sleep(Duration.ofMillis(1));
                  list.add(seen);
                  return value;
                }));
      }
      handles.forEach(JoinHandle::join);
      assertThat(value).isEqualTo(3);
      assertThat(list).hasSize(3);
    }
  }

  @SimulationTest(seeds = 200)
  void byContinuations(Simulation simulation) {
    try (MultiCoreRuntime runtime = simulation.runtime().start()) {
      Future<Integer> result =
          runtime.spawnOn(0, () -> value = 5).future().map(x -> value + x).flatMap(
              x -> runtime.spawnOn(1, () -> value += x).future()).map(x -> value);
      assertThat(result.join()).isEqualTo(15);
      assertThat(value).isEqualTo(15);
    }
  }

  @SimulationTest(seeds = 200)
  void byContinuationsOfMain(Simulation simulation) {
    try (MultiCoreRuntime runtime = simulation.runtime().start()) {
      Future<Integer> first = runtime.spawnOn(0, () -> value = 5).future();
      Future<Integer> second = runtime.spawnOn(1, () -> list.add(1) ? 1 : 0).future();
      Future<Integer> sum =
          Future.all(List.of(first, second)).map(both -> value + list.size());
      assertThat(sum.join()).isEqualTo(6);
    }
  }

  @SimulationTest(seeds = 200)
  void byPromises(Simulation simulation) {
    try (MultiCoreRuntime runtime = simulation.runtime().start()) {
      Promise<Boolean> promise = runtime.newPromise();
      JoinHandle<Integer> waiting =
          runtime.spawnFiber(
              TaskOptions.defaults().on(1),
              () -> {
                Fiber.await(promise.future());
                return value;
              });
      runtime.spawnOn(
          0,
          () -> {
            value = 7;
            promise.complete(true);
          });
      assertThat(waiting.join()).isEqualTo(7);
    }
  }

  @SimulationTest(seeds = 200)
  void byPromisesThatArePolled(Simulation simulation) {
    try (MultiCoreRuntime runtime = simulation.runtime().start()) {
      Promise<Boolean> promise = runtime.newPromise();
      runtime.spawnOn(
          0,
          () -> {
            value = 7;
            promise.complete(true);
          });
      var other = runtime.spawnOn(1, () -> promise.future().isDone() ? value : 7);
      assertThat(other.join()).isEqualTo(7);
    }
  }

  @SimulationTest(seeds = 200)
  void byFailures(Simulation simulation) {
    try (MultiCoreRuntime runtime = simulation.runtime().start()) {
      Future<Integer> failed =
          runtime.<Integer>spawnOn(
              1,
              () -> {
                value = 3;
                throw new IllegalStateException("on purpose");
              }).future().recover(e -> value);
      assertThat(failed.join()).isEqualTo(3);
    }
  }

  @SimulationTest(seeds = 200)
  void byTimers(Simulation simulation) {
    try (MultiCoreRuntime runtime = simulation.runtime().start()) {
      Promise<Integer> promise = runtime.newPromise();
      runtime.spawnOn(
          1,
          () -> {
            value = 1;
            Core.current().after(Duration.ofMillis(1), () -> promise.complete(++value));
          });
      assertThat(promise.future().join()).isEqualTo(2);
      assertThat(value).isEqualTo(2);
    }
  }

  @SimulationTest(seeds = 200)
  void byCallbacksOnAnotherCore(Simulation simulation) {
    try (MultiCoreRuntime runtime = simulation.runtime().start()) {
      Promise<Integer> done = runtime.newPromise();
      Future<Integer> future = runtime.spawnOn(0, () -> value = 4).future();
      runtime.spawnOn(
          1,
          () -> future.onComplete(
              (result, failure) -> {
                value++;
                done.complete(value);
              }));
      assertThat(done.future().join()).isEqualTo(5);
      assertThat(value).isEqualTo(5);
    }
  }

  @SimulationTest(seeds = 200)
  void byStealableTasks(Simulation simulation) {
    try (MultiCoreRuntime runtime = simulation.runtime().start()) {
      int[] parts = new int[6];
      List<JoinHandle<Integer>> handles = new ArrayList<>();
      for (int i = 0; i < parts.length; i++) {
        int mine = i;
        handles.add(runtime.spawn(() -> parts[mine] = mine));
      }
      handles.forEach(JoinHandle::join);
      assertThat(parts).containsExactly(0, 1, 2, 3, 4, 5);
    }
  }

  @SimulationTest(seeds = 200)
  void byScopes(Simulation simulation) {
    try (MultiCoreRuntime runtime = simulation.runtime().start()) {
      CancellationScope scope = runtime.newScope();
      JoinHandle<Integer> waiting =
          runtime.spawnFiber(
              TaskOptions.defaults().on(1).within(scope),
              () -> {
                try {
                  Fiber.sleep(Duration.ofHours(1));
                } catch (RuntimeException cancelled) {
                  return value;
                }
                return 0;
              });
      value = 9;
      scope.cancel("over");
      try {
        waiting.join();
      } catch (RuntimeException cancelled) {
        // its state is another test's
      }
      runtime.shutdown().join();
    }
  }

  @SimulationTest(seeds = 200)
  void byStagesOfTheJdk(Simulation simulation) {
    try (MultiCoreRuntime runtime = simulation.runtime().start()) {
      CompletableFuture<Integer> given = new CompletableFuture<>();
      Future<Integer> adopted = runtime.adopt(given).map(x -> value + x);
      runtime.spawnOn(
          1,
          () -> {
            value = 2;
            given.complete(1);
          });
      assertThat(adopted.join()).isEqualTo(3);
      assertThat(adopted.toCompletionStage().toCompletableFuture().join()).isEqualTo(3);
    }
  }

  @SimulationTest(seeds = 200)
  void byLocksAndExecutors(Simulation simulation) throws Exception {
    ReentrantLock lock = new ReentrantLock();
    try (MultiCoreRuntime runtime = simulation.runtime().start();
        ExecutorService pool = Executors.newFixedThreadPool(1)) {
      Runnable increment =
          () -> {
            lock.lock();
            try {
              value++;
            } finally {
              lock.unlock();
            }
          };
      var fiber = runtime.spawnFiber(TaskOptions.defaults().on(0), increment);
      var task = runtime.spawnOn(1, increment);
      var pooled = pool.submit(() -> runtime.spawnOn(1, increment).join());
      pooled.get();
      fiber.join();
      task.join();
      assertThat(value).isEqualTo(3);
    }
  }

  @SimulationTest(seeds = 200)
  void byExecutorsOfCores(Simulation simulation) {
    try (MultiCoreRuntime runtime = simulation.runtime().start()) {
      value = 1;
      int seen =
          CompletableFuture.supplyAsync(() -> ++value, runtime.executor(0))
              .thenApplyAsync(x -> ++value, runtime.executor(1))
              .join();
      assertThat(seen).isEqualTo(3);
      assertThat(value).isEqualTo(3);
    }
  }
}
