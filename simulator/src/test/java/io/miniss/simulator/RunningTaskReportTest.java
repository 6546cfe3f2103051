package io.miniss.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.shared.SharedLong;
import io.miniss.simulator.engine.FailureKind;
import io.miniss.simulator.engine.RunFailure;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** What the report of a run that does not end says of tasks and fibers that could go on. */
final class RunningTaskReportTest {
  private static RunFailure failureOf(Simulator.Body body) {
    RunFailure failure =
        Simulator.run(SimulationOptions.seed(0).withCores(1).withMaxSteps(3_000), body)
            .failure()
            .orElseThrow();
    assertThat(failure.kind()).isEqualTo(FailureKind.STEP_BOUND);
    return failure;
  }

  private static void countForEver(SharedLong count) {
    while (count.getAndAdd(1) >= 0) {
      Thread.onSpinWait();
    }
  }

  @Test
  void taskAtAPointCanRun() {
    RunFailure failure =
        failureOf(
            simulation -> {
              SharedLong count = new SharedLong(simulation.scheduler(), "count");
              try (MultiCoreRuntime runtime = simulation.runtime().start()) {
                runtime.spawn(() -> countForEver(count)).join();
              }
            });
    assertThat(failure.message())
        .contains("miniss-core-0 can run", "miniss-core-0 runs task x-1")
        .contains("countForEver")
        .doesNotContain("waits in java.util.concurrent");
  }

  @Test
  void fiberAtAPointCanRun() {
    RunFailure failure =
        failureOf(
            simulation -> {
              SharedLong count = new SharedLong(simulation.scheduler(), "count");
              try (MultiCoreRuntime runtime = simulation.runtime().start()) {
                runtime.spawnFiber(() -> countForEver(count)).join();
              }
            });
    assertThat(failure.message())
        .contains("miniss-core-0 can run", "miniss-core-0 runs fiber x-1")
        .doesNotContain("waits in java.util.concurrent");
  }

  @Test
  void fiberThatWasWokenCanRunLater() {
    RunFailure failure =
        failureOf(
            simulation -> {
              SharedLong count = new SharedLong(simulation.scheduler(), "count");
              AtomicReference<Thread> sleeper = new AtomicReference<>();
              try (MultiCoreRuntime runtime = simulation.runtime().start()) {
                runtime.spawnFiber(
                    () -> {
                      sleeper.set(Thread.currentThread());
                      LockSupport.park();
                    });
                runtime
                    .spawnFiber(
                        () -> {
                          LockSupport.unpark(sleeper.get());
                          countForEver(count);
                        })
                    .join();
              }
            });
    assertThat(failure.message())
        .containsPattern("fiber[^\n]* can run when miniss-core-\\d takes it\n")
        .doesNotContain("waits in java.util.concurrent");
  }

  @Test
  void fiberInALatchWaits() {
    RunFailure failure =
        failureOf(
            simulation -> {
              SharedLong count = new SharedLong(simulation.scheduler(), "count");
              try (MultiCoreRuntime runtime = simulation.runtime().start()) {
                runtime.spawnFiber(
                    () -> {
                      new CountDownLatch(1).await();
                      return 0;
                    });
                runtime.spawn(() -> countForEver(count)).join();
              }
            });
    assertThat(failure.message()).containsPattern("fiber[^\n]* waits in java.util.concurrent\n");
  }
}
