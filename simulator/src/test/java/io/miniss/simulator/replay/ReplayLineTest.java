package io.miniss.simulator.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miniss.runtime.shared.SharedLong;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.engine.FailureKind;
import io.miniss.simulator.engine.RunFailure;
import io.miniss.simulator.scenario.World;
import io.miniss.simulator.strategy.Pct;
import java.util.List;
import java.util.Map;
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
        "bank seed=1 =3; there is no key \"\"",
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

  @Test
  void sizesAndStepCostReadBackAsWritten() {
    SimulationOptions options =
        SimulationOptions.seed(1).withSizes(Map.of("none", 0, "some", 3, "a=b", 4));
    ReplayLine line = new ReplayLine("bank", options, Optional.empty());
    assertThat(ReplayLine.parse(line.toString())).isEqualTo(line);
    assertThat(line.toString()).contains(" size.none=0", " size.some=3", " size.\"a=b\"=4");
    assertThat(ReplayLine.parse(line + " step-cost=on")).isEqualTo(line);
  }

  // ---- what a line brings back ----

  /** Two clients add one; they are right, or not. */
  private static Simulator.Body adders(boolean right) {
    return simulation -> {
      SharedLong count = new SharedLong(simulation.scheduler(), "count");
      World.Client one = simulation.client("one", () -> count.getAndAdd(1));
      World.Client other = simulation.client("other", () -> count.getAndAdd(1));
      one.join();
      other.join();
      simulation.require(right, "it is right");
    };
  }

  private static ReplayLine line(String strategy, String hash) {
    return ReplayLine.parse("adders seed=1 strategy=" + strategy + hash);
  }

  @Test
  void aLineOfAnyStrategyBringsTracedRun() {
    for (String strategy : new String[] {"random", "switches()", "switches(0@0w>2)"}) {
      SimulationResult result = line(strategy, "").replay(adders(true));
      assertThat(result.isSuccess()).as(strategy).isTrue();
      assertThat(result.trace()).isPresent();
      assertThat(result.options().strategy()).hasToString(strategy);
    }
  }

  @Test
  void whatPassesOverSwitchDiverges() {
    for (String strategy : new String[] {"switches(0@0w>9)", "switches(0@99>1)"}) {
      SimulationResult result = line(strategy, "").replay(adders(true));
      RunFailure failure = result.failure().orElseThrow();
      assertThat(failure.kind()).as(strategy).isEqualTo(FailureKind.DIVERGENCE);
      assertThat(failure.message())
          .contains("the switch " + strategy.substring(9, strategy.length() - 1));
      String hash = " hash=" + result.traceHashText();
      assertThat(line(strategy, hash).replay(adders(true)).isSuccess()).isTrue();
      String another = " hash=0123456789abcdef";
      assertThat(line(strategy, another).replay(adders(true)).isSuccess()).isFalse();
    }
  }

  @Test
  void aFailureIsNoDivergence() {
    SimulationResult result = line("switches(0@0w>9)", "").replay(adders(false));
    assertThat(result.failure().orElseThrow().message()).contains("it is right");
  }

  @Test
  void aSizeThatTheRunDoesNotDrawIsRefused() {
    ReplayLine line = ReplayLine.parse("shop seed=1 size.buyer=3 size.orders=2");
    assertThatThrownBy(
        () -> line.replay(
            world -> {
              int _ = world.drawSize("buyers", 1, 3);
              int _ = world.drawSize("orders", 1, 3);
              throw new IllegalStateException("sold out");
            }))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "this is not the run of the line: shop draws no size \"buyer\" in it; it draws buyers,"
                + " orders, and fails with EXCEPTION main");
  }

  @Test
  void aLineFixesNoSizeThatItsRunDoesNotDraw() {
    SimulationOptions options =
        SimulationOptions.seed(1).withSizes(Map.of("buyers", 2, "orders", 3));
    SimulationResult run = Simulator.run(options, world -> world.drawSize("buyers", 1, 3));
    assertThat(ReplayLine.of("shop", run).options().sizes())
        .containsExactly(Map.entry("buyers", 2));
  }

  @Test
  void longTextIsNotRepeatedWhole() {
    String longText = "x".repeat(100_000);
    for (String line : List.of(
        longText, "shop " + longText, "shop seed=" + longText,
        "shop seed=1 size." + longText + "=-1",
        "shop seed=1 hash=" + longText, "shop seed=1 strategy=pct(" + longText + ")",
        "shop seed=1 faults=" + longText, "shop seed=1 strategy=\"" + longText)) {
      assertThatThrownBy(() -> ReplayLine.parse(line))
          .isInstanceOf(IllegalArgumentException.class)
          .satisfies(thrown -> assertThat(thrown.getMessage().length()).isLessThan(2_500));
    }
  }
}
