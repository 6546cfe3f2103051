package io.miniss.simulator.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.Fiber;
import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.future.Promise;
import io.miniss.runtime.shared.SharedMutex;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FibersTest {
  /** How a fiber waits for what never comes. */
  enum Wait {
    FOR_A_FUTURE,
    FOR_A_MUTEX,
    FOR_A_PERMIT;

    void begin(MultiCoreRuntime runtime, SharedMutex taken) {
      switch (this) {
        case FOR_A_FUTURE -> runtime.newPromise().future().join();
        case FOR_A_MUTEX -> taken.lock();
        case FOR_A_PERMIT -> LockSupport.park();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFailedRunUnwindsFibersThatWait(Wait wait) {
    AtomicInteger unwound = new AtomicInteger();
    SimulationResult result =
        Simulator.run(
            SimulationOptions.seed(1),
            simulation -> {
              SharedMutex taken =
                  new SharedMutex(simulation.scheduler(), simulation.clock(), "taken");
              taken.lock();
              MultiCoreRuntime runtime = simulation.runtime().start();
              Promise<String> begun = runtime.newPromise();
              runtime.spawnFiber(
                  () -> {
                    begun.complete("yes");
                    try {
                      wait.begin(runtime, taken);
                    } finally {
                      unwound.incrementAndGet();
                    }
                  });
              begun.future().join();
              runtime.spawnFiber(() -> Fiber.sleep(Duration.ofMillis(1))).join();
              simulation.require(false, "enough");
            });
    assertThat(result.failure().orElseThrow().message()).contains("enough");
    assertThat(unwound).hasValue(1);
  }
}
