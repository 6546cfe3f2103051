package io.miniss.simulator.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miniss.runtime.spi.Access;
import io.miniss.simulator.random.SplitMix64;
import io.miniss.simulator.strategy.DepthFirst.Reduction;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@link DepthFirst} says of one run, and which runs are none of a search. */
final class SearchedRunTest {
  private static final List<Access> ACCESSES = List.of(Access.READ, Access.WRITE, Access.UPDATE);

  private static final SmallProgram TWO = SmallProgram.of("r1 w1", "r1 w1");

  private static final SmallProgram LONGER = SmallProgram.of("r1 w1 r2 w2", "r1 w1 r2 w2");

  private static DepthFirst search(int bound) {
    return new DepthFirst(bound, Reduction.NONE);
  }

  @Test
  void aRunMayBeDoneAgain() {
    DepthFirst search = search(DepthFirst.UNBOUNDED);
    List<List<Integer>> runs = new ArrayList<>();
    do {
      Strategy strategy = search.next();
      List<Integer> once = SmallRun.of(TWO, strategy.start(new SplitMix64(0))).choices();
      SmallRun again = SmallRun.of(TWO, strategy.start(new SplitMix64(0)));
      assertThat(search.lastDiverged()).isNull();
      assertThat(again.choices()).isEqualTo(once);
      runs.add(once);
      assertThat(runs.size()).isLessThan(100);
    } while (search.advance());
    assertThat(runs).isEqualTo(EveryRun.of(TWO, DepthFirst.UNBOUNDED).runs());
  }

  /** As after a run that another simulation has disturbed. */
  @Test
  void aRunDoneAgainForgetsWhatItDid() {
    DepthFirst search = search(0);
    Strategy strategy = search.next();
    SmallRun.of(LONGER, strategy.start(new SplitMix64(0)));
    SmallRun again = SmallRun.of(TWO, strategy.start(new SplitMix64(0)));
    assertThat(search.lastDiverged()).isNull();
    assertThat(search.lastChoices()).isEqualTo(again.choices());
  }

  @Test
  void theChoicesOfARunAreKnownByItsStrategy() {
    DepthFirst search = search(2);
    Strategy strategy = search.next();
    assertThat(strategy).hasToString("dfs in search");
    assertThat(DepthFirst.choices(strategy)).isEmpty();
    SmallRun run = SmallRun.of(TWO, strategy.start(new SplitMix64(0)));
    assertThat(DepthFirst.choices(strategy)).isEqualTo(run.choices()).isNotEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DepthFirst.choices(new RandomWalk()))
        .withMessage("not a run of a search: " + new RandomWalk());
  }

  @Test
  void nothingIsSaidOfNoRun() {
    DepthFirst search = search(2);
    assertThat(search.lastDiverged()).isNull();
    assertThat(search.lastRefused()).isNull();
    assertThat(search.lastChoices()).isEmpty();
    assertThat(search.advance()).isFalse();
  }

  @Test
  void aThreadInALockIsSeen() {
    DepthFirst search = search(2);
    Chooser chooser = SmallRun.start(search);
    assertThat(search.seesLocks()).isFalse();
    chooser.blocked(0);
    assertThat(search.seesLocks()).isTrue();
    assertThat(search.withBound(3).seesLocks()).isFalse();
  }

  @Test
  void aPinnedThreadIsSeen() {
    DepthFirst search = search(2);
    Chooser chooser = SmallRun.start(search);
    assertThat(search.seesPins()).isFalse();
    chooser.pinned(0);
    assertThat(search.seesPins()).isTrue();
    assertThat(search.withBound(3).seesPins()).isFalse();
  }

  // ---- runs that do not follow ----

  @ParameterizedTest
  @EnumSource(Reduction.class)
  void aRunThatEndsEarlyHasDiverged(Reduction reduction) {
    DepthFirst search = new DepthFirst(DepthFirst.UNBOUNDED, reduction);
    int made = SmallRun.next(search, TWO).choices().size();
    search.advance();
    assertThat(search.lastDiverged()).isNull();
    SmallRun.next(search, SmallProgram.of("r1"));
    assertThat(search.lastDiverged())
        .isEqualTo(
            "the run was over after 0 choices, and an earlier one that came the same way made at least "
                + made);
    assertThat(search.lastRefused()).isNull();
  }

  @Test
  void aRunThatDoesNotBeginHasDiverged() {
    DepthFirst search = search(DepthFirst.UNBOUNDED);
    SmallRun.next(search, TWO);
    search.next();
    assertThat(search.lastDiverged())
        .startsWith("the run was over after 0 choices, and an earlier one");
  }

  @Test
  void aRunAmongOtherThreadsHasDiverged() {
    DepthFirst search = search(DepthFirst.UNBOUNDED);
    SmallRun.next(search, TWO);
    search.advance();
    SmallRun run = SmallRun.next(search, SmallProgram.of("r1 w2", "r1 w1"));
    assertThat(run.isBrokenOff()).isTrue();
    // The first choice is where both start, the second before r1, the third before what is another step.
    String other =
        "choice 2, at step 2, is among other threads or steps than in an earlier run that came the same way";
    assertThat(search.lastDiverged()).isEqualTo(other);
    search.advance();
    assertThat(search.lastDiverged()).isNull();
  }

  private record Event(int thread, Access access, int location, long number) {
    static Event random(int thread, SplitMix64 random) {
      Access access = ACCESSES.get(random.nextInt(3));
      return new Event(thread, access, random.nextInt(100), random.nextInt(100));
    }

    Event otherwise(int what, SplitMix64 random) {
      int more = 1 + random.nextInt(2);
      return switch (what) {
        case 0 -> new Event(thread + more, access, location, number);
        case 1 ->
          new Event(thread, ACCESSES.get((ACCESSES.indexOf(access) + more) % 3), location, number);
        case 2 -> new Event(thread, access, location ^ more, number);
        default -> new Event(thread, access, location, number ^ more);
      };
    }
  }

  private static Pending pending(List<Event> events) {
    Pending pending = new Pending().at(17);
    for (Event each : events) {
      pending.add(each.thread(), each.access(), each.location(), each.number());
    }
    return pending;
  }

  @Test
  void anyDifferenceAtAChoiceIsSeen() {
    SplitMix64 random = new SplitMix64(1);
    for (int i = 0; i < 1_000; i++) {
      List<Event> events = new ArrayList<>();
      int count = 2 + random.nextInt(3);
      for (int thread = 0; thread < count; thread++) {
        events.add(Event.random(3 * thread, random));
      }
      DepthFirst search = search(DepthFirst.UNBOUNDED);
      SmallRun.start(search).choose(pending(events));
      search.advance();
      List<Event> others = new ArrayList<>(events);
      if (i % 5 == 4) {
        others.add(Event.random(60, random));
      } else {
        others.set(i % count, events.get(i % count).otherwise(i % 5, random));
      }
      Chooser chooser = SmallRun.start(search);
      assertThatThrownBy(() -> chooser.choose(pending(others)))
          .as("%s and %s", events, others)
          .isInstanceOf(Diverged.class)
          .hasMessage(
              "choice 0, at step 17, is among other threads or steps than in an earlier run that came"
                  + " the same way");
    }
  }

  // ---- limits ----

  @Test
  void sixtyFourThreadsCanBeSearched() {
    DepthFirst search = search(0);
    SmallRun run = SmallRun.next(search, SmallProgram.repeated(64, ""));
    assertThat(run.isBrokenOff()).isFalse();
    assertThat(search.lastRefused()).isNull();
    assertThat(run.choices()).isEqualTo(IntStream.range(0, 63).boxed().toList());
  }

  @Test
  void moreThreadsAreRefused() {
    DepthFirst search = search(0);
    SmallRun.next(search, TWO);
    search.advance();
    assertThat(SmallRun.next(search, SmallProgram.repeated(65, "r1")).isBrokenOff()).isTrue();
    assertThat(search.lastRefused())
        .isEqualTo("a search can tell 64 threads apart, and the run has more");
    assertThat(search.lastDiverged()).isNull();
    search.advance();
    assertThat(search.lastRefused()).isNull();
  }
}
