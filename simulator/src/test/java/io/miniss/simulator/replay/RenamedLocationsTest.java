package io.miniss.simulator.replay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Recordings from before a location was renamed can still be followed. */
class RenamedLocationsTest {

  @ParameterizedTest
  @CsvSource({
    "reads returns to core 0, reads remote work of core 0",
    "updates unplaced tasks of core 12, updates stealable tasks of core 12",
    "reads waiters for room in unplaced tasks of core 1, "
        + "reads waiters for room in stealable tasks of core 1",
    "updates outside thread waiting for room in unplaced tasks of core 0, "
        + "updates external thread waiting for room in stealable tasks of core 0",
    "updates tasks admitted from outside, updates tasks admitted externally",
    "reads admissions withdrawn outside, reads external admissions withdrawn",
    "reads tasks cancelled from outside, reads tasks cancelled externally",
    "updates placements from outside, updates external placements",
  })
  void anOldNameIsReadAsTheCurrentOne(String before, String now) {
    assertThat(RenamedLocations.current(before)).isEqualTo(now);
    assertThat(RenamedLocations.current(now)).isEqualTo(now);
  }

  @Test
  void namesOfUsersStayAsTheyAre() {
    for (String name : new String[] {"reads my returns to core 0", "updates tasks admitted",
      "spins", "the start"}) {
      assertThat(RenamedLocations.current(name)).isEqualTo(name);
    }
  }

  @Test
  void aRecordingWithOldNamesIsReadWithCurrentOnes() {
    String old =
        """
        miniss-replay 2
        run some seed=1 cores=1 strategy=random hash=0000000000000001
        steps 2
        threads 2
        main
        miniss-core-0
        places 1
        reads returns to core 0
        turns 1
        0:0>1
        end
        """;
    String text = Recording.parse("a test", old).toText();
    assertThat(text).contains("reads remote work of core 0").doesNotContain("returns to");
  }
}
