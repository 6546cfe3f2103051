package io.miniss.simulator.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.scenario.World;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class DistinctFailuresTest {
  /** Fails in one of two ways, or passes, by its size. */
  private static final class ThreeWays implements Scenario {
    @Override
    public String name() {
      return "three-ways";
    }

    @Override
    public String description() {
      return "for this test";
    }

    @Override
    public void run(World world) {
      int way = world.drawSize("way", 1, 3);
      if (way == 1) {
        world.require(false, "one");
      }
      if (way == 2) {
        world.scheduler().currentParker().park();
      }
    }
  }

  @Test
  void eachDifferentFailureIsReportedOnce() {
    DistinctFailures.Result result =
        new DistinctFailures(
            new ThreeWays(), SimulationOptions.seed(0), 0, 60, Optional.empty())
            .run();
    assertThat(result.runs()).isEqualTo(60);
    assertThat(result.failures()).hasSize(2);
    assertThat(result.failures().stream().mapToLong(DistinctFailures.Found::runs).sum())
        .isBetween(3L, 59L);
  }

  /** Requires the same at two lines, and the size says which of them fails. */
  private static final class TwoLines implements Scenario {
    @Override
    public String name() {
      return "two-lines";
    }

    @Override
    public String description() {
      return "for this test";
    }

    @Override
    public void run(World world) {
      int line = world.drawSize("line", 1, 2);
      world.require(line != 1, "as expected");
      world.require(line != 2, "as expected");
    }
  }

  @Test
  void failuresAtTwoLinesAreDifferent() {
    DistinctFailures.Result result =
        new DistinctFailures(new TwoLines(), SimulationOptions.seed(0), 0, 60, Optional.empty())
            .run();
    assertThat(result.failures()).hasSize(2);
    assertThat(result.failures().stream().mapToLong(DistinctFailures.Found::runs).sum())
        .isEqualTo(60);
  }
}
