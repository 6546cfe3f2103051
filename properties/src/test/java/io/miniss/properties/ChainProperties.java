package io.miniss.properties;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miniss.properties.jqwik.Cores;
import io.miniss.properties.jqwik.Faults;
import io.miniss.runtime.cancel.CancelOutcome;
import io.miniss.runtime.future.Future;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.RejectedTaskException;
import io.miniss.runtime.task.TaskId;
import io.miniss.runtime.task.TaskState;
import io.miniss.simulator.Simulation;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.fault.Fault;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.state.Action;
import net.jqwik.api.state.Transformer;

/** Chains of actions, and faults that jqwik draws. */
class ChainProperties {
  private static final int TRIES = 50;

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
    endsAndStaysWhatItWas(chain, simulation);
  }

  private static void endsAndStaysWhatItWas(RuntimeChain chain, Simulation simulation) {
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
        simulation -> theReportCounts(chain, simulation));
  }

  private static void theReportCounts(RuntimeChain chain, Simulation simulation) {
    int[] accepted = {0};
    long reported = chain.run(simulation, live -> accepted[0] = live.accepted().size()).accepted();
    simulation.require(reported == accepted[0], "each accepted task is in the report");
  }

  @Property(tries = 100)
  void aPlanHasNoOtherKindsThanItWasGiven(
      @ForAll("clocks") io.miniss.simulator.fault.Faults faults) {
    hasNoOtherKinds(faults);
  }

  private static void hasNoOtherKinds(io.miniss.simulator.fault.Faults faults) {
    assertThat(faults.probabilities().keySet())
        .isSubsetOf(Fault.CLOCK_SKEW, Fault.CLOCK_DRIFT);
    SimulationOptions options = SimulationOptions.seed(1).withFaults(faults);
    assertThat(io.miniss.simulator.fault.Faults.parse(faults.toString()))
        .isEqualTo(options.faults());
  }

  // ---- what they catch ----

  /** A handle that is wrong about its task. */
  private record WrongHandle(JoinHandle<String> real, Supplier<TaskState> said)
      implements JoinHandle<String> {
    @Override
    public TaskId id() {
      return real.id();
    }

    @Override
    public TaskState state() {
      return said.get();
    }

    @Override
    public String join() {
      return real.join();
    }

    @Override
    public String join(Duration limit) throws TimeoutException {
      return real.join(limit);
    }

    @Override
    public Future<String> future() {
      return real.future();
    }

    @Override
    public CancelOutcome cancel(String reason) {
      return real.cancel(reason);
    }
  }

  @Example
  void aTaskThatNeverEndsIsCaught() {
    caught(
        ChainProperties::endsAndStaysWhatItWas,
        live -> live.spawn(() -> new WrongHandle(task(live), () -> TaskState.RUNNING)),
        "what was accepted ends");
  }

  @Example
  void aTaskThatEndsTwiceIsCaught() {
    caught(
        ChainProperties::endsAndStaysWhatItWas,
        live -> {
          int[] asked = {0};
          live.spawn(
              () -> new WrongHandle(
                  task(live),
                  () -> asked[0]++ % 2 == 0 ? TaskState.CANCELLED : TaskState.COMPLETED));
        },
        "a task ends once");
  }

  @Example
  void aTaskThatIsNotInTheReportIsCaught() {
    caught(
        ChainProperties::theReportCounts,
        live -> {
          JoinHandle<String> one = task(live);
          live.spawn(() -> one);
          live.spawn(() -> one);
        },
        "each accepted task is in the report");
  }

  @Example
  void aTaskThatNobodyWasToldOfIsCaught() {
    caught(
        ChainProperties::theReportCounts,
        ChainProperties::task,
        "each accepted task is in the report");
  }

  @Example
  void aPlanWithOtherKindsIsCaught() {
    assertThatThrownBy(
        () -> Samples.of(FaultPlans.any(), TRIES).forEach(ChainProperties::hasNoOtherKinds))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("but found these extra elements");
  }

  private static JoinHandle<String> task(LiveRuntime live) {
    return live.runtime().spawn(() -> "done");
  }

  /** Among the actions is one by which the runtime does {@code flawed}. */
  private static void caught(
      BiConsumer<RuntimeChain, Simulation> property, Consumer<LiveRuntime> flawed, String words) {
    RuntimeChain.Step step =
        new RuntimeChain.Step(
            "flawed",
            true,
            live -> {
              try {
                flawed.accept(live);
              } catch (RejectedTaskException shuttingDown) {
                // then there is nothing to be wrong about
              }
            });
    Action.Independent<RuntimeChain> action =
        () -> Arbitraries.just(Transformer.transform("flawed", chain -> chain.plus(step)));
    List<RuntimeChain> chains =
        Samples.of(RuntimeChain.of(RuntimeActions.all(25).withAction(2, action)), TRIES);
    List<Interleavings> interleavings = Samples.of(Interleavings.of(1), TRIES);
    assertThatThrownBy(
        () -> {
          for (int i = 0; i < TRIES; i++) {
            RuntimeChain chain = chains.get(i);
            Simulations.check(
                interleavings.get(i), simulation -> property.accept(chain, simulation));
          }
        })
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(words);
  }
}
