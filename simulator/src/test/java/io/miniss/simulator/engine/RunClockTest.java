package io.miniss.simulator.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RunClockTest {
  @Test
  void timeNeverGoesBack() {
    RunClock clock = new RunClock(1, true);
    clock.pass(1_000);
    clock.passUntil(400);
    assertThat(clock.now()).isEqualTo(1_000);
    clock.passUntil(1_500);
    assertThat(clock.now()).isEqualTo(1_500);
  }

  @Test
  void aStepCostsFiftyToHundredNanoseconds() {
    RunClock clock = new RunClock(7, true);
    long least = Long.MAX_VALUE;
    long most = 0;
    for (int i = 0; i < 5_000; i++) {
      long before = clock.now();
      clock.passStep(3);
      long cost = clock.now() - before;
      least = Math.min(least, cost);
      most = Math.max(most, cost);
    }
    assertThat(least).isEqualTo(150);
    assertThat(most).isEqualTo(300);
  }

  @Test
  void stepsThatCostNothingTakeNoTime() {
    RunClock clock = new RunClock(7, false);
    clock.passStep(1);
    assertThat(clock.now()).isZero();
    assertThat(clock.countStep()).isEqualTo(1);
    assertThat(clock.steps()).isEqualTo(1);
  }

  @Test
  void whatAThreadLearnsIsCounted() {
    RunClock clock = new RunClock(1, true);
    clock.noteReading();
    clock.noteReading();
    assertThat(clock.readings()).isEqualTo(2);
  }

  @Test
  void theWallClockFollowsTimeAndMovesAlone() {
    RunClock clock = new RunClock(1, true);
    long before = clock.epochMillis();
    clock.pass(5_000_000);
    assertThat(clock.epochMillis() - before).isEqualTo(5);
    clock.moveWallClock(-9);
    assertThat(clock.epochMillis() - before).isEqualTo(-4);
    assertThat(clock.now()).isEqualTo(5_000_000);
  }
}
