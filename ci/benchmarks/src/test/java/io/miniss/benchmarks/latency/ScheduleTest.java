package io.miniss.benchmarks.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final int REQUESTS = 200_000;

  private static long[] starts(long seed, double perSecond) {
    Schedule schedule = new Schedule(seed, perSecond);
    return LongStream.generate(schedule::next).limit(REQUESTS).toArray();
  }

  @Test
  void sameSeedIsTheSameSchedule() {
    assertThat(starts(7, 1_000)).isEqualTo(starts(7, 1_000));
    assertThat(starts(8, 1_000)).isNotEqualTo(starts(7, 1_000));
  }

  @Test
  void requestsComeAtTheRateAskedFor() {
    long last = starts(7, 50_000)[REQUESTS - 1];

    assertThat(REQUESTS * 1e9 / last).isCloseTo(50_000, within(500.0));
  }

  @Test
  void gapsAreExponential() {
    long[] starts = starts(7, 1_000);
    long longerThanMean = 0;
    for (int i = 1; i < REQUESTS; i++) {
      assertThat(starts[i]).isGreaterThanOrEqualTo(starts[i - 1]);
      longerThanMean += starts[i] - starts[i - 1] > 1_000_000 ? 1 : 0;
    }

    assertThat((double) longerThanMean / REQUESTS).isCloseTo(1 / Math.E, within(0.01));
  }
}
