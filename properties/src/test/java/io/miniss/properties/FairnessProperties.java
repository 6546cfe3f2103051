package io.miniss.properties;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.miniss.properties.Workloads.Feature;
import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.simulator.Simulation;
import io.miniss.simulator.SimulationOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Founding requirement: task fairness. */
class FairnessProperties {
  private static final Workloads CHAINS = Workloads.plain().with(Feature.CHAINS);

  private static Law law(Workload workload) {
    return journal -> Laws.noTaskIsOvertakenWithoutBound(journal, workload.shape().batch());
  }

  @Provide
  Arbitrary<Workload> workloads() {
    return CHAINS.arbitrary();
  }

  @Provide
  Arbitrary<Interleavings> interleavings() {
    return Interleavings.of(2);
  }

  @Property(tries = 200)
  void noReadyTaskIsOvertakenWithoutBound(
      @ForAll("workloads") Workload workload,
      @ForAll("interleavings") Interleavings interleavings) {
    law(workload).inSimulation(workload, interleavings, Subject::runtime);
  }

  @Property(tries = 20)
  void noReadyTaskIsOvertakenWithoutBoundOnTheMachine(@ForAll("workloads") Workload workload) {
    law(workload).onTheMachine(workload, 2, Subject::runtime);
  }

  @Example
  void aCoreThatServesItsReadyTasksFirstIsCaught() {
    List<Workload> workloads = Samples.of(CHAINS.arbitrary(), 200);
    List<Interleavings> interleavings = Samples.of(Interleavings.of(2, 1, 4), 200);
    assertThatThrownBy(
        () -> {
          for (int i = 0; i < workloads.size(); i++) {
            Workload workload = workloads.get(i);
            law(workload)
                .inSimulation(workload, interleavings.get(i), TinyRuntime.with(Flaw.READY_FIRST));
          }
        })
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("tasks that overtook");
  }

  // ---- stealing ----

  /** Independent tasks, all there from the beginning, by what each costs. */
  record Batch(List<Integer> costs, boolean fromACore, int batch) {}

  @Provide
  Arbitrary<Batch> batches() {
    return allBatches();
  }

  private static Arbitrary<Batch> allBatches() {
    return Combinators.combine(
        Arbitraries.integers().between(0, 1_000).list().ofMinSize(1).ofMaxSize(12),
        Arbitraries.of(true, false),
        Arbitraries.of(1, 4))
        .as(Batch::new);
  }

  @Property(tries = 300)
  void stealingKeepsTheMakespanWithinGrahamsBound(
      @ForAll("batches") Batch batch, @ForAll("interleavings") Interleavings interleavings) {
    makespan(batch, interleavings, true);
  }

  @Example
  void coresThatDoNotStealAreCaught() {
    List<Batch> batches = Samples.of(allBatches(), 100);
    List<Interleavings> interleavings = Samples.of(Interleavings.of(1, 2, 4), 100);
    assertThatThrownBy(
        () -> {
          for (int i = 0; i < batches.size(); i++) {
            makespan(batches.get(i), interleavings.get(i), false);
          }
        })
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("makespan");
  }

  /**
   * Graham (1966): a schedule in which no machine idles while a task waits takes at most sum / m + (1 -
   * 1 / m) * longest, which is at most (2 - 1 / m) * optimum. The first is checked, in whole numbers,
   * and against the true optimum where it can be found by trying all assignments.
   */
  private static void makespan(Batch batch, Interleavings interleavings, boolean stealing) {
    for (SimulationOptions options : interleavings.options()) {
      Simulations.check(
          options.withStepsCostTime(false),
          simulation -> {
            long span = run(simulation, batch, stealing);
            long cores = simulation.cores();
            long sum = batch.costs.stream().mapToLong(Integer::longValue).sum();
            long longest = batch.costs.stream().mapToLong(Integer::longValue).max().orElse(0);
            assertThat(cores * span)
                .as("cores * makespan")
                .isLessThanOrEqualTo(sum + (cores - 1) * longest);
            if (batch.costs.size() <= 6) {
              long optimum = optimum(batch.costs, new long[(int) cores], 0);
              assertThat(span).as("makespan").isGreaterThanOrEqualTo(optimum);
              assertThat(cores * span)
                  .as("cores * makespan")
                  .isLessThanOrEqualTo((2 * cores - 1) * optimum);
            }
          });
    }
  }

  private static long run(Simulation simulation, Batch batch, boolean stealing) {
    long start = simulation.clock().nanos();
    long[] last = {start};
    try (MultiCoreRuntime runtime =
        simulation
            .runtime()
            .mailboxCapacity(64)
            .backlogCapacity(64)
            .batch(batch.batch)
            .stealing(stealing)
            .start()) {
      Runnable submit =
          () -> batch.costs.forEach(
              cost -> runtime.spawn(
                  () -> {
                    simulation.work(Duration.ofNanos(cost));
                    last[0] = Math.max(last[0], simulation.clock().nanos());
                  }));
      if (batch.fromACore) {
        runtime.spawn(submit).join();
      } else {
        submit.run();
      }
    }
    return last[0] - start;
  }

  private static long optimum(List<Integer> costs, long[] loads, int next) {
    if (next == costs.size()) {
      long longest = 0;
      for (long load : loads) {
        longest = Math.max(longest, load);
      }
      return longest;
    }
    long best = Long.MAX_VALUE;
    for (int i = 0; i < loads.length; i++) {
      loads[i] += costs.get(next);
      best = Math.min(best, optimum(costs, loads, next + 1));
      loads[i] -= costs.get(next);
    }
    return best;
  }

  @Example
  void aBusyCoresStealableTasksAreTakenByTheOthersOnTheMachine() {
    AtomicInteger done = new AtomicInteger();
    AtomicBoolean release = new AtomicBoolean();
    try (MultiCoreRuntime runtime = MultiCoreRuntime.builder().name("stealing").cores(2).start()) {
      runtime.spawnOn(
          0,
          () -> {
            while (!release.get()) {
              Thread.onSpinWait();
            }
          });
      try {
        for (int i = 0; i < 100; i++) {
          runtime.spawn((Runnable) done::incrementAndGet);
        }
        await().atMost(Duration.ofSeconds(20)).untilAtomic(done, org.hamcrest.Matchers.is(100));
      } finally {
        release.set(true);
      }
    }
  }
}
