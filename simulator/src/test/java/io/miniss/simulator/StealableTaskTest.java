package io.miniss.simulator;

import io.miniss.runtime.Core;
import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.future.Promise;
import io.miniss.runtime.shared.SharedReference;
import io.miniss.runtime.task.JoinHandle;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Idle cores take stealable tasks, also when the core that is woken for one comes to other work first. */
class StealableTaskTest {
  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void itDoesNotWaitBehindALongTask(int cores) {
    assertEnds(cores, StealableTaskTest::holdOwner);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void itDoesNotWaitBehindALongAction(int cores) {
    assertEnds(cores, StealableTaskTest::holdOwnerByAction);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void itDoesNotWaitBehindALongContinuation(int cores) {
    assertEnds(cores, StealableTaskTest::holdOwnerByContinuation);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void itDoesNotWaitBehindALongTimer(int cores) {
    assertEnds(cores, StealableTaskTest::holdOwnerByTimer);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void itDoesNotWaitBehindItsSpawner(int cores) {
    assertEnds(cores, StealableTaskTest::holdSpawner);
  }

  /** The second core in turn is busy, and the third asleep. */
  @Test
  void itDoesNotWaitBehindTwoLongTasks() {
    assertEnds(3, StealableTaskTest::holdTwo);
  }

  private static void assertEnds(int cores, Simulator.Body body) {
    Seeds.assertHolds(
        300, SimulationOptions.seed(0).withCores(cores).withMaxSteps(20_000), body);
  }

  private static void holdOwner(Simulation simulation) {
    try (MultiCoreRuntime runtime = simulation.runtime().start()) {
      simulation.work(Duration.ofNanos(20_000)); // all cores are asleep
      JoinHandle<Integer> stealable = runtime.spawn(() -> 1);
      runtime.spawnOn(0, () -> hold(simulation, stealable)).join();
    }
  }

  private static void holdOwnerByAction(Simulation simulation) {
    try (MultiCoreRuntime runtime = simulation.runtime().start()) {
      simulation.work(Duration.ofNanos(20_000)); // all cores are asleep
      JoinHandle<Integer> stealable = runtime.spawn(() -> 1);
      runtime.core(0).execute(() -> hold(simulation, stealable));
      stealable.join();
    }
  }

  private static void holdOwnerByContinuation(Simulation simulation) {
    SharedReference<JoinHandle<Integer>> stealable =
        new SharedReference<>(simulation.scheduler(), "stealable task", null);
    try (MultiCoreRuntime runtime = simulation.runtime().start()) {
      Promise<Integer> promise = runtime.newPromise();
      runtime
          .spawnOn(
              0,
              () -> promise
                  .future()
                  .onComplete((value, failure) -> hold(simulation, taskIn(stealable))))
          .join();
      simulation.work(Duration.ofNanos(20_000)); // all cores are asleep
      stealable.setRelease(runtime.spawn(() -> 1));
      promise.complete(1);
      taskIn(stealable).join();
    }
  }

  /** The timer is due when the stealable task comes, or a little before or after. */
  private static void holdOwnerByTimer(Simulation simulation) {
    SharedReference<JoinHandle<Integer>> stealable =
        new SharedReference<>(simulation.scheduler(), "stealable task", null);
    Duration delay = Duration.ofNanos(30_000);
    try (MultiCoreRuntime runtime = simulation.runtime().start()) {
      runtime
          .spawnOn(
              0, () -> Core.current().after(delay, () -> holdIfThere(simulation, stealable)))
          .join();
      simulation.work(delay.minusNanos(700));
      stealable.setRelease(runtime.spawn(() -> 1));
      taskIn(stealable).join();
    }
  }

  private static void holdIfThere(
      Simulation simulation, SharedReference<JoinHandle<Integer>> stealable) {
    JoinHandle<Integer> task = stealable.getAcquire();
    if (task != null) {
      hold(simulation, task);
    }
  }

  private static JoinHandle<Integer> taskIn(SharedReference<JoinHandle<Integer>> stealable) {
    return Objects.requireNonNull(stealable.getAcquire());
  }

  /** The other cores are about to sleep. */
  private static void holdSpawner(Simulation simulation) {
    try (MultiCoreRuntime runtime = simulation.runtime().idle(0, 0).start()) {
      runtime.spawnOn(1, () -> 1);
      runtime.spawnOn(0, () -> hold(simulation, runtime.spawn(() -> 1))).join();
    }
  }

  private static void holdTwo(Simulation simulation) {
    SharedReference<JoinHandle<Integer>> stealable =
        new SharedReference<>(simulation.scheduler(), "stealable task", null);
    try (MultiCoreRuntime runtime = simulation.runtime().start()) {
      JoinHandle<?> second =
          runtime.spawnOn(
              1,
              () -> {
                while (stealable.getAcquire() == null) {
                  simulation.work(Duration.ofNanos(300));
                }
                hold(simulation, taskIn(stealable));
              });
      runtime
          .spawnOn(
              0,
              () -> {
                simulation.work(Duration.ofNanos(20_000)); // core 2 is asleep
                JoinHandle<Integer> task = runtime.spawn(() -> 1);
                stealable.setRelease(task);
                hold(simulation, task);
              })
          .join();
      second.join();
    }
  }

  /** Keeps the calling core until {@code task} has ended. */
  private static void hold(Simulation simulation, JoinHandle<?> task) {
    while (!task.state().isEnd()) {
      simulation.work(Duration.ofNanos(300));
    }
  }
}
