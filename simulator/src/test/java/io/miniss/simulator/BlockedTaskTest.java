package io.miniss.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.Fiber;
import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.diagnostics.ShutdownReport;
import io.miniss.runtime.task.TaskOptions;
import io.miniss.runtime.task.TaskState;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A task that waits leaves its core free, as on real cores. */
@SuppressWarnings("LockNotBeforeTry") // nothing can fail between the two lines
class BlockedTaskTest {
  private static final int SEEDS = 200;

  private static void passes(Consumer<Simulation> program) {
    for (int seed = 0; seed < SEEDS; seed++) {
      SimulationResult result = Simulator.audit(SimulationOptions.seed(seed), program::accept);
      assertThat(result.failure()).as("seed %d", seed).isEmpty();
    }
  }

  @Test
  void aLockHeldByASleepingFiberStopsNoCore() {
    passes(
        simulation -> {
          ReentrantLock lock = new ReentrantLock();
          try (MultiCoreRuntime runtime = simulation.runtime().start()) {
            var fiber =
                runtime.spawnFiber(
                    TaskOptions.defaults().on(0),
                    () -> {
                      lock.lock();
                      Fiber.sleep(Duration.ofMillis(1));
                      lock.unlock();
                      return 0;
                    });
            var plain =
                runtime.spawnOn(
                    0,
                    () -> {
                      lock.lock();
                      lock.unlock();
                    });
            fiber.join();
            plain.join();
          }
        });
  }

  @Test
  void tasksOfOneCoreMayWaitForEachOther() {
    passes(
        simulation -> {
          CompletableFuture<Integer> first = new CompletableFuture<>();
          LinkedBlockingQueue<Integer> second = new LinkedBlockingQueue<>();
          try (MultiCoreRuntime runtime = simulation.runtime().start()) {
            var one = runtime.spawnOn(0, () -> second.take() + first.get());
            var two = runtime.spawnOn(0, () -> second.add(first.get()));
            var three = runtime.spawnOn(0, () -> first.complete(3));
            assertThat(one.join()).isEqualTo(6);
            assertThat(two.join()).isTrue();
            assertThat(three.join()).isTrue();
          }
        });
  }

  @Test
  void cancellingEndsAWaitForALatch() {
    passes(
        simulation -> {
          try (MultiCoreRuntime runtime = simulation.runtime().start()) {
            CountDownLatch never = new CountDownLatch(1);
            var plain = runtime.spawnOn(0, () -> waitFor(never));
            var fiber = runtime.spawnFiber(() -> waitFor(never));
            plain.cancel("enough");
            fiber.cancel("enough");
            while (!plain.future().isDone() || !fiber.future().isDone()) {
              simulation.scheduler().spinning();
            }
            assertThat(plain.state()).isEqualTo(TaskState.CANCELLED);
            assertThat(fiber.state()).isEqualTo(TaskState.CANCELLED);
          }
        });
  }

  @Test
  void theDrainLimitEndsAWaitForALatch() {
    passes(
        simulation -> {
          MultiCoreRuntime runtime =
              simulation.runtime().drainLimit(Duration.ofMillis(1)).start();
          CountDownLatch never = new CountDownLatch(1);
          var plain = runtime.spawnOn(0, () -> waitFor(never));
          ShutdownReport report = runtime.closeAndReport();
          assertThat(plain.state()).isEqualTo(TaskState.CANCELLED);
          assertThat(report.cancelled()).isOne();
          assertThat(report.isClean()).isTrue();
        });
  }

  private static int waitFor(CountDownLatch latch) throws InterruptedException {
    latch.await();
    return 0;
  }
}
