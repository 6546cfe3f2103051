package io.miniss.simulator.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miniss.runtime.spi.Access;
import io.miniss.simulator.random.SplitMix64;
import io.miniss.simulator.strategy.Switches.Switch;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StrategiesTest {
  private static final List<Strategy> STRATEGIES =
      List.of(
          new RandomWalk(),
          new Pct(4, 77),
          new Pos(),
          Surw.uniform(List.of(7)),
          Surw.uniform(List.of(7, 5, 3)),
          new Surw(List.of(7, 5), List.of("BoundedQueue", "wake_flag_of_core_1"), 0),
          new Surw(List.of(7), List.of(), 6),
          new Portfolio(9),
          new Portfolio(9, List.of(3, 1)),
          new Portfolio(9, List.of(3, 1),
              List.of(Interest.inEach("queue"), new Interest("#00ff", List.of(4, 1)))),
          new Switches(List.of()),
          new Switches(
              List.of(new Switch(0, 2, 0, 1), new Switch(1, 17, 1, 2), new Switch(2, 3, 4, 0))));

  @Test
  void everyStrategyReadsBackAsItIsWritten() {
    for (Strategy strategy : STRATEGIES) {
      assertThat(Strategies.parse(strategy.toString())).isEqualTo(strategy);
      assertThat(strategy.toString()).as("fits into a replay line").doesNotContain(" ");
    }
    assertThat(Strategies.parse("pct")).isEqualTo(new Pct(3, 1_000));
    assertThat(Strategies.parse("urw")).isEqualTo(Surw.uniform(List.of(100)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "luck", "pct(depth)", "pct(depth=x)", "pct(depth=0)", "random(a=1)",
        "pct(d=3", "pos(x=1)", "urw(events=)", "urw(events=3.0)", "urw(of=queue)", "surw",
        "surw(of=a b)", "surw(of=a,among=3)", "surw(among=-1)", "dfs", "dfs(turns=3:1)",
        "switches(0>1)", "switches(0@1w0>1)", "switches(0@1w2w>1)", "switches(x@1>1)",
        "portfolio(steps=0)", "portfolio(events=3.0)", "portfolio(shared=a b)",
        "portfolio(shared=a:)", "portfolio(shared=a:0)",
        "delay(steps=0)", "pct(steps=0)", "pct()", "switches(0@1>2,0@1>3)", "switches(0@1>2"})
  void anUnknownStrategyOrParameterIsRefused(String text) {
    assertThatThrownBy(() -> Strategies.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theMessageNamesWhatIsAccepted() {
    assertThatThrownBy(() -> Strategies.parse("switches"))
        .hasMessageContaining("in parentheses, switches() if there are none");
    assertThatThrownBy(() -> Strategies.parse("pct(depth=3,depth=4)"))
        .hasMessageContaining("it has depth twice");
    assertThatThrownBy(() -> Strategies.parse("luck")).hasMessageContaining(Strategies.ACCEPTED);
    assertThatThrownBy(() -> Strategies.parse("dfs")).hasMessageContaining("--exhaustive");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"pct", "pos", "urw", "urw(events=1.2)", "surw(of=a)", "delay", "switches()"})
  void aSpinnerOfAnyNumberIsNotNext(String text) {
    for (int seed = 0; seed < 20; seed++) {
      for (int number : new int[] {15, 16, 17, 31, 32, 33, 1_000}) {
        Chooser chooser = Strategies.parse(text).start(new SplitMix64(seed));
        Pending pending =
            new Pending().add(number, Access.READ, 1, 1).add(0, Access.READ, 1, 1).after(number);
        chooser.spinning(number);
        assertThat(chooser.choose(pending)).isEqualTo(1);
        assertThat(chooser.choose(pending.without(0).add(2, Access.READ, 1, 1))).isBetween(0, 1);
      }
    }
  }

  @Test
  void theLeastParametersAreAccepted() {
    for (String text : List.of("pct(depth=1,steps=1)", "delay(delays=0,steps=1)",
        "portfolio(steps=1,events=1)", "urw(events=1)", "surw(events=1,among=1)")) {
      assertThat(Strategies.parse(text)).hasToString(text);
    }
  }

  @Test
  void twoSwitchesAtOnePlaceAreNamed() {
    assertThatThrownBy(() -> Strategies.parse("switches(7@7>7,0@1>2,3@3w>3,0@1>3)"))
        .hasMessageContaining("two switches are at one place, 0@1>2 and 0@1>3");
  }
}
