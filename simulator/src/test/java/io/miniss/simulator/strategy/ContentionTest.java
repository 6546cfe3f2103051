package io.miniss.simulator.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.spi.Access;
import org.junit.jupiter.api.Test;

/** Where threads meet. */
final class ContentionTest {
  private final Contention contention = new Contention();

  @Test
  void threadsMeetWhereTwoAccessAndOneOfThemWrites() {
    contention.note(0, Access.WRITE, 7);
    assertThat(contention.isAt(7)).isFalse();
    contention.note(1, Access.READ, 7);
    assertThat(contention.isAt(7)).isTrue();
  }

  @Test
  void readersDoNotMeet() {
    contention.note(0, Access.READ, 7);
    contention.note(1, Access.READ, 7);
    contention.note(2, Access.READ, 7);
    assertThat(contention.isAt(7)).isFalse();
    contention.note(2, Access.UPDATE, 7);
    assertThat(contention.isAt(7)).isTrue();
  }

  @Test
  void aThreadDoesNotMeetItself() {
    contention.note(63, Access.UPDATE, 0);
    contention.note(63, Access.READ, 0);
    assertThat(contention.isAt(0)).isFalse();
  }

  @Test
  void whatIsNotKnownIsNoMeeting() {
    contention.note(0, null, 7);
    contention.note(1, Access.WRITE, 1_000);
    assertThat(contention.isAt(7)).isFalse();
    assertThat(contention.isAt(1_000_000)).isFalse();
  }

  @Test
  void locationsOfAnyNumberAreMetAt() {
    for (int location : new int[] {63, 64, 65, 128, 1_000}) {
      assertThat(contention.isAt(location)).as("location %d", location).isFalse();
      contention.note(0, Access.WRITE, location);
      contention.note(1, Access.WRITE, location);
      assertThat(contention.isAt(location)).as("location %d", location).isTrue();
    }
  }
}
