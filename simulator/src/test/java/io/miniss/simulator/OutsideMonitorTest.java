package io.miniss.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.simulator.engine.FailureKind;
import io.miniss.simulator.engine.RunFailure;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Monitors of the JDK: one that is held outside the run is waited for, one inside is an escape. */
class OutsideMonitorTest {
  /** Uses {@code list} in the middle of a run, on a core or in a fiber. */
  private static Simulator.Body uses(
      List<String> list, AtomicReference<@Nullable Thread> user, boolean inFiber) {
    return simulation -> {
      try (MultiCoreRuntime runtime = simulation.runtime().start()) {
        Runnable use =
            () -> {
              var _ = runtime.phase(); // an interleaving point
              user.set(Thread.currentThread());
              list.add("x");
              var _ = runtime.phase();
            };
        var one = inFiber ? runtime.spawnFiber(use) : runtime.spawnOn(0, use);
        var other = runtime.spawnOn(1, () -> runtime.phase());
        other.join();
        one.join();
      }
    };
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aMonitorOfTheJdkThatIsHeldOutsideTheRunDoesNotChangeTheRun(boolean inFiber)
      throws InterruptedException {
    List<String> list = Collections.synchronizedList(new ArrayList<>());
    AtomicReference<@Nullable Thread> user = new AtomicReference<>();
    // Enough to meet the rare hand-over before the JVM has unmounted the thread, when CPUs are busy.
    for (int seed = 0; seed < 200; seed++) {
      SimulationOptions options = SimulationOptions.seed(seed);
      SimulationResult free = Simulator.run(options, uses(list, user, inFiber));
      user.set(null);
      CountDownLatch held = new CountDownLatch(1);
      Thread holder =
          Thread.ofPlatform()
              .start(
                  () -> {
                    synchronized (list) {
                      held.countDown();
                      while (!isBlocked(user.get())) {
                        Thread.onSpinWait();
                      }
                    }
                  });
      held.await();
      SimulationResult contended = Simulator.run(options, uses(list, user, inFiber));
      holder.join();
      assertThat(contended.failure()).isEmpty();
      assertThat(contended.traceHash()).isEqualTo(free.traceHash());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @SuppressWarnings("ThreadPriorityCheck") // a yield is what this is about
  void aThreadThatYieldsByItselfIsNotTakenForOneThatMetAMonitor(boolean inFiber) {
    boolean othersRanMeanwhile = false;
    for (int seed = 0; seed < 100 && !othersRanMeanwhile; seed++) {
      AtomicBoolean isInYield = new AtomicBoolean();
      AtomicBoolean seen = new AtomicBoolean();
      SimulationResult result =
          Simulator.run(
              SimulationOptions.seed(seed),
              simulation -> {
                try (MultiCoreRuntime runtime = simulation.runtime().start()) {
                  Runnable yields =
                      () -> {
                        isInYield.set(true);
                        Thread.yield();
                        isInYield.set(false);
                      };
                  var one = inFiber ? runtime.spawnFiber(yields) : runtime.spawnOn(0, yields);
                  var other =
                      runtime.spawnOn(1, () -> seen.compareAndSet(false, isInYield.get()));
                  other.join();
                  one.join();
                }
              });
      assertThat(result.failure()).isEmpty();
      othersRanMeanwhile = seen.get();
    }
    assertThat(othersRanMeanwhile).isTrue();
  }

  private static boolean isBlocked(@Nullable Thread thread) {
    return thread != null && thread.getState() == Thread.State.BLOCKED;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aWaitForANotificationIsAnEscape(boolean inFiber) {
    SimulationResult result =
        Simulator.run(
            SimulationOptions.seed(1),
            simulation -> {
              Object monitor = new Object();
              boolean[] told = new boolean[1];
              Callable<Integer> waits =
                  () -> {
                    synchronized (monitor) {
                      while (!told[0]) {
                        monitor.wait();
                      }
                    }
                    return 1;
                  };
              try (MultiCoreRuntime runtime = simulation.runtime().start()) {
                var waiting = inFiber ? runtime.spawnFiber(waits) : runtime.spawnOn(0, waits);
                runtime.spawnOn(
                    0,
                    () -> {
                      synchronized (monitor) {
                        told[0] = true;
                        monitor.notifyAll();
                      }
                    });
                waiting.join();
              }
            });
    RunFailure failure = result.failure().orElseThrow();
    assertThat(failure.kind()).isEqualTo(FailureKind.ESCAPE);
    assertThat(failure.message()).contains("Object.wait");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aMonitorOfTheJdkThatIsHeldInsideTheRunIsAnEscape(boolean inFiber) {
    RunFailure failure = null;
    for (int seed = 0; seed < 100 && failure == null; seed++) {
      ConcurrentHashMap<String, String> map = new ConcurrentHashMap<>();
      failure =
          Simulator.run(
              SimulationOptions.seed(seed),
              simulation -> {
                try (MultiCoreRuntime runtime = simulation.runtime().start()) {
                  Runnable use =
                      () -> map.computeIfAbsent("key", key -> runtime.phase().toString());
                  var one = inFiber ? runtime.spawnFiber(use) : runtime.spawnOn(0, use);
                  var other = runtime.spawnOn(1, use);
                  one.join();
                  other.join();
                }
              })
              .failure()
              .orElse(null);
    }
    assertThat(failure).isNotNull();
    assertThat(failure.kind()).isEqualTo(FailureKind.ESCAPE);
    assertThat(failure.message()).contains("ConcurrentHashMap");
  }
}
