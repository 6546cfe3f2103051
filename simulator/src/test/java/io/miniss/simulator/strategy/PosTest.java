package io.miniss.simulator.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.spi.Access;
import io.miniss.simulator.random.SplitMix64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Which events draw again when one is executed. Four threads stand before an event each. If that of thread
 * 0 comes first, the priorities of the others are less than its own; of thread 1 and thread 2 either is then
 * as likely to be next, unless thread 1 has drawn again: then it is next three times of five.
 */
final class PosTest {
  private static final int X = 1;
  private static final int Y = 2;

  private static double shareOfThread1(Access executed, Access pending, int location) {
    int runs = 0;
    int first = 0;
    for (long seed = 0; seed < 20_000; seed++) {
      Chooser chooser = new Pos().start(new SplitMix64(seed));
      Pending all =
          new Pending()
              .add(0, executed, X, 0)
              .add(1, pending, location, 0)
              .add(2, Access.READ, 7, 0)
              .add(3, Access.READ, 8, 0);
      if (all.thread(chooser.choose(all)) == 0) {
        Pending rest = all.without(0).without(3);
        runs++;
        first += rest.thread(chooser.choose(rest)) == 1 ? 1 : 0;
      }
    }
    return (double) first / runs;
  }

  @ParameterizedTest
  @CsvSource({"WRITE,READ", "READ,WRITE", "WRITE,WRITE", "UPDATE,READ", "READ,UPDATE"})
  void anEventThatRacesDrawsAgain(Access executed, Access pending) {
    assertThat(shareOfThread1(executed, pending, X)).isBetween(0.575, 0.625);
  }

  @ParameterizedTest
  @CsvSource({"READ,READ,1", "WRITE,WRITE,2", "WRITE,READ,2"})
  void anEventThatDoesNotRaceKeepsItsPriority(Access executed, Access pending, int location) {
    assertThat(shareOfThread1(executed, pending, location)).isBetween(0.475, 0.525);
  }

  @Test
  void anEventDrawsWhenItBecomesPending() {
    int changed = 0;
    for (long seed = 0; seed < 1_000; seed++) {
      Chooser chooser = new Pos().start(new SplitMix64(seed));
      int first = chooser.choose(two(0));
      assertThat(chooser.choose(two(0))).as("the same events, seed %d", seed).isEqualTo(first);
      changed += chooser.choose(two(1)) == first ? 0 : 1;
    }
    assertThat(changed).as("other events").isBetween(400, 600);
  }

  private static Pending two(long number) {
    return new Pending().add(0, Access.READ, X, number).add(1, Access.READ, Y, number);
  }

  @Test
  void aSpinnerIsNotNext() {
    for (long seed = 0; seed < 200; seed++) {
      Chooser chooser = new Pos().start(new SplitMix64(seed));
      chooser.spinning(0);
      assertThat(chooser.choose(two(0).after(0))).isEqualTo(1);
    }
  }

  @Test
  void afterASpinAllDrawAgain() {
    int changed = 0;
    for (long seed = 0; seed < 1_000; seed++) {
      Chooser chooser = new Pos().start(new SplitMix64(seed));
      Pending all = two(0).add(2, Access.READ, 3, 0).after(0);
      chooser.spinning(0);
      int first = chooser.choose(all);
      chooser.spinning(0);
      changed += chooser.choose(all) == first ? 0 : 1;
    }
    assertThat(changed).isBetween(400, 600);
  }

  @Test
  void eachEventDrawsWhateverItsNumber() {
    for (long number = 0; number < 3; number++) {
      int first = 0;
      for (long seed = 0; seed < 1_000; seed++) {
        first += new Pos().start(new SplitMix64(seed)).choose(two(number)) == 0 ? 1 : 0;
      }
      assertThat(first).as("events of number %d", number).isBetween(400, 600);
    }
  }
}
