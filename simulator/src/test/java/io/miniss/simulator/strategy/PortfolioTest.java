package io.miniss.simulator.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.spi.Access;
import io.miniss.simulator.random.SplitMix64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class PortfolioTest {
  private static final int STEPS = 1_024;

  /** PCT with a depth of 4 leaves its thread so often at most, and no other strategy so seldom. */
  private static final int CHANGES = 3;

  /** In which step of two threads that can always run the thread changes for the last time; 0 if not by PCT. */
  private static int lastChange(Chooser chooser) {
    int changes = 0;
    int lastChange = 0;
    int current = -1;
    for (int step = 1; step <= 2 * STEPS && changes <= CHANGES; step++) {
      Pending pending = new Pending().after(current).at(step);
      for (int thread = 0; thread < 2; thread++) {
        pending.add(thread, Access.WRITE, 1, step);
      }
      int next = pending.thread(chooser.choose(pending));
      if (current >= 0 && next != current) {
        changes++;
        lastChange = step;
      }
      current = next;
    }
    return changes > CHANGES ? 0 : lastChange;
  }

  @Test
  void changesReachToTheLengthOfTheRun() {
    int last = 0;
    int inFirstEighth = 0;
    int inLastHalf = 0;
    for (long seed = 0; seed < 2_000; seed++) {
      int change = lastChange(new Portfolio(STEPS).start(new SplitMix64(seed)));
      last = Math.max(last, change);
      inFirstEighth += change > 0 && change <= STEPS / 8 ? 1 : 0;
      inLastHalf += change > STEPS / 2 ? 1 : 0;
    }
    assertThat(last).isBetween(STEPS * 3 / 4, STEPS);
    assertThat(inLastHalf).isGreaterThan(10);
    assertThat(inFirstEighth).isGreaterThan(10 * inLastHalf / 2);
  }

  private static String kind(Strategy strategy) {
    return strategy instanceof Surw surw && !surw.of().isEmpty()
        ? "one location"
        : strategy.getClass().getSimpleName();
  }

  /** Which strategies are drawn for 8,000 seeds. */
  private static Map<String, Integer> drawn(List<Integer> events) {
    Portfolio portfolio =
        new Portfolio(
            STEPS, events, List.of(Interest.inEach("x"), new Interest("y", List.of(7, 2))));
    Map<String, Integer> drawn = new TreeMap<>();
    for (long seed = 0; seed < 8_000; seed++) {
      drawn.merge(kind(portfolio.draw(new SplitMix64(seed))), 1, Integer::sum);
    }
    assertThat(drawn.keySet()).containsExactly("Pct", "Pos", "RandomWalk", "Surw", "one location");
    return drawn;
  }

  @Test
  void eachStrategyHasItsShareOfTheSeeds() {
    Map<String, Integer> drawn = drawn(Collections.nCopies(15, 4));
    assertThat(List.of(drawn.get("Pct"), drawn.get("Pos"), drawn.get("one location")))
        .allMatch(times -> times > 1_850 && times < 2_150);
    assertThat(List.of(drawn.get("RandomWalk"), drawn.get("Surw")))
        .allMatch(times -> times > 900 && times < 1_100);
  }

  @Test
  void manyThreadsGiveOneLocationHalfTheSeeds() {
    Map<String, Integer> drawn = drawn(Collections.nCopies(16, 4));
    assertThat(drawn.get("one location")).isBetween(3_800, 4_200);
    assertThat(
        List.of(
            drawn.get("Pct"), drawn.get("Pos"), drawn.get("RandomWalk"), drawn.get("Surw")))
        .allMatch(times -> times > 900 && times < 1_100);
  }

  @Test
  void oneLocationHasItsOwnNumbers() {
    Portfolio portfolio =
        new Portfolio(STEPS, List.of(9, 4), List.of(new Interest("y", List.of(7, 2, 2, 2))));
    for (long seed = 0; seed < 100; seed++) {
      if (portfolio.draw(new SplitMix64(seed)) instanceof Surw surw && !surw.of().isEmpty()) {
        assertThat(surw).hasToString("surw(events=7.2,of=y)");
        return;
      }
    }
    throw new AssertionError("none of 100 seeds has an interest");
  }
}
