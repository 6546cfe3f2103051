package io.miniss.scenarios.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.engine.RunFailure;
import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.scenario.ThreadedWorld;
import io.miniss.simulator.strategy.Strategies;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every scenario must do; one subclass a scenario, which adds how it can fail. */
abstract class ScenarioContract {
  private static final int SEEDS = 300;

  /** Until a broken variant has shown itself. */
  private static final int MAX_SEEDS = 3_000;

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
      ThreadedWorld.Outcome outcome = ThreadedWorld.run(scenario(), seed, cores, 20);
      assertThat(outcome.failure()).as("seed %d", seed).isNull();
    }
  }

  @Test
  void drawsItsWorkloadInSizesThatShrink() {
    SimulationResult result = Simulator.run(SimulationOptions.seed(1), scenario()::run);
    assertThat(result.sizes()).isNotEmpty();
    Map<String, Integer> none = new TreeMap<>(result.sizes());
    none.replaceAll((name, size) -> Integer.MIN_VALUE);
    for (long seed = 0; seed < SEEDS; seed++) {
      SimulationResult least =
          Simulator.run(SimulationOptions.seed(seed).withSizes(none), scenario()::run);
      assertThat(least.failure()).as("the least there is, with seed %d", seed).isEmpty();
    }
  }

  @Test
  void isFoundByName() {
    assertThat(ServiceLoader.load(Scenario.class))
        .filteredOn(each -> each.name().equals(scenario().name()))
        .singleElement()
        .isInstanceOf(scenario().getClass());
  }

  /** Some seed shows that {@code broken} breaks the check of this name, in these words. */
  static void assertCaught(Scenario broken, String check, String words) {
    RunFailure failure = assertCaught(broken, words);
    assertThat(failure.name()).isEqualTo(check);
  }

  /** Some seed shows that {@code broken} breaks what it requires in these words. */
  @CanIgnoreReturnValue
  static RunFailure assertCaught(Scenario broken, String words) {
    Optional<RunFailure> failure = Optional.empty();
    for (long seed = 0; failure.isEmpty() && seed < MAX_SEEDS; seed++) {
      failure =
          Simulator.run(SimulationOptions.seed(seed).withMaxSteps(100_000), broken::run).failure();
    }
    assertThat(failure).as("some of %d seeds breaks \"%s\"", MAX_SEEDS, words).isPresent();
    assertThat(failure.orElseThrow().message()).contains(words);
    return failure.orElseThrow();
  }
}
