package io.miniss.simulator.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.scenario.BodyScenario;
import io.miniss.simulator.scenario.World;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class DistinctFailuresTest {
  private static DistinctFailures.Result in60Runs(String name, Consumer<World> body) {
    return new DistinctFailures(
        new BodyScenario(name, body::accept), SimulationOptions.seed(0), 0, 60, Optional.empty())
        .run();
  }

  private static long failedRuns(DistinctFailures.Result result) {
    return result.failures().stream().mapToLong(DistinctFailures.Found::runs).sum();
  }

  /** Fails in one of two ways, or passes, by its size. */
  private static void threeWays(World world) {
    int way = world.drawSize("way", 1, 3);
    if (way == 1) {
      world.require(false, "one");
    }
    if (way == 2) {
      world.scheduler().currentParker().park();
    }
  }

  @Test
  void eachDifferentFailureIsReportedOnce() {
    DistinctFailures.Result result = in60Runs("three-ways", DistinctFailuresTest::threeWays);
    assertThat(result.runs()).isEqualTo(60);
    assertThat(result.failures()).hasSize(2);
    assertThat(failedRuns(result)).isBetween(3L, 59L);
  }

  /** Requires the same at two lines, and the size says which of them fails. */
  private static void twoLines(World world) {
    int line = world.drawSize("line", 1, 2);
    world.require(line != 1, "as expected");
    world.require(line != 2, "as expected");
  }

  @Test
  void failuresAtTwoLinesAreDifferent() {
    DistinctFailures.Result result = in60Runs("two-lines", DistinctFailuresTest::twoLines);
    assertThat(result.failures()).hasSize(2);
    assertThat(failedRuns(result)).isEqualTo(60);
  }
}
