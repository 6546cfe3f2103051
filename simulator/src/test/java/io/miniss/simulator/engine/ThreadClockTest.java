package io.miniss.simulator.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.simulator.random.SplitMix64;
import org.junit.jupiter.api.Test;

final class ThreadClockTest {
  /** Neither early by the clock of who waits, nor late. */
  @Test
  void aDeadlineIsTheFirstMomentThatReadsIt() {
    SplitMix64 random = new SplitMix64(1);
    for (int i = 0; i < 5_000; i++) {
      long skew = random.nextLong(-1_000_000, 1_000_001);
      long drift = i % 3 == 0 ? 0 : random.nextLong(-100_000, 100_001);
      ThreadClock clock = new ThreadClock(random.nextLong(), skew, drift);
      long deadline = clock.reading(0) + 1 + random.nextInt(2_000_000_000);
      long moment = clock.time(deadline);
      assertThat(clock.reading(moment) - deadline).as("early").isNotNegative();
      assertThat(clock.reading(moment - 1) - deadline).as("late").isNegative();
    }
  }

  @Test
  void aFastClockIsAheadByItsShare() {
    ThreadClock tenPercent = new ThreadClock(5, 3, 100_000);
    assertThat(tenPercent.reading(0)).isEqualTo(5 + 3);
    assertThat(tenPercent.reading(20_500_010)).isEqualTo(5 + 3 + 20_500_010 + 2_050_001);
  }

  @Test
  void noClockDecreases() {
    SplitMix64 random = new SplitMix64(2);
    for (int i = 0; i < 200; i++) {
      ThreadClock clock =
          new ThreadClock(
              random.nextLong(),
              random.nextLong(-1_000_000, 1_000_001),
              random.nextLong(-100_000, 100_001));
      long now = random.nextInt(1_000_000_000);
      for (int step = 0; step < 100; step++) {
        long before = clock.reading(now);
        now += random.nextInt(40);
        assertThat(clock.reading(now) - before).isNotNegative();
      }
    }
  }
}
