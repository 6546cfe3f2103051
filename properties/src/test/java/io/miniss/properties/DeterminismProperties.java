package io.miniss.properties;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miniss.runtime.shared.SharedLong;
import io.miniss.simulator.Simulation;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.engine.FailureKind;
import io.miniss.simulator.engine.RunFailure;
import io.miniss.simulator.random.SplitMix64;
import io.miniss.simulator.replay.ContextSwitches;
import io.miniss.simulator.replay.ContextSwitches.ContextSwitch;
import io.miniss.simulator.replay.Recording;
import io.miniss.simulator.strategy.RandomWalk;
import io.miniss.simulator.strategy.Strategy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The same seed is the same run, to the last step; another seed is usually another. */
class DeterminismProperties {
  private static final Workload TWO_CLIENTS =
      new Workload(
          Workload.Shape.ROOMY,
          List.of(
              List.of(new Action.Spawn(false, 0, true, List.of())),
              List.of(new Action.Spawn(false, 1, true, List.of()))));

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
  void aRecordIsReplayedByItsTurns(
      @ForAll("workloads") Workload workload,
      @ForAll("interleavings") Interleavings interleavings) {
    for (SimulationOptions options : interleavings.options()) {
      isReplayed(
          options, simulation -> WorkloadRun.run(simulation, workload), UnaryOperator.identity());
    }
  }

  /** Replays a run by what {@code record} keeps of its switches. */
  private static void isReplayed(
      SimulationOptions options, Simulator.Body body, UnaryOperator<List<ContextSwitch>> record) {
    SimulationResult recorded = Simulator.trace(options, body);
    Recording whole =
        Recording.parse("memory", Recording.of("workload", recorded).toText());
    ContextSwitches switches = whole.switches().orElseThrow();
    Recording kept =
        new Recording(
            whole.line(),
            whole.steps(),
            whole.note(),
            whole.failure(),
            whole.message(),
            Optional.of(new ContextSwitches(record.apply(switches.switches()), switches.end())));
    SimulationResult replayed = kept.replay(body);
    assertThat(replayed.failure()).as("%s", options).isEmpty();
    assertThat(replayed.traceHash()).as("%s", options).isEqualTo(recorded.traceHash());
  }

  @Example
  void aRecordWithoutItsSecondHalfIsCaught() {
    assertThatThrownBy(
        () -> isReplayed(
            SimulationOptions.seed(1),
            simulation -> WorkloadRun.run(simulation, TWO_CLIENTS),
            switches -> switches.subList(0, switches.size() / 2)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("DIVERGENCE");
  }

  @Example
  void aRecordWithTwoTurnsInTheWrongOrderIsCaught() {
    assertThatThrownBy(
        () -> isReplayed(
            SimulationOptions.seed(1),
            simulation -> WorkloadRun.run(simulation, TWO_CLIENTS),
            switches -> {
              List<ContextSwitch> swapped = new ArrayList<>(switches);
              int at = 1;
              while (swapped.get(at - 1).equals(swapped.get(at))) {
                at++;
              }
              Collections.swap(swapped, at - 1, at);
              return swapped;
            }))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("seed=1");
  }

  @Example
  void aReplayOfWhatOutlivesARunIsCaught() {
    AtomicInteger outliving = new AtomicInteger();
    assertThatThrownBy(
        () -> isReplayed(
            SimulationOptions.seed(1),
            simulation -> countsTo(simulation, outliving.incrementAndGet()),
            UnaryOperator.identity()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("seed=1");
  }

  /** The hash begins with the seed, so what is compared are the choices. */
  @Property(tries = 30)
  void anotherSeedIsUsuallyAnotherRun(@ForAll("seeds") long seed) {
    mostDiffer(seed, SimulationOptions::seed);
  }

  private static void mostDiffer(long seed, LongFunction<SimulationOptions> options) {
    var different = new TreeSet<String>();
    for (int i = 0; i < 10; i++) {
      different.add(
          Simulator.trace(
              options.apply(seed + i),
              simulation -> WorkloadRun.run(simulation, TWO_CLIENTS))
              .trace()
              .orElseThrow()
              .choices()
              .toString());
    }
    assertThat(different).as("different runs of 10 seeds").hasSizeGreaterThanOrEqualTo(8);
  }

  @Example
  void aStrategyThatForgetsItsSeedIsCaught() {
    Strategy forgetful = random -> new RandomWalk().start(SplitMix64.stream(1, "always"));
    assertThatThrownBy(
        () -> mostDiffer(1, seed -> SimulationOptions.seed(seed).withStrategy(forgetful)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("different runs of 10 seeds");
  }

  @Provide
  Arbitrary<Long> seeds() {
    return Interleavings.seeds();
  }

  @Example
  void theAuditCatchesWhatOutlivesARun() {
    AtomicInteger outliving = new AtomicInteger();
    caught(simulation -> countsTo(simulation, outliving.incrementAndGet()));
  }

  private static void countsTo(Simulation simulation, int last) {
    SharedLong counter = new SharedLong(simulation.scheduler(), "counter");
    for (int i = 0; i < last; i++) {
      counter.getAndAdd(1);
    }
  }

  @Example
  void theAuditCatchesAnAddressThatDecides() {
    caught(
        simulation -> {
          SharedLong counter = new SharedLong(simulation.scheduler(), "counter");
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
