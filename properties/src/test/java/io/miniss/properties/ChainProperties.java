package io.miniss.properties;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.properties.jqwik.Cores;
import io.miniss.properties.jqwik.Faults;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.TaskState;
import io.miniss.simulator.Simulation;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.fault.Fault;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Chains of actions, and faults that jqwik draws. */
class ChainProperties {
  @Provide
  Arbitrary<RuntimeChain> chains() {
    return RuntimeChain.of(RuntimeActions.all(25));
  }

  @Provide
  Arbitrary<io.miniss.simulator.fault.Faults> plans() {
    return FaultPlans.any();
  }

  @Provide
  Arbitrary<io.miniss.simulator.fault.Faults> clocks() {
    return FaultPlans.mixesOf(Fault.CLOCK_SKEW, Fault.CLOCK_DRIFT);
  }

  @Provide
  Arbitrary<Interleavings> interleavings() {
    return Interleavings.of(2);
  }

  @Property(tries = 300)
  void everythingAcceptedEndsAndStaysWhatItWas(
      @ForAll("chains") RuntimeChain chain,
      @ForAll @Cores({1, 2, 3}) @Faults(Faults.DRAWN) Simulation simulation) {
    TaskState[] seen = new TaskState[chain.tasks()];
    chain.run(
        simulation,
        live -> {
          for (int i = 0; i < live.accepted().size(); i++) {
            JoinHandle<?> handle = live.accepted().get(i);
            TaskState now = handle.state();
            simulation.require(
                seen[i] == null || !seen[i].isEnd() || seen[i] == now, "a task ends once");
            seen[i] = now;
          }
        });
  }

  @Property(tries = 200)
  void theReportCountsWhatTheChainWasGiven(
      @ForAll("chains") RuntimeChain chain,
      @ForAll("plans") io.miniss.simulator.fault.Faults faults,
      @ForAll("interleavings") Interleavings interleavings) {
    Simulations.check(
        interleavings.withFaults(faults),
        simulation -> {
          int[] accepted = {0};
          long reported =
              chain.run(simulation, live -> accepted[0] = live.accepted().size()).accepted();
          simulation.require(reported == accepted[0], "each accepted task is in the report");
        });
  }

  @Property(tries = 100)
  void aPlanHasNoOtherKindsThanItWasGiven(
      @ForAll("clocks") io.miniss.simulator.fault.Faults faults) {
    assertThat(faults.probabilities().keySet())
        .isSubsetOf(Fault.CLOCK_SKEW, Fault.CLOCK_DRIFT);
    SimulationOptions options = SimulationOptions.seed(1).withFaults(faults);
    assertThat(io.miniss.simulator.fault.Faults.parse(faults.toString()))
        .isEqualTo(options.faults());
  }
}
