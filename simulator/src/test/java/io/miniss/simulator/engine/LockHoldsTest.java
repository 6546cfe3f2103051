package io.miniss.simulator.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.locks.StampedLock;
import org.junit.jupiter.api.Test;

class LockHoldsTest {
  private final LockHolds holds = new LockHolds();
  private final StampedLock lock = new StampedLock();
  private final Thread one = Thread.ofPlatform().unstarted(() -> {});
  private final Thread other = Thread.ofPlatform().unstarted(() -> {});

  @Test
  void readersAreNamedUntilEachHasReleased() {
    holds.add(lock, one);
    holds.add(lock, other);
    holds.add(lock, one);
    assertThat(holds.of(lock)).containsExactly(one, other);
    holds.remove(lock, one);
    assertThat(holds.of(lock)).containsExactly(one, other);
    holds.remove(lock, one);
    assertThat(holds.of(lock)).containsExactly(other);
  }

  @Test
  void whoReleasesForAnotherEndsItsHold() {
    holds.add(new StampedLock(), other);
    holds.add(lock, one);
    holds.remove(lock, other);
    assertThat(holds.of(lock)).isEmpty();
  }
}
