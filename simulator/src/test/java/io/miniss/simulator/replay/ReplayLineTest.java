package io.miniss.simulator.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.strategy.Pct;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReplayLineTest {
  @Test
  void aLineReadsBackAsItWasWritten() {
    SimulationOptions options =
        SimulationOptions.seed(-7)
            .withCores(3)
            .withStrategy(new Pct(4, 500))
            .withMaxSteps(5)
            .withStepsCostTime(false);
    ReplayLine line = new ReplayLine("bank", options, Optional.of("00000000000000ff"));
    assertThat(line)
        .hasToString(
            "bank seed=-7 cores=3 strategy=pct(depth=4,steps=500) max-steps=5 step-cost=off"
                + " hash=00000000000000ff");
    assertThat(ReplayLine.parse(line.toString())).isEqualTo(line);
  }

  @Test
  void whatALineDoesNotNameHasItsDefault() {
    assertThat(ReplayLine.parse("bank seed=3"))
        .isEqualTo(new ReplayLine("bank", SimulationOptions.seed(3), Optional.empty()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "seed=1; does not begin with the name",
        "bank; names no seed",
        "bank seed=x; is no number, as seed is",
        "bank seed=1 color=red; there is no key \"color\"",
        "bank seed=1 seed; \"seed\" is no key=value",
        "bank seed=1 strategy=magic; accepted: random",
        "bank seed=1 step-cost=maybe; on or off",
        "bank seed=1 cores=0; at least 1 core",
        "bank seed=1 cores=4095; at most 4094",
        "bank seed=2 seed=3; it names seed twice",
        "bank seed=2 size.a=3 size.a=3; it names size.a twice",
        "bank seed=1 size.=3; names no size",
        "bank seed=1 size.a=-3; size.a is from 0 on: -3",
        "bank seed=1 hash=zz; a hash is 16 hexadecimal digits",
        "bank seed=1 hash=00ff; a hash is 16 hexadecimal digits"
      })
  void aLineThatCannotBeReadSaysWhy(String line, String words) {
    assertThatThrownBy(() -> ReplayLine.parse(line))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(words);
  }
}
