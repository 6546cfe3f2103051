package io.miniss.simulator.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.spi.Access;
import io.miniss.simulator.strategy.DepthFirst.Reduction;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link DepthFirst} leaves out, and that it leaves out nothing else. */
final class SleepSetsTest {
  /** What few of the generated programs do. */
  private static final List<SmallProgram> RARE =
      List.of(
          // A thread parks, and is woken before there is a choice again.
          SmallProgram.of("w1 p", "u2 u2 v0 r2"),
          SmallProgram.of("w1 p r1", "u2 u2 v0 r2"),
          // Two threads unpark a third, and go on.
          SmallProgram.of("v2 r1", "v2 r3", "p"),
          SmallProgram.of("u1 v2 u1", "v2 u3", "r4"));

  private static final int PROGRAMS = 200;

  /** More than any search here takes. */
  private static final int MOST_RUNS = 10_000;

  private static SmallProgram program(int seed) {
    return seed < RARE.size()
        ? RARE.get(seed)
        : SmallProgram.random(seed, "r1", "w1", "u1", "r2", "u2", "u3", "s", "p", "v", "v");
  }

  /** A whole search with the reduction. */
  private static final class Search {
    final DepthFirst search;
    final List<List<Integer>> runs = new ArrayList<>();
    final List<Long> orders = new ArrayList<>();
    final Set<Long> states = new TreeSet<>();

    Search(int bound, SmallProgram program) {
      search = new DepthFirst(bound, Reduction.SLEEP);
      do {
        SmallRun run = SmallRun.next(search, program);
        assertThat(search.lastDiverged()).isNull();
        assertThat(run.isBrokenOff()).isFalse();
        states.addAll(run.states());
        runs.add(run.choices());
        orders.add(run.order());
        assertThat(runs.size()).isLessThan(MOST_RUNS);
      } while (search.advance());
    }
  }

  // ---- for any program ----

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, DepthFirst.UNBOUNDED})
  void everyStateWithinTheBoundIsReached(int bound) {
    for (int seed = 0; seed < PROGRAMS; seed++) {
      Search search = new Search(bound, program(seed));
      EveryRun every = EveryRun.of(program(seed), bound);
      assertThat(search.states).as("seed %d", seed).isEqualTo(every.states());
      assertThat(search.runs).as("seed %d", seed).doesNotHaveDuplicates();
      assertThat(every.runs()).as("seed %d", seed).containsAll(search.runs);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void whatNoBoundCutsIsEverything(int bound) {
    int cut = 0;
    for (int seed = 0; seed < PROGRAMS; seed++) {
      Search search = new Search(bound, program(seed));
      EveryRun all = EveryRun.of(program(seed), DepthFirst.UNBOUNDED);
      if (!search.search.isCutByBound()) {
        assertThat(search.states).as("seed %d", seed).isEqualTo(all.states());
      } else {
        cut++;
        assertThat(search.runs.size()).as("seed %d", seed).isLessThan(all.runs().size());
      }
    }
    assertThat(cut).isBetween(1, PROGRAMS - 1);
  }

  /** Where one is lost it is said that the reduction does not understand the program. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, DepthFirst.UNBOUNDED})
  void noStateIsLostUnsaidWhereThreadsArePinned(int bound) {
    int understood = 0;
    for (int seed = 0; seed < PROGRAMS; seed++) {
      SmallProgram program =
          seed == 0
              ? SmallProgram.of("n u2", "u1 r1 u2 p") // loses two
              : SmallProgram.random(seed, "r1", "u1", "n", "u2", "u3", "p", "v");
      Search search = new Search(bound, program);
      if (!search.search.seesPins()) {
        understood++;
        assertThat(search.states).as("seed %d", seed)
            .isEqualTo(EveryRun.of(program, bound).states());
      }
    }
    assertThat(understood).isPositive();
    assertThat(understood < PROGRAMS).as("some are not understood").isEqualTo(bound > 0);
  }

  /** So nothing is done that could be left out, but for what a bound forbids to leave out. */
  @Test
  void eachOrderOfDependentStepsIsRunOnce() {
    for (int seed = 0; seed < PROGRAMS; seed++) {
      Search search = new Search(DepthFirst.UNBOUNDED, program(seed));
      List<Long> orders =
          List.copyOf(EveryRun.of(program(seed), DepthFirst.UNBOUNDED).orders());
      assertThat(search.orders.stream().sorted().toList())
          .as("seed %d: %s", seed, program(seed))
          .isEqualTo(orders);
    }
  }

  @Test
  void aBoundLeavesRoomForTheReduction() {
    int runs = 0;
    int all = 0;
    for (int seed = 0; seed < PROGRAMS; seed++) {
      runs += new Search(3, program(seed)).runs.size();
      all += EveryRun.of(program(seed), 3).runs().size();
    }
    assertThat(runs).isLessThan(all);
  }

  @Test
  void anotherBoundHasTheSameReduction() {
    SmallProgram program = SmallProgram.of("u1 u1 u1", "u2 u2 u2");
    DepthFirst search = new DepthFirst(0, Reduction.SLEEP).withBound(DepthFirst.UNBOUNDED);
    int runs = 0;
    do {
      SmallRun.next(search, program);
      runs++;
    } while (search.advance());
    assertThat(runs).isEqualTo(new Search(DepthFirst.UNBOUNDED, program).runs.size());
  }

  // ---- for some programs ----

  /**
   * The last step of the thread that ends first comes after any number of the steps of the other but its
   * last, as the state is looked at only where a step ends at a point; the other steps commute.
   */
  @ParameterizedTest
  @CsvSource({"r1,r1,4", "r1,r2,4", "u1 u1,u2 u2,6", "r1 r1 u3 r1 r1,r1 r1 u2 r1 r1,12"})
  void independentStepsAreRunInOneOrder(String one, String other, int runs) {
    assertThat(new Search(DepthFirst.UNBOUNDED, SmallProgram.of(one, other)).runs).hasSize(runs);
  }

  /** All orders of the accesses; and the thread that comes second may start before the other ends or after. */
  @ParameterizedTest
  @CsvSource({"u1,u1,4", "u1 w1,w1 u1,8", "u1 u1 u1 u1 u1,u1 u1 u1 u1 u1,254"})
  void dependentStepsAreRunInEveryOrder(String one, String other, int runs) {
    assertThat(new Search(DepthFirst.UNBOUNDED, SmallProgram.of(one, other)).runs).hasSize(runs);
  }

  // ---- choice by choice ----

  private static Pending updates(int... threads) {
    Pending pending = new Pending();
    for (int thread : threads) {
      pending.add(thread, Access.UPDATE, 1 + thread, 1);
    }
    return pending;
  }

  /** The candidates of {@code before}, where {@code thread} has run, to its next point. */
  private static Pending afterStepOf(int thread, int... before) {
    return updates(before)
        .without(thread)
        .add(thread, Access.UPDATE, 1 + thread, 2)
        .after(thread);
  }

  @Test
  void aSwitchThatIsRefusedPutsNobodyToSleep() {
    DepthFirst search = new DepthFirst(DepthFirst.UNBOUNDED, Reduction.SLEEP);
    List<List<Integer>> runs = new ArrayList<>();
    do {
      Chooser chooser = SmallRun.start(search);
      chooser.choose(updates(2, 0, 1).after(0));
      chooser.choose(afterStepOf(0, 2, 0, 1)); // whoever was chosen
      runs.add(search.lastChoices());
    } while (search.advance());
    // If the others had run, 1 would sleep after 2.
    assertThat(runs)
        .containsExactly(
            List.of(0, 0), List.of(0, 1), List.of(0, 2),
            List.of(1, 0), List.of(1, 1), List.of(1, 2),
            List.of(2, 0), List.of(2, 1), List.of(2, 2));
  }

  /** Threads of too high a number are refused when they can run; until then they are nobody. */
  @ParameterizedTest
  @ValueSource(ints = {64, 69, 1_000})
  void whoIsUnparkedBeyondTheLastThreadIsNobody(int unparked) {
    DepthFirst search = new DepthFirst(DepthFirst.UNBOUNDED, Reduction.SLEEP);
    List<List<Integer>> runs = new ArrayList<>();
    do {
      Chooser chooser = SmallRun.start(search);
      int chosen = chooser.choose(updates(0, 5).after(3)) == 0 ? 0 : 5;
      chooser.unparked(chosen, unparked);
      chooser.choose(afterStepOf(chosen, 0, 5));
      runs.add(search.lastChoices());
    } while (search.advance());
    assertThat(runs).containsExactly(List.of(5, 5), List.of(5, 0), List.of(0, 0)); // 5 sleeps after 0
  }
}
