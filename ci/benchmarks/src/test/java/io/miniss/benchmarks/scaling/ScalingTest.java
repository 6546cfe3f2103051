package io.miniss.benchmarks.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScalingTest {
  @Test
  void sizesArePowersOfTenUpToTheCap() {
    assertThat(Scale.READY_TASKS.sizes(5_000)).containsExactly(1, 10, 100, 1_000);
    assertThat(Scale.PENDING_TIMERS.sizes(Integer.MAX_VALUE)).startsWith(10).endsWith(10_000_000);
    assertThat(Scale.CORES.sizes(2)).containsExactly(1, 2);
  }

  @ParameterizedTest
  @EnumSource
  void everyScaleRunsARound(Scale scale) {
    try (Subject subject = scale.start(2)) {
      assertThat(subject.round()).isPositive();
    }
  }

  @Test
  void tableHasARowForEachSize() {
    Map<Scale, Curve> curves = new EnumMap<>(Scale.class);
    for (Scale scale : Scale.values()) {
      curves.put(
          scale, new Curve(scale, List.of(Curve.Measured.parse("10 12.5 11.5 NaN"))));
    }
    curves.put(
        Scale.FIBERS,
        new Curve(Scale.FIBERS, List.of(Curve.Measured.parse("1000 250.4 200 1024"))));

    assertThat(Scaling.sizesTable(curves))
        .isEqualTo(
            """
            | how many | ready tasks | pending timers | queued messages | chain length | fibers alive | bytes a fiber |
            |---|--:|--:|--:|--:|--:|--:|
            | 10 | 12.5 (11.5) | 12.5 (11.5) | 12.5 (11.5) | 12.5 (11.5) |  |  |
            | 1,000 |  |  |  |  | 250 (200) | 1,024 |
            """);
  }
}
