package io.miniss.simulator.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miniss.runtime.spi.Access;
import io.miniss.simulator.random.SplitMix64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may run next, whom that preempts, and who runs if nobody decides. */
final class FairTurnsTest {
  private static final int ELSEWHERE = 9;

  private final FairTurns fair = new FairTurns();

  private static long bits(int... threads) {
    long bits = 0;
    for (int thread : threads) {
      bits |= 1L << thread;
    }
    return bits;
  }

  /** Each of {@code threads} stands before its event of this number, the first of them before a spin. */
  private static Pending spinnerFirst(long number, int... threads) {
    Pending pending = new Pending().add(threads[0], Access.READ, 0, number);
    for (int i = 1; i < threads.length; i++) {
      pending.add(threads[i], Access.WRITE, ELSEWHERE, 1);
    }
    return pending;
  }

  private static Pending writers(int... threads) {
    Pending pending = new Pending();
    for (int thread : threads) {
      pending.add(thread, Access.WRITE, ELSEWHERE, 1);
    }
    return pending;
  }

  // ---- who may run ----

  @Test
  void everybodyMayRunBeforeAnyoneSpins() {
    fair.look(writers(5, 0, 63));
    assertThat(fair.allowed()).isEqualTo(bits(0, 5, 63));
    fair.look(writers(2));
    assertThat(fair.allowed()).isEqualTo(bits(2));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 7, 8, 9, 31, 40, 63})
  void aSpinnerFallsBehindThoseWhoHaveNotRun(int spinner) {
    fair.spinning(spinner);
    fair.look(spinnerFirst(1, spinner, 1, 2));
    assertThat(fair.allowed()).as("goes on once").isEqualTo(bits(spinner, 1, 2));
    fair.spinning(spinner);
    fair.look(spinnerFirst(2, spinner, 1, 2));
    assertThat(fair.allowed()).as("falls behind").isEqualTo(bits(1, 2));
    fair.look(spinnerFirst(2, spinner, 2));
    assertThat(fair.allowed()).as("1 waits").isEqualTo(bits(2));
    Pending moved =
        spinnerFirst(2, spinner).add(1, Access.WRITE, ELSEWHERE, 4).add(2, Access.WRITE, ELSEWHERE,
            2);
    fair.look(moved);
    assertThat(fair.allowed()).as("both have run").isEqualTo(bits(spinner, 1, 2));
  }

  @Test
  void aSpinnerWaitsForNobodyWhoCannotRun() {
    fair.spinning(0);
    fair.look(spinnerFirst(1, 0, 1, 2));
    fair.look(spinnerFirst(1, 0, 1)); // so 2 could not run ever since
    fair.spinning(0);
    fair.look(spinnerFirst(2, 0, 1, 2));
    assertThat(fair.allowed()).isEqualTo(bits(1, 2));
    fair.look(spinnerFirst(2, 0, 2));
    assertThat(fair.allowed()).isEqualTo(bits(0, 2));
  }

  /** Threads come and go, move and spin as they like, some of them beyond any number seen before. */
  @ParameterizedTest
  @CsvSource({"3,1", "4,1", "12,3", "20,1", "64,1", "9,7"})
  void whoMayRunFollowsFromWhatHasHappened(int count, int apart) {
    for (int seed = 0; seed < 40; seed++) {
      SplitMix64 random = new SplitMix64(seed);
      FairTurns turns = new FairTurns();
      FairHistory history = new FairHistory();
      long[] events = new long[count];
      for (int look = 0; look < 30; look++) {
        Pending pending = new Pending();
        for (int i = 0; i < count; i++) {
          boolean isKnown = random.nextInt(look + 2) > 0; // more and more of them
          if (random.nextInt(6) == 0) {
            turns.spinning(i * apart);
            history.spinning(i * apart);
            events[i]++;
          }
          events[i] += random.nextInt(8) == 0 ? 1 : 0;
          if (isKnown && random.nextInt(8) > 0) {
            pending.add(i * apart, Access.UPDATE, ELSEWHERE, events[i]);
          }
        }
        if (pending.count() > 0) {
          turns.look(pending);
          history.look(pending);
          assertThat(turns.allowed()).as("seed %d, look %d", seed, look)
              .isEqualTo(history.allowed());
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 65, 1_000})
  void moreThreadsThanBitsAreRefused(int thread) {
    assertThatThrownBy(() -> fair.look(writers(0, thread)))
        .isInstanceOf(Diverged.class)
        .hasMessage("a search can tell 64 threads apart, and the run has more");
  }

  // ---- who is preempted, and who runs if nobody decides ----

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 63})
  void theRunningThreadIsPreemptedAndGoesOn(int running) {
    fair.look(writers(0, 2, 63, 1).after(running));
    assertThat(fair.preempted()).isEqualTo(running);
    assertThat(fair.usual(fair.allowed())).isEqualTo(running);
    assertThat(fair.usual(bits(running))).isEqualTo(running);
  }

  @Test
  void whoeverIsNotAmongThemDoesNotGoOn() {
    fair.look(writers(0, 1, 2, 3).after(1));
    assertThat(fair.usual(bits(0, 2, 3))).isEqualTo(2);
    assertThat(fair.usual(bits(0))).isEqualTo(0);
  }

  @Test
  void nobodyIsPreemptedWhereNobodyRuns() {
    fair.look(writers(0, 1, 63));
    assertThat(fair.preempted()).isEqualTo(-1);
    assertThat(fair.usual(bits(0, 1, 63))).isZero();
    fair.look(writers(0, 63).after(1));
    assertThat(fair.preempted()).isEqualTo(-1);
    assertThat(fair.usual(bits(0, 63))).isEqualTo(63);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5, 63})
  void aThreadThatSpinsIsNotPreempted(int spinner) {
    fair.look(spinnerFirst(1, spinner, 4, 6).after(spinner));
    assertThat(fair.preempted()).isEqualTo(-1);
    assertThat(fair.usual(fair.allowed())).isEqualTo(spinner == 5 ? 6 : 4);
  }

  @Test
  void aThreadThatMayNotRunIsNotPreempted() {
    fair.spinning(0);
    fair.look(spinnerFirst(1, 0, 1, 2));
    fair.spinning(0);
    fair.look(spinnerFirst(2, 0, 1, 2));
    // It has gone on past its spin, as where a switch away from it is refused.
    Pending pending =
        new Pending()
            .add(0, Access.WRITE, ELSEWHERE, 2)
            .add(1, Access.WRITE, ELSEWHERE, 1)
            .add(2, Access.WRITE, ELSEWHERE, 1);
    fair.look(pending.after(0));
    assertThat(fair.allowed()).isEqualTo(bits(1, 2));
    assertThat(fair.preempted()).isEqualTo(-1);
    assertThat(fair.usual(fair.allowed())).isEqualTo(1);
  }

  @Test
  void theNextThreadInTurnIsUsual() {
    SplitMix64 random = new SplitMix64(1);
    for (int last = 0; last < 64; last++) {
      for (int i = 0; i < 20; i++) {
        long some = 0;
        for (int k = 0; k <= i; k++) {
          some |= bits(random.nextInt(64));
        }
        int next = (last + 1) % 64;
        while ((some & bits(next)) == 0) {
          next = (next + 1) % 64;
        }
        fair.look(writers(last == 0 ? 1 : 0).after(last)); // which cannot go on
        assertThat(fair.usual(some)).as("last %d, some %x", last, some).isEqualTo(next);
      }
    }
  }

  // ---- helpers ----

  @ParameterizedTest
  @EnumSource(Access.class)
  void onlyReadingNothingIsToSpin(Access access) {
    Pending pending = new Pending().add(7, access, 0, 1).add(8, access, 1, 1);
    assertThat(FairTurns.spins(pending, 0)).isEqualTo(access == Access.READ);
    assertThat(FairTurns.spins(pending, 1)).isFalse();
  }

  @Test
  void aThreadIsABitAndAPosition() {
    assertThat(FairTurns.bit(0)).isEqualTo(1);
    assertThat(FairTurns.bit(63)).isEqualTo(Long.MIN_VALUE);
    Pending pending = writers(7, 0, 63);
    assertThat(FairTurns.position(pending, 7)).isZero();
    assertThat(FairTurns.position(pending, 0)).isEqualTo(1);
    assertThat(FairTurns.position(pending, 63)).isEqualTo(2);
    assertThat(FairTurns.position(pending, 1)).isEqualTo(-1);
  }
}
