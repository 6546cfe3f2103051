package io.miniss.simulator.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.shared.SharedCounter;
import io.miniss.simulator.Simulation;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.fault.Faults;
import io.miniss.simulator.scenario.World;
import io.miniss.simulator.strategy.Switches.Switch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run by its switches is the run. */
final class SwitchesTest {
  /** Waits several times in a row without a step in between. */
  private static void waiting(Simulation simulation) {
    SharedCounter counter = new SharedCounter(simulation.scheduler(), "counter");
    List<World.Client> clients = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      clients.add(
          simulation.client(
              "client",
              () -> {
                counter.getAndAdd(1);
                simulation.work(Duration.ofNanos(80));
                simulation.work(Duration.ofNanos(80));
                counter.getAndAdd(1);
              }));
    }
    clients.forEach(World.Client::join);
    simulation.work(Duration.ofNanos(10));
    counter.getAndAdd(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "stall=0.2,late-unpark=0.2,spurious-wake=0.2"})
  void whatIsNotedBringsTheRunBackHoweverOftenAThreadWaits(String faults) {
    for (int seed = 0; seed < 300; seed++) {
      List<Switch> notes = new ArrayList<>();
      SimulationOptions options =
          SimulationOptions.seed(seed)
              .withFaults(Faults.parse(faults))
              .withStrategy(Switches.recorder(new RandomWalk(), notes));
      SimulationResult noted = Simulator.run(options, SwitchesTest::waiting);
      Switches switches = new Switches(notes);
      assertThat(Strategies.parse(switches.toString())).isEqualTo(switches);
      SimulationResult again =
          Simulator.run(options.withStrategy(switches), SwitchesTest::waiting);
      assertThat(again.traceHash()).as("seed %s, %s", seed, switches)
          .isEqualTo(noted.traceHash());
    }
  }
}
