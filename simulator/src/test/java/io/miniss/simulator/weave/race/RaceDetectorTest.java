package io.miniss.simulator.weave.race;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which accesses to one variable race, by what some threads and one lock do. */
final class RaceDetectorTest {
  private static final String NONE = "none";

  private final RaceDetector detector = new RaceDetector();
  private final History variable = new History();
  private final List<VectorClock> clocks =
      IntStream.range(0, 9).mapToObj(VectorClock::new).toList();
  private @Nullable VectorClock released;

  private String access(int thread, boolean writes) {
    RaceDetector.Earlier earlier =
        detector.access(variable, thread, clocks.get(thread), writes, 7, 8, null);
    return earlier == null
        ? NONE
        : (earlier.wrote() ? "write of " : "read of ") + earlier.thread();
  }

  private String reads(int thread) {
    return access(thread, false);
  }

  private String writes(int thread) {
    return access(thread, true);
  }

  private void unlock(int thread) {
    released = detector.release(released, thread, clocks.get(thread));
  }

  private void lock(int thread) {
    clocks.get(thread).join(released);
  }

  @ParameterizedTest
  @CsvSource({"true,false,write of 0", "true,true,write of 0", "false,true,read of 0",
    "false,false,none"})
  void whatNothingOrdersRacesIfOneWrites(boolean first, boolean second, String race) {
    assertThat(access(0, first)).isEqualTo(NONE);
    assertThat(access(1, second)).isEqualTo(race);
  }

  @ParameterizedTest
  @CsvSource({"true,false", "true,true", "false,true"})
  void whatIsHandedOverDoesNotRace(boolean first, boolean second) {
    for (int thread = 0; thread < 8; thread++) {
      assertThat(access(thread, first)).isEqualTo(NONE);
      unlock(thread);
      lock(thread + 1);
      assertThat(access(thread + 1, second)).as("thread %d", thread + 1).isEqualTo(NONE);
      unlock(thread + 1);
      lock(thread);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatFollowsTheReleaseRaces(boolean first) {
    unlock(0);
    assertThat(access(0, first)).isEqualTo(NONE);
    lock(1);
    assertThat(writes(1)).isEqualTo((first ? "write" : "read") + " of 0");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatFollowsTheStartOfAThreadRaces(boolean first) {
    detector.passOn(clocks.get(0), 0, clocks.get(1));
    assertThat(access(0, first)).isEqualTo(NONE);
    assertThat(writes(1)).isEqualTo((first ? "write" : "read") + " of 0");
  }

  @Test
  void whatPrecedesTheStartOfAThreadDoesNotRace() {
    assertThat(writes(0)).isEqualTo(NONE);
    detector.passOn(clocks.get(0), 0, clocks.get(1));
    assertThat(writes(1)).isEqualTo(NONE);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 6})
  void eachOfManyReadersMayRace(int unordered) {
    for (int thread : new int[] {3, 0, 6}) {
      assertThat(reads(thread)).isEqualTo(NONE);
      if (thread != unordered) {
        unlock(thread);
      }
    }
    lock(8);
    assertThat(writes(8)).isEqualTo("read of " + unordered);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theLastReadOfAThreadCounts(boolean several) {
    if (several) {
      assertThat(reads(2)).isEqualTo(NONE);
      unlock(2);
    }
    assertThat(reads(0)).isEqualTo(NONE);
    unlock(0);
    lock(1);
    assertThat(reads(0)).isEqualTo(NONE);
    assertThat(writes(1)).isEqualTo("read of 0");
  }

  @Test
  void theLastWriteOfAThreadCounts() {
    assertThat(writes(0)).isEqualTo(NONE);
    unlock(0);
    lock(1);
    assertThat(reads(1)).isEqualTo(NONE);
    assertThat(writes(0)).isEqualTo("read of 1");
  }

  @Test
  void aWriteAfterAllReadersTakesTheirPlace() {
    for (int thread : new int[] {0, 1}) {
      assertThat(reads(thread)).isEqualTo(NONE);
      unlock(thread);
    }
    lock(2);
    assertThat(writes(2)).isEqualTo(NONE);
    assertThat(reads(0)).isEqualTo("write of 2");
    unlock(2);
    lock(1);
    assertThat(writes(1)).isEqualTo(NONE);
  }

  @Test
  void aReadThatCountsLaterHasItsOwnTime() {
    int time = detector.now(0, clocks.get(0));
    unlock(0);
    assertThat(detector.readBefore(variable, 0, clocks.get(0), time, 7, 8, null)).isNull();
    lock(1);
    assertThat(writes(1)).isEqualTo(NONE);
  }

  @Test
  void aRaceNamesTheEarlierAccess() {
    assertThat(detector.access(variable, 0, clocks.get(0), true, 3, 4, "detail")).isNull();
    assertThat(detector.access(variable, 1, clocks.get(1), true, 5, 6, null))
        .isEqualTo(new RaceDetector.Earlier(0, true, 3, 4, "detail"));
  }
}
