package io.miniss.runtime.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

import io.miniss.runtime.spi.Parker;
import io.miniss.runtime.spi.Scheduler;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WakeFlagTest {

  private final Parker parker = mock();
  private final WakeFlag flag = new WakeFlag(Scheduler.system(), "wake flag of core 3");

  @BeforeEach
  void nameTheSleeper() {
    flag.sleeper(parker);
  }

  @Test
  void aWakeWhileAwakeUnparksNobody() {
    assertThat(flag.wake()).isFalse();
    verify(parker, never()).unpark();
  }

  @Test
  void severalWakesOfOneSleepUnparkOnce() {
    flag.announceSleep();
    assertThat(flag.isAsleepVolatile()).isTrue();
    assertThat(flag.wake()).isTrue();
    assertThat(flag.wake()).isFalse();
    assertThat(flag.wake()).isFalse();
    assertThat(flag.isAsleepVolatile()).isFalse();
    verify(parker, times(1)).unpark();
  }

  @Test
  void eachSleepIsWokenAnew() {
    for (int i = 0; i < 3; i++) {
      flag.announceSleep();
      assertThat(flag.wake()).isTrue();
      flag.endSleep();
    }
    verify(parker, times(3)).unpark();
  }

  @Test
  void aSleepThatEndedByItselfNeedsNoUnpark() {
    flag.announceSleep();
    flag.endSleep();
    assertThat(flag.wake()).isFalse();
    verify(parker, never()).unpark();
  }

  @Test
  void afterTheExitEachWakerIsSentElsewhere() {
    Runnable instead = mock();
    flag.announceExit(instead);
    assertThat(flag.wake()).isFalse();
    assertThat(flag.wakeAfterUpdate()).isFalse();
    verify(instead, times(2)).run();
    verify(parker, never()).unpark();
  }

  @Test
  void onlyWhoNeitherSleepsNorExitedSeemsAwake() {
    assertThat(flag.seemsAwake()).isTrue();
    flag.announceSleep();
    assertThat(flag.seemsAwake()).isFalse();
    flag.endSleep();
    assertThat(flag.seemsAwake()).isTrue();
    flag.announceExit(() -> {});
    assertThat(flag.seemsAwake()).isFalse();
  }

  @Test
  void aSleepWithoutAParkerNamesTheFlag() {
    WakeFlag nameless = new WakeFlag(Scheduler.system(), "wake flag of core 9");
    nameless.announceSleep();
    assertThatIllegalStateException()
        .isThrownBy(nameless::wake)
        .withMessageContaining("wake flag of core 9")
        .withMessageContaining("parker");
  }

  @Test
  void tracesShowNameAndState() {
    assertThat(flag.describe()).isEqualTo("wake flag of core 3");
    assertThat(flag.currentValue()).isEqualTo("awake");
    flag.announceSleep();
    assertThat(flag.currentValue()).isEqualTo("asleep");
    flag.announceExit(() -> {});
    assertThat(flag.currentValue()).isEqualTo("exited");
  }
}
