package io.miniss.simulator.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.miniss.runtime.shared.SharedLong;
import io.miniss.runtime.spi.Access;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.runtime.spi.SharedLocation;
import io.miniss.simulator.random.SplitMix64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class SurwTest {
  private static final int SEEDS = 2_000;

  /** Three threads, none before an interesting access; thread 1 is nearly always the one that is meant. */
  private static Pending three() {
    Pending pending = new Pending();
    for (int thread = 0; thread < 3; thread++) {
      pending.add(thread, Access.READ, 1, 0);
    }
    return pending;
  }

  /** Whom the strategy chooses, again and again. */
  private static int[] chosen(String strategy, long seed, int times) {
    Chooser chooser = Strategies.parse(strategy).start(new SplitMix64(seed));
    return IntStream.range(0, times).map(i -> chooser.choose(three())).toArray();
  }

  private static boolean isOneThread(int[] chosen) {
    return IntStream.of(chosen).allMatch(each -> each == chosen[0]);
  }

  @Test
  void halfOfTheRunsGoByPriority() {
    int[] first = new int[3];
    int byPriority = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      int[] chosen = chosen("surw(events=1.100000.1,of=none)", seed, 20);
      if (isOneThread(chosen)) {
        byPriority++;
        first[chosen[0]]++;
      }
    }
    assertThat(byPriority).isBetween(SEEDS * 45 / 100, SEEDS * 55 / 100);
    assertThat(first).satisfies(
        each -> {
          for (int times : each) {
            assertThat(times).isBetween(SEEDS / 6 - 60, SEEDS / 6 + 60);
          }
        });
  }

  @Test
  void theUniformWalkKnowsNoPriorities() {
    for (long seed = 0; seed < SEEDS; seed++) {
      assertThat(isOneThread(chosen("urw(events=1.100000.1)", seed, 40))).isFalse();
    }
  }

  @Test
  void atRandomAllWhoMayGoAreAlike() {
    int[] times = new int[3];
    for (long seed = 0; seed < SEEDS; seed++) {
      for (int each : chosen("urw(events=1.100000.1)", seed, 6)) {
        times[each]++;
      }
    }
    for (int each : times) {
      assertThat(each).isBetween(SEEDS * 2 - 250, SEEDS * 2 + 250);
    }
  }

  // ---- who is meant ----

  private static final int MANY_TURNS = 20_000;

  /** At which turn thread 1, which is before an access to x, goes first; thread 0 comes to none. */
  private int firstTurn(String strategy, long seed) {
    Pending pending = new Pending().add(0, Access.READ, 1, 0).add(1, location(1, "x"));
    Chooser chooser = Strategies.parse(strategy).start(new SplitMix64(seed));
    int turn = 0;
    while (turn < MANY_TURNS && chooser.choose(pending) == 0) {
      turn++;
    }
    return turn;
  }

  private List<Integer> firstTurns(String strategy) {
    return LongStream.range(0, 300).mapToObj(seed -> firstTurn(strategy, seed)).toList();
  }

  /** Every second time it is thread 0 again that is meant; and who is meant waits for some turns of others. */
  @Test
  void afterTwoHundredTurnsAnotherIsMeant() {
    List<Integer> turns = firstTurns("urw(events=1)");
    assertThat(turns).allMatch(turn -> turn % 200 < 30);
    assertThat(turns).filteredOn(turn -> turn < 30).hasSizeBetween(110, 190);
    assertThat(turns).filteredOn(turn -> turn / 200 == 1).hasSizeBetween(50, 100);
  }

  /** Or never, where the priority of thread 0 is higher. */
  @Test
  void byPrioritiesPatienceIsLonger() {
    assertThat(firstTurns("surw(events=1,of=x)")).contains(0, 5_000)
        .allMatch(turn -> turn % 200 < 30);
  }

  @Test
  void whoHasMoreLeftIsMeantMoreOften() {
    assertThat(firstTurns("urw(events=9.1)")).filteredOn(turn -> turn < 30)
        .hasSizeBetween(10, 60);
    assertThat(firstTurns("urw(events=1.9)")).filteredOn(turn -> turn < 30)
        .hasSizeBetween(240, 290);
  }

  @Test
  void whoHasUsedUpItsAccessesCountsForOne() {
    Pending alone = new Pending().add(0, location(1, "x"));
    Pending both = new Pending().add(0, location(1, "x")).add(1, location(2, "y"));
    int second = 0;
    for (long seed = 0; seed < 1_000; seed++) {
      Chooser chooser = Strategies.parse("urw(events=10)").start(new SplitMix64(seed));
      for (int i = 0; i < 10; i++) {
        chooser.soleCandidate(alone);
      }
      second += chooser.choose(both);
    }
    assertThat(second).as("ten times of eleven").isBetween(870, 950);
  }

  @Test
  void aSpinnerIsNotMeantNext() {
    for (long seed = 0; seed < 100; seed++) {
      Chooser chooser = Strategies.parse("urw(events=1)").start(new SplitMix64(seed));
      Pending pending =
          new Pending().add(0, location(1, "x")).add(1, location(2, "y")).after(0);
      chooser.spinning(0);
      assertThat(chooser.choose(pending)).isEqualTo(1);
    }
  }

  // ---- which locations ----

  private final Scheduler scheduler = mock(Scheduler.class);

  private SharedLocation location(int id, String name) {
    when(scheduler.newLocationId()).thenReturn(id);
    return new SharedLong(scheduler, name);
  }

  private static Surw surw(String text) {
    return (Surw) Strategies.parse(text);
  }

  @Test
  void locationsAreNamedByKindNameOrCode() {
    SharedLocation queue = location(1, "queue of core 1");
    SharedLocation flag = location(2, "flag");
    Surw byName = surw("surw(of=queue_of)");
    assertThat(byName.isInterestedIn(queue)).isTrue();
    assertThat(byName.isInterestedIn(flag)).isFalse();
    Surw byCode = surw("surw(of=" + Surw.word(queue) + ")");
    assertThat(byCode.isInterestedIn(queue)).isTrue();
    assertThat(byCode.isInterestedIn(flag)).isFalse();
    assertThat(surw("surw(of=flag.SharedL)").isInterestedIn(queue)).isTrue();
  }

  @Test
  void amongSomeTheFirstOnesAreOfInterest() {
    Surw among = surw("surw(among=2)");
    assertThat(IntStream.of(1, 2, 3).mapToObj(id -> among.isInterestedIn(location(id, "x"))))
        .containsExactly(true, true, false);
    assertThat(surw("urw").isInterestedIn(location(99, "x"))).isTrue();
  }

  @Test
  void wordsForWhichThereIsNothingAreNamed() {
    List<SharedLocation> locations = List.of(location(1, "queue"), location(2, "flag"));
    assertThat(surw("surw(of=que.cell.flag.mutex)").unmet(locations))
        .containsExactly("cell", "mutex");
  }

  @Test
  void codesTellNamesApart() {
    Set<String> codes = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      codes.add(Surw.word(location(i, "location " + i * i)));
    }
    assertThat(codes).hasSizeGreaterThan(980);
  }

  @Test
  void whatIsKnownOfLocationIsKeptForEach() {
    Selection selection = new Selection(List.of("yes"));
    for (int id : new int[] {31, 32, 33, 1_000, 32}) {
      assertThat(selection.contains(location(id, id % 2 == 0 ? "yes" : "no")))
          .isEqualTo(id % 2 == 0);
    }
  }
}
