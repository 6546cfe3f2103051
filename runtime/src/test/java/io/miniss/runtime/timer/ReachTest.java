package io.miniss.runtime.timer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReachTest {
  private static final int MILLION = 1_000_000;

  private final Reach reach = new Reach();

  @Test
  void anHourWithMillionWaitingCostsTwentyOneLooks() {
    long hour = 3_600_000_000_000L;
    int looks = 0;
    for (long now = 0; now < hour; now += reach.nanos()) {
      reach.looked(MILLION, 10);
      looks++;
    }
    assertThat(looks).isEqualTo(21);
  }

  @Test
  void aLookThatIsPaidForHalvesTheReach() {
    reach.looked(MILLION, 0);
    reach.looked(MILLION, MILLION - 1);
    assertThat(reach.nanos()).isEqualTo(4 * Reach.LEAST);
    reach.looked(MILLION, MILLION);
    assertThat(reach.nanos()).isEqualTo(2 * Reach.LEAST);
  }

  @Test
  void theReachStaysWithinItsBounds() {
    reach.looked(1, 1);
    assertThat(reach.nanos()).isEqualTo(Reach.LEAST);
    for (int i = 0; i < 100; i++) {
      reach.looked(MILLION, 0);
    }
    assertThat(reach.nanos()).isEqualTo(Reach.MOST);
  }
}
