package io.miniss.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.machine.PinningPolicy;
import io.miniss.runtime.shared.SharedLong;
import io.miniss.runtime.spi.CoreThreadSpec;
import io.miniss.runtime.spi.FiberExit;
import io.miniss.runtime.spi.FiberHost;
import io.miniss.runtime.spi.FiberThread;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.simulator.engine.FailureKind;
import io.miniss.simulator.engine.RunFailure;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

/**
 * A core of this test's own, whose fiber could go on while the core's own code does not let it: no
 * runtime is in between.
 */
class RunnableFiberTest {
  /** Does {@code body} in a fiber that nobody resumes. */
  private record Host(Runnable action) implements FiberHost {
    @Override
    public void body() {
      action.run();
    }

    @Override
    public void resumable() {}
  }

  private interface CoreBody {
    void run(Scheduler scheduler, ReentrantLock lock);
  }

  /** A fiber takes the lock and yields; then the core's own code does {@code body}. */
  @SuppressWarnings("LockNotBeforeTry") // held over a yield, which is the point
  private static RunFailure afterYieldWithLock(CoreBody body) {
    return Simulator.run(
        SimulationOptions.seed(0).withMaxSteps(1_000),
        simulation -> {
          Scheduler scheduler = simulation.scheduler();
          ReentrantLock lock = new ReentrantLock();
          scheduler.startCore(
              new CoreThreadSpec("core", 0, 1, PinningPolicy.none()),
              () -> {
                AtomicReference<FiberThread> self = new AtomicReference<>();
                FiberThread fiber =
                    scheduler.newFiberThread(
                        "holder",
                        new Host(
                            () -> {
                              lock.lock();
                              self.get().giveBack();
                              lock.unlock();
                            }));
                self.set(fiber);
                assertThat(scheduler.runFiber(fiber)).isEqualTo(FiberExit.GAVE_BACK);
                body.run(scheduler, lock);
              });
        })
        .failure()
        .orElseThrow();
  }

  @Test
  void coreThatWaitsForItsFiberIsDeadlock() {
    RunFailure failure = afterYieldWithLock((scheduler, lock) -> lock.lock());
    assertThat(failure.kind()).isEqualTo(FailureKind.DEADLOCK);
    assertThat(failure.message())
        .contains("core waits in java.util.concurrent", "ReentrantLock.lock")
        .contains("holder waits");
  }

  @Test
  void parkedCoreWithRunnableFiberIsDeadlock() {
    RunFailure failure =
        afterYieldWithLock((scheduler, lock) -> scheduler.currentParker().park());
    assertThat(failure.kind()).isEqualTo(FailureKind.DEADLOCK);
    assertThat(failure.message()).contains("core is parked", "holder waits");
  }

  @Test
  void spinningCoreWithRunnableFiberReachesStepBound() {
    RunFailure failure =
        afterYieldWithLock(
            (scheduler, lock) -> {
              SharedLong counter = new SharedLong(scheduler, "c");
              while (!lock.tryLock()) {
                counter.getVolatile();
              }
            });
    assertThat(failure.kind()).isEqualTo(FailureKind.STEP_BOUND);
    assertThat(failure.message()).contains("holder waits");
  }

  @Test
  void defectOfTheSimulatorFailsTheRun() {
    SimulationResult result =
        Simulator.run(
            SimulationOptions.seed(5).withStrategy(random -> candidates -> 99),
            simulation -> {
              SharedLong counter = new SharedLong(simulation.scheduler(), "c");
              for (int i = 0; i < 2; i++) {
                simulation.client("client", () -> counter.getAndAdd(1));
              }
            });
    assertThat(result.failure().orElseThrow().kind()).isEqualTo(FailureKind.DEFECT);
    assertThat(result.failure().orElseThrow().message()).contains("defect", "IndexOutOfBounds");
  }
}
