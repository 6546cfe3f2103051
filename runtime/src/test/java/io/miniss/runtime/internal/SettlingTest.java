package io.miniss.runtime.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

import io.miniss.runtime.spi.Scheduler;
import org.junit.jupiter.api.Test;

/** When cores may exit. */
final class SettlingTest {
  private static final int MANY_TURNS = 10_000;

  private final SettlingRounds rounds = new SettlingRounds(Scheduler.system());
  private final EndingCore first = mock();
  private final EndingCore second = mock();
  private final Settling one = new Settling(rounds);
  private final Settling other = new Settling(rounds);

  SettlingTest() {
    rounds.setCores(new EndingCore[] {first, second});
  }

  @Test
  void coresWithoutWorkSettleInOneRound() {
    one.afterTurn(false, true);
    assertThat(one.isSettled()).isFalse();
    other.afterTurn(false, true);
    one.afterTurn(false, true);
    assertThat(one.isSettled()).isTrue();
    assertThat(other.isSettled()).isTrue();
  }

  @Test
  void aCoreThatHadWorkMakesAnotherRound() {
    one.afterTurn(false, true);
    other.afterTurn(true, true);
    other.afterTurn(false, true);
    one.afterTurn(false, true);
    assertThat(one.isSettled()).isFalse();
    assertThat(other.isSettled()).isFalse();
  }

  @Test
  void workAfterTheArrivalCountsForTheNextRound() {
    one.afterTurn(false, true);
    one.afterTurn(true, true);
    other.afterTurn(true, true);
    other.afterTurn(false, true); // the first round is over
    one.afterTurn(false, true);
    one.afterTurn(false, true);
    other.afterTurn(false, true); // the second is
    one.afterTurn(false, true);
    assertThat(other.isSettled()).isFalse();
    assertThat(one.isSettled()).isFalse();
  }

  @Test
  void whoHasGivenUpIsSettledForGood() {
    one.afterTurn(true, true);
    one.afterTurn(false, true);
    other.afterTurn(false, true); // the round is over, and was not quiet
    one.giveUp();
    one.afterTurn(false, true);
    assertThat(one.isSettled()).isTrue();
  }

  @Test
  void theLastToArriveWakesAll() {
    one.afterTurn(false, true);
    other.afterTurn(false, true);
    verify(first).wake();
    verify(second).wake();
  }

  @Test
  void aCoreThatMayNotExitDoesNotArrive() {
    one.afterTurn(false, false);
    other.afterTurn(false, true);
    assertThat(other.isSettled()).isFalse();
  }

  @Test
  void workWithoutEndDoesNotKeepTheOthers() {
    for (int turn = 0; turn < MANY_TURNS; turn++) {
      one.afterTurn(true, true);
      other.afterTurn(false, true);
    }
    assertThat(one.isSettled()).isTrue();
    assertThat(other.isSettled()).isTrue();
  }
}
