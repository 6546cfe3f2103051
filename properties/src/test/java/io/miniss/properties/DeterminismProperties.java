package io.miniss.properties;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.shared.SharedCounter;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.engine.FailureKind;
import io.miniss.simulator.engine.RunFailure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The same seed is the same run, to the last step; another seed is usually another. */
class DeterminismProperties {
  @Provide
  Arbitrary<Workload> workloads() {
    return Workloads.everything().arbitrary();
  }

  @Provide
  Arbitrary<Interleavings> interleavings() {
    return Interleavings.of(2);
  }

  @Property(tries = 150)
  void theSameSeedIsTheSameRun(
      @ForAll("workloads") Workload workload,
      @ForAll("interleavings") Interleavings interleavings) {
    for (SimulationOptions options : interleavings.options()) {
      List<String> journals = new ArrayList<>();
      SimulationResult result =
          Simulator.audit(
              options,
              simulation -> journals.add(WorkloadRun.run(simulation, workload).toString()));
      assertThat(result.failure()).as("%s", options).isEmpty();
      assertThat(journals).as("journals of %s", options).hasSize(2);
      assertThat(journals.getFirst()).as("%s", options).isEqualTo(journals.getLast());
    }
  }

  @Property(tries = 50)
  void aRecordIsReplayedByItsChoices(
      @ForAll("workloads") Workload workload,
      @ForAll("interleavings") Interleavings interleavings) {
    for (SimulationOptions options : interleavings.options()) {
      Simulator.Body body = simulation -> WorkloadRun.run(simulation, workload);
      SimulationResult recorded = Simulator.trace(options, body);
      int[] choices = recorded.trace().orElseThrow().choices();
      SimulationResult replayed =
          Simulator.replay(options, Arrays.stream(choices).boxed().toList(), body);
      assertThat(replayed.failure()).as("%s", options).isEmpty();
      assertThat(replayed.traceHash()).as("%s", options).isEqualTo(recorded.traceHash());
    }
  }

  /** The hash begins with the seed, so what is compared are the choices. */
  @Property(tries = 30)
  void anotherSeedIsUsuallyAnotherRun(@ForAll("seeds") long seed) {
    Workload workload =
        new Workload(
            Workload.Shape.ROOMY,
            List.of(
                List.of(new Action.Spawn(false, 0, true, List.of())),
                List.of(new Action.Spawn(false, 1, true, List.of()))));
    var different = new TreeSet<String>();
    for (int i = 0; i < 10; i++) {
      different.add(
          Arrays.toString(
              Simulator.trace(
                  SimulationOptions.seed(seed + i),
                  simulation -> WorkloadRun.run(simulation, workload))
                  .trace()
                  .orElseThrow()
                  .choices()));
    }
    assertThat(different).as("different runs of 10 seeds").hasSizeGreaterThanOrEqualTo(8);
  }

  @Provide
  Arbitrary<Long> seeds() {
    return Interleavings.seeds();
  }

  @Example
  void theAuditCatchesWhatOutlivesARun() {
    AtomicInteger outliving = new AtomicInteger();
    caught(
        simulation -> {
          SharedCounter counter = new SharedCounter(simulation.scheduler(), "counter");
          int steps = outliving.incrementAndGet();
          for (int i = 0; i < steps; i++) {
            counter.getAndAdd(1);
          }
        });
  }

  @Example
  void theAuditCatchesAnAddressThatDecides() {
    caught(
        simulation -> {
          SharedCounter counter = new SharedCounter(simulation.scheduler(), "counter");
          int address = System.identityHashCode(new Object());
          for (int bit = 0; bit < 32; bit++) {
            if ((address >>> bit & 1) != 0) {
              counter.getAndAdd(bit);
            } else {
              counter.getVolatile();
            }
          }
        });
  }

  private static void caught(Simulator.Body body) {
    assertThat(Simulator.audit(SimulationOptions.seed(1), body).failure().map(RunFailure::kind))
        .contains(FailureKind.NONDETERMINISM);
  }
}
