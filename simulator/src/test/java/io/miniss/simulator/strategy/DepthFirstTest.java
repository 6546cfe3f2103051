package io.miniss.simulator.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.miniss.simulator.strategy.DepthFirst.Reduction;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which runs a search does that leaves out nothing, and in which order, held against brute force. */
final class DepthFirstTest {
  private static final int PROGRAMS = 200;

  /** More than any search here takes. */
  private static final int MOST_RUNS = 2_000;

  /** Two threads that meet twice, each in the middle of what is its own. */
  private static final SmallProgram MEETING = SmallProgram.of("r2 r1 r2 w1 r2", "r3 r1 r3 w1 r3");

  private static DepthFirst search(int bound) {
    return new DepthFirst(bound, Reduction.NONE);
  }

  /** The choices of each run, to the end of the search. */
  private static List<List<Integer>> runs(DepthFirst search, SmallProgram program) {
    List<List<Integer>> runs = new ArrayList<>();
    do {
      runs.add(SmallRun.next(search, program).choices());
      assertThat(search.lastChoices()).isEqualTo(runs.getLast());
      assertThat(search.lastDiverged()).isNull();
      assertThat(search.lastRefused()).isNull();
      assertThat(runs.size()).isLessThan(MOST_RUNS);
    } while (search.advance());
    return runs;
  }

  // ---- which runs, and in which order ----

  /** In particular preemptions come before going on where threads meet, and nowhere else. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, DepthFirst.UNBOUNDED})
  void everyRunWithinTheBoundIsDoneInOrder(int bound) {
    for (int seed = 0; seed < PROGRAMS; seed++) {
      SmallProgram program =
          SmallProgram.random(seed, "r1", "w1", "u1", "r2", "u2", "s", "p", "v", "n");
      DepthFirst search = search(bound);
      EveryRun every = EveryRun.of(program, bound);
      assertThat(runs(search, program)).as("seed %d", seed).isEqualTo(every.runs());
      assertThat(search.isCutByBound()).as("seed %d", seed).isEqualTo(every.boundMatters());
    }
  }

  @Test
  void noRunIsDoneTwice() {
    for (int seed = 0; seed < PROGRAMS; seed++) {
      SmallProgram program = SmallProgram.random(seed, "r1", "u1", "s", "p", "v");
      assertThat(runs(search(DepthFirst.UNBOUNDED), program)).doesNotHaveDuplicates();
    }
  }

  @Test
  void threadsThatAwaitAnotherLeaveTheirLoop() {
    SmallProgram program = SmallProgram.of("a1", "a1", "w1");
    DepthFirst search = search(1);
    assertThat(runs(search, program)).isEqualTo(EveryRun.of(program, 1).runs());
    assertThat(search.isCutByBound()).isTrue();
  }

  @Test
  void whatOneBoundHasLearnedOrdersTheNext() {
    // A choice where a thread starts, and one before each of its accesses while there is another thread.
    List<Integer> undisturbed = List.of(0, 0, 0, 0, 0, 0);
    List<Integer> betweenReadAndWrite = List.of(0, 0, 0, 0, 1, 1, 1, 1, 1, 1);
    DepthFirst one = search(1);
    assertThat(SmallRun.next(one, MEETING).choices()).isEqualTo(undisturbed);
    DepthFirst zero = search(0);
    runs(zero, MEETING);
    assertThat(SmallRun.next(zero.withBound(1), MEETING).choices()).isEqualTo(betweenReadAndWrite);
    DepthFirst reduced = new DepthFirst(0, Reduction.SLEEP);
    runs(reduced, MEETING);
    assertThat(SmallRun.next(reduced.withBound(1), MEETING).choices())
        .as("going on comes first")
        .isEqualTo(undisturbed);
  }

  @Test
  void withoutPreemptionsThreadsTakeTurns() {
    SmallProgram program = SmallProgram.repeated(3, "r1");
    // Who begins, that it goes on, who is next, and that it goes on; the third is alone then.
    assertThat(runs(search(0), program))
        .containsExactly(
            List.of(0, 0, 1, 1),
            List.of(0, 0, 2, 2),
            List.of(1, 1, 2, 2),
            List.of(1, 1, 0, 0),
            List.of(2, 2, 0, 0),
            List.of(2, 2, 1, 1));
  }

  @Test
  void aProgramOfOneThreadHasOneRun() {
    for (Reduction reduction : Reduction.values()) {
      DepthFirst search = new DepthFirst(0, reduction);
      assertThat(runs(search, SmallProgram.of("r1 w1"))).containsExactly(List.of());
      assertThat(search.isCutByBound()).isFalse();
      assertThat(search.advance()).isFalse();
    }
  }

  @Test
  void aBoundIsNotNegative() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> search(-1))
        .withMessage("a bound is at least 0 preemptions: -1");
    assertThatIllegalArgumentException().isThrownBy(() -> search(3).withBound(-2));
    assertThat(search(7).bound()).isEqualTo(7);
    assertThat(search(0).bound()).isZero();
  }
}
