package io.miniss.scenarios.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.scenarios.cli.ScenarioRegistry;
import io.miniss.scenarios.zoo.Exhibit.Variant;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.campaign.Campaign;
import io.miniss.simulator.campaign.FailureReport;
import io.miniss.simulator.replay.ReplayLine;
import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.search.EventProfile;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The quick pass over the zoo; {@code miniss zoo --table} is the thorough one. */
final class ZooTest {
  private static final long MAX_RUNS = 10_000;
  private static final long FIXED_RUNS = 1_000;

  /** Another than those of the table's campaigns. */
  private static final long FIRST_SEED = 7_654_321;

  private static Stream<DynamicTest> each(String claim, ForExhibit test) {
    return Zoo.exhibits().stream()
        .map(
            exhibit -> DynamicTest.dynamicTest(
                exhibit.number() + " " + claim + ": " + exhibit.label().title(),
                () -> test.run(exhibit)));
  }

  private interface ForExhibit {
    void run(Exhibit exhibit);
  }

  private static Campaign.Result explore(Scenario scenario, long seeds) {
    SimulationOptions base = SimulationOptions.seed(FIRST_SEED);
    return new Campaign(
        scenario,
        base.withStrategy(EventProfile.portfolio(base, scenario::run)),
        FIRST_SEED,
        seeds,
        Optional.empty(),
        Runtime.getRuntime().availableProcessors(),
        Campaign.DEFAULT_AUDIT)
        .run(progress -> {});
  }

  @Test
  void theNumbersGoFrom1OnWithoutGaps() {
    List<Integer> numbers = Zoo.exhibits().stream().map(Exhibit::number).toList();
    assertThat(numbers)
        .isNotEmpty()
        .isEqualTo(IntStream.rangeClosed(1, numbers.size()).boxed().toList());
    for (int number : numbers) {
      assertThat(Zoo.exhibit(number).number()).isEqualTo(number);
    }
  }

  @TestFactory
  Stream<DynamicTest> isTold() {
    return each(
        "is told",
        exhibit -> {
          assertThat(exhibit.label().title()).isNotBlank();
          assertThat(exhibit.label().story()).contains(".").hasSizeGreaterThan(80);
          assertThat(exhibit.label().runtime()).contains(".").hasSizeGreaterThan(30);
          assertThat(exhibit.label().references())
              .isNotEmpty()
              .allSatisfy(reference -> assertThat(reference.name()).isNotBlank())
              .allSatisfy(reference -> assertThat(reference.link()).hasScheme("https"));
        });
  }

  @TestFactory
  Stream<DynamicTest> theBugIsFoundAndItsLineBringsItBack() {
    return each(
        "is found",
        exhibit -> {
          Scenario buggy = Zoo.scenario(exhibit, Variant.BUGGY);
          assertThat(buggy.showsBug()).isTrue();
          FailureReport found = explore(buggy, MAX_RUNS).failure().orElseThrow();
          ReplayLine line = ReplayLine.parse(found.line().toString());
          SimulationResult replayed =
              Simulator.run(line.options(), ScenarioRegistry.named(line.scenario())::run);
          assertThat(replayed.traceHashText()).isEqualTo(line.traceHash().orElseThrow());
          assertThat(replayed.failure().orElseThrow().isSameAs(found.failure())).isTrue();
        });
  }

  @TestFactory
  Stream<DynamicTest> theFixedOnePasses() {
    return each(
        "passes when fixed",
        exhibit -> {
          Scenario fixed = Zoo.scenario(exhibit, Variant.FIXED);
          assertThat(fixed.showsBug()).isFalse();
          Campaign.Result result = explore(fixed, FIXED_RUNS);
          assertThat(result.failure().map(FailureReport::text)).isEmpty();
          assertThat(result.progress().runs()).isEqualTo(FIXED_RUNS);
        });
  }
}
