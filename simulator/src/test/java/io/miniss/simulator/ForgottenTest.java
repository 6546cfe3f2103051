package io.miniss.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.shared.SharedLong;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.simulator.engine.FailureKind;
import io.miniss.simulator.engine.RunFailure;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a new user forgets is said where it shows. */
final class ForgottenTest {
  private static RunFailure failure(Simulator.Body body) {
    return Simulator.run(SimulationOptions.seed(1).withMaxSteps(20_000), body)
        .failure()
        .orElseThrow();
  }

  @Test
  void aThreadedRuntimeInASimulationIsNamed() {
    CountDownLatch release = new CountDownLatch(1);
    try (MultiCoreRuntime threaded = MultiCoreRuntime.builder().cores(1).start()) {
      JoinHandle<Integer> waits =
          threaded.spawn(
              () -> {
                release.await();
                return 1;
              });
      RunFailure failure = failure(simulation -> waits.join());
      release.countDown();
      assertThat(failure.message())
          .contains("simulation.runtime() instead of MultiCoreRuntime.builder()");
    }
  }

  @Test
  void aRuntimeThatIsNotClosedIsNamed() {
    RunFailure failure = failure(simulation -> simulation.runtime().name("left").start());
    assertThat(failure.kind()).isIn(FailureKind.DEADLOCK, FailureKind.STEP_BOUND);
    assertThat(failure.message())
        .contains("its runtime left is still running: close() was forgotten");
  }

  @Test
  void aDeadlockBeforeTheCloseIsNoForgottenClose() {
    RunFailure failure =
        failure(
            simulation -> {
              try (MultiCoreRuntime runtime = simulation.runtime().start()) {
                runtime.spawn(() -> 1).join();
                new CompletableFuture<Void>().get();
              }
            });
    assertThat(failure.kind()).isEqualTo(FailureKind.DEADLOCK);
    assertThat(failure.message()).doesNotContain("forgotten", "real threads");
  }

  @Test
  void nondeterminismOfARealExecutorNamesItsThread() {
    AtomicInteger runs = new AtomicInteger();
    try (ExecutorService executor =
        Executors.newFixedThreadPool(1, task -> new Thread(task, "my-pool-thread"))) {
      SimulationResult result =
          Simulator.audit(
              SimulationOptions.seed(1),
              simulation -> {
                SharedLong counter = new SharedLong(simulation.scheduler(), "counter");
                for (int i = runs.incrementAndGet(); i > 0; i--) {
                  counter.getAndAdd(1);
                }
                Future<Long> fromOutside = executor.submit(() -> counter.getAndAdd(1));
                while (!fromOutside.isDone()) {
                  Thread.onSpinWait();
                }
                counter.getAndAdd(1);
              });
      RunFailure failure = result.failure().orElseThrow();
      assertThat(failure.kind()).isIn(FailureKind.ESCAPE, FailureKind.NONDETERMINISM);
      assertThat(failure.message()).contains("a real thread, my-pool-thread, accessed counter");
    }
  }

  @Test
  void anUnobservedFailureFailsTheRunWhereThatIsWanted() {
    Simulator.Body body =
        simulation -> {
          try (MultiCoreRuntime runtime = simulation.runtime().start()) {
            runtime.spawn(
                () -> {
                  throw new IllegalStateException("nobody looks");
                });
          }
        };
    assertThat(Simulator.run(SimulationOptions.seed(1), body).isSuccess()).isTrue();
    RunFailure failure =
        failure(
            simulation -> {
              simulation.failOnUnobservedFailures();
              body.run(simulation);
            });
    assertThat(failure.kind()).isEqualTo(FailureKind.EXCEPTION);
    assertThat(failure.name()).isEqualTo("unobserved failure");
    assertThat(failure.message())
        .contains("nobody looked at a failure of task ", "nobody looks");
  }

  @Test
  void aFailureHandlerOfItsOwnIsKept() {
    SimulationResult result =
        Simulator.run(
            SimulationOptions.seed(1),
            simulation -> {
              simulation.failOnUnobservedFailures();
              try (MultiCoreRuntime runtime =
                  simulation.runtime().failureHandler((failure, where) -> {}).start()) {
                runtime.spawn(
                    () -> {
                      throw new IllegalStateException("expected");
                    });
              }
            });
    assertThat(result.failure()).isEmpty();
  }
}
