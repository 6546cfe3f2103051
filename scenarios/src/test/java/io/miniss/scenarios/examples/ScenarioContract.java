package io.miniss.scenarios.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.scenario.RealWorld;
import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.strategy.Strategies;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every scenario must do; one subclass a scenario, which adds how it can fail. */
abstract class ScenarioContract {
  private static final int SEEDS = 300;

  /** The scenario as it is shipped. */
  abstract Scenario scenario();

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "random; 1", "random; 2", "random; 3",
        "pct(depth=3,steps=500); 1", "pct(depth=3,steps=500); 2", "pct(depth=3,steps=500); 3"
      })
  void holdsInSimulation(String strategy, int cores) {
    for (long seed = 0; seed < SEEDS; seed++) {
      SimulationOptions options =
          SimulationOptions.seed(seed)
              .withCores(cores)
              .withStrategy(Strategies.parse(strategy))
              .withMaxSteps(100_000);
      SimulationResult result = Simulator.run(options, scenario()::run);
      assertThat(result.failure()).as("%s", options).isEmpty();
    }
  }

  @Test
  void isTheSameForTheSameSeed() {
    for (long seed = 0; seed < 50; seed++) {
      SimulationResult result =
          Simulator.audit(SimulationOptions.seed(seed), scenario()::run);
      assertThat(result.failure()).as("seed %d", seed).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"1", "2"})
  void holdsOnTheMachine(int cores) {
    for (long seed = 0; seed < 10; seed++) {
      RealWorld.Outcome outcome = RealWorld.run(scenario(), seed, cores, 20);
      assertThat(outcome.failure()).as("seed %d", seed).isNull();
    }
  }

  @Test
  void isFoundByName() {
    assertThat(ServiceLoader.load(Scenario.class))
        .filteredOn(each -> each.name().equals(scenario().name()))
        .singleElement()
        .isInstanceOf(scenario().getClass());
  }

  /** Some seed of a few shows that {@code broken} breaks the rule of this name, in these words. */
  static void assertCaught(Scenario broken, String rule, String words) {
    SimulationResult caught = null;
    for (long seed = 0; caught == null && seed < SEEDS; seed++) {
      SimulationResult result =
          Simulator.run(SimulationOptions.seed(seed).withMaxSteps(100_000), broken::run);
      if (!result.isSuccess()) {
        caught = result;
      }
    }
    assertThat(caught).as("some of %d seeds breaks \"%s\"", SEEDS, rule).isNotNull();
    assertThat(caught.failure().orElseThrow().name()).isEqualTo(rule);
    assertThat(caught.failure().orElseThrow().message()).contains(words);
  }
}
