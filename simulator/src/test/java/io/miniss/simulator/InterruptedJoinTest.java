package io.miniss.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.future.Promise;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** An interrupt ends the wait of a simulated client as it ends that of a thread. */
class InterruptedJoinTest {
  private static final int SEEDS = 200;

  @Test
  void anInterruptEndsAClientsJoin() {
    for (int seed = 0; seed < SEEDS; seed++) {
      SimulationResult result =
          Simulator.run(
              SimulationOptions.seed(seed),
              simulation -> {
                try (MultiCoreRuntime runtime = simulation.runtime().start()) {
                  Promise<Thread> waiter = runtime.newPromise();
                  Promise<String> never = runtime.newPromise();
                  Promise<String> told = runtime.newPromise();
                  simulation.client(
                      "waiter",
                      () -> {
                        waiter.complete(Thread.currentThread());
                        try {
                          told.complete("joined " + never.future().joinInterruptibly());
                        } catch (InterruptedException e) {
                          told.complete(
                              "interrupted, status " + Thread.currentThread().isInterrupted());
                        }
                      });
                  waiter.future().join().interrupt();
                  String outcome = told.future().join();
                  simulation.require(
                      outcome.equals("interrupted, status false"), "told: " + outcome);
                }
              });
      assertThat(result.failure()).as("seed %d", seed).isEmpty();
    }
  }

  @Test
  void theResultOrTheInterruptComesFirst() {
    Set<String> outcomes = new TreeSet<>();
    for (int seed = 0; seed < SEEDS; seed++) {
      SimulationResult result =
          Simulator.run(
              SimulationOptions.seed(seed),
              simulation -> {
                try (MultiCoreRuntime runtime = simulation.runtime().start()) {
                  Promise<String> promise = runtime.newPromise();
                  Thread waiter = Thread.currentThread();
                  simulation.client("interrupter", waiter::interrupt);
                  simulation.client("completer", () -> promise.complete("value"));
                  String outcome;
                  try {
                    outcome = promise.future().joinInterruptibly();
                  } catch (InterruptedException e) {
                    outcome = "interrupted";
                  }
                  outcomes.add(outcome);
                }
              });
      assertThat(result.failure()).as("seed %d", seed).isEmpty();
    }
    assertThat(outcomes).containsExactly("interrupted", "value");
  }

  @Test
  void theLimitEndsAJoinInVirtualTime() {
    SimulationResult result =
        Simulator.run(
            SimulationOptions.seed(1),
            simulation -> {
              try (MultiCoreRuntime runtime = simulation.runtime().start()) {
                Promise<String> never = runtime.newPromise();
                String outcome;
                try {
                  outcome = never.future().joinInterruptibly(Duration.ofDays(1));
                } catch (TimeoutException e) {
                  outcome = "late";
                } catch (InterruptedException e) {
                  outcome = "interrupted";
                }
                simulation.require(outcome.equals("late"), outcome);
              }
            });
    assertThat(result.failure()).isEmpty();
  }

  @Test
  void anInterruptedCloseCancelsTheRest() {
    for (int seed = 0; seed < SEEDS; seed++) {
      SimulationResult result =
          Simulator.run(
              SimulationOptions.seed(seed),
              simulation -> {
                MultiCoreRuntime runtime =
                    simulation.runtime().drainLimit(Duration.ofDays(100)).start();
                Promise<String> never = runtime.newPromise();
                var fiber = runtime.spawnFiber(() -> never.future().join());
                Thread closer = Thread.currentThread();
                simulation.client("interrupter", closer::interrupt);
                var report = runtime.closeAndReport();
                simulation.require(report.cancelled() == 1, report.toString());
                simulation.require(
                    report.took().compareTo(Duration.ofDays(1)) < 0, report.toString());
                simulation.require(fiber.future().isFailed(), "the fiber was cancelled");
              });
      assertThat(result.failure()).as("seed %d", seed).isEmpty();
    }
  }
}
