package io.miniss.simulator.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.spi.Access;
import io.miniss.simulator.random.SplitMix64;
import org.junit.jupiter.api.Test;

/** PCT on threads that can always run. */
final class PctTest {
  private static final int STEPS = 20;

  private static Pending threads(int count, int current, long step) {
    Pending pending = new Pending().after(current).at(step);
    for (int thread = 0; thread < count; thread++) {
      pending.add(thread, Access.WRITE, 1, step);
    }
    return pending;
  }

  /** Which thread runs in each step, from step 1 on. */
  private static int[] run(Pct pct, long seed, int threads, int steps) {
    Chooser chooser = pct.start(new SplitMix64(seed));
    int[] ran = new int[steps];
    int current = -1;
    for (int step = 1; step <= steps; step++) {
      Pending pending = threads(threads, current, step);
      current = pending.thread(chooser.choose(pending));
      ran[step - 1] = current;
    }
    return ran;
  }

  @Test
  void priorityChangesAtEachStepEquallyOften() {
    int seeds = 4_000;
    int[] changes = new int[STEPS + 10];
    for (long seed = 0; seed < seeds; seed++) {
      int[] ran = run(new Pct(2, STEPS), seed, 2, changes.length);
      int found = 0;
      for (int i = 1; i < ran.length; i++) {
        if (ran[i] != ran[i - 1]) {
          changes[i]++;
          found++;
        }
      }
      assertThat(found).as("changes with a depth of 2, seed %d", seed).isLessThanOrEqualTo(1);
    }
    double expected = (double) seeds / STEPS;
    for (int i = 1; i < changes.length; i++) { // a change before the first step is not seen
      if (i < STEPS) {
        assertThat((double) changes[i]).as("step %d", i + 1).isBetween(0.7 * expected,
            1.3 * expected);
      } else {
        assertThat(changes[i]).as("step %d, beyond the length", i + 1).isZero();
      }
    }
  }

  @Test
  void aChangePutsTheRunningThreadBelowAllOthers() {
    for (long seed = 0; seed < 500; seed++) {
      int[] ran = run(new Pct(4, STEPS), seed, 5, 2 * STEPS);
      for (int i = 1; i < ran.length; i++) {
        for (int before = 0; before < i - 1; before++) {
          boolean cameBack = ran[before] == ran[i] && ran[i - 1] != ran[i];
          assertThat(cameBack).as("five threads, three changes, seed %d", seed).isFalse();
        }
      }
    }
  }

  @Test
  void eachThreadIsFirstEquallyOften() {
    int[] first = new int[3];
    for (long seed = 0; seed < 3_000; seed++) {
      first[run(new Pct(1, STEPS), seed, 3, 1)[0]]++;
    }
    for (int times : first) {
      assertThat(times).isBetween(880, 1_120);
    }
  }

  /** The bug: thread 1 runs for the first time right after thread 0 has made so many steps. */
  @Test
  void aBugOfDepthTwoIsFoundAsOftenAsItsBoundSays() {
    int seeds = 20_000;
    for (int at : new int[] {2, STEPS / 2, STEPS - 1}) {
      int found = 0;
      for (long seed = 0; seed < seeds; seed++) {
        int[] ran = run(new Pct(2, STEPS), seed, 2, STEPS);
        int steps = 0;
        while (steps < ran.length && ran[steps] == 0) {
          steps++;
        }
        found += steps == at ? 1 : 0;
      }
      double bound = 1.0 / (2 * STEPS);
      assertThat((double) found / seeds).as("at step %d", at).isGreaterThanOrEqualTo(0.8 * bound);
    }
  }

  @Test
  void aSpinnerFallsBelowAllOthers() {
    for (long seed = 0; seed < 200; seed++) {
      Chooser chooser = new Pct(1, STEPS).start(new SplitMix64(seed));
      int favourite = threads(3, -1, 1).thread(chooser.choose(threads(3, -1, 1)));
      chooser.spinning(favourite);
      for (int step = 2; step < 10; step++) {
        int next = chooser.choose(threads(3, favourite, step));
        assertThat(next).isNotEqualTo(favourite);
      }
    }
  }

  @Test
  void whoFallsLaterIsLower() {
    for (long seed = 0; seed < 200; seed++) {
      Chooser chooser = new Pct(1, STEPS).start(new SplitMix64(seed));
      int first = (int) (seed % 2);
      chooser.spinning(first);
      chooser.spinning(1 - first);
      assertThat(chooser.choose(threads(2, 1 - first, 2))).isEqualTo(first);
    }
  }

  /** Of two changes that are drawn independently, one is in the first half with a probability of 3/4. */
  @Test
  void theEarlierOfTwoChangesComesFirst() {
    int seeds = 4_000;
    int early = 0;
    for (long seed = 0; seed < seeds; seed++) {
      int[] ran = run(new Pct(3, 100), seed, 3, 50);
      early += ran[0] == ran[49] ? 0 : 1;
    }
    assertThat((double) early / seeds).isBetween(0.7, 0.8);
  }
}
