package io.miniss.properties;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.miniss.simulator.SimulationOptions;
import org.junit.jupiter.api.Test;

final class SimulationsTest {
  @Test
  void onlyTheReplayHasALongLine() {
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(
            () -> Simulations.check(
                SimulationOptions.seed(0),
                simulation -> simulation.require(false, "word ".repeat(100))))
        .satisfies(
            error -> assertThat(String.valueOf(error.getMessage()).lines())
                .anyMatch(line -> line.startsWith("  replay: property seed=0 "))
                .allMatch(line -> line.startsWith("  replay: ") || line.length() <= 200));
  }
}
