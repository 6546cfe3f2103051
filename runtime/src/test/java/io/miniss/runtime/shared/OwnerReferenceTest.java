package io.miniss.runtime.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.spi.Scheduler;
import org.junit.jupiter.api.Test;

class OwnerReferenceTest {

  private final OwnerReference<Integer> reference =
      new OwnerReference<>(Scheduler.system(), "a reference", -1);

  @Test
  void everyStoreIsSeenByOwnerAndReader() {
    assertThat(reference.getAcquire()).isEqualTo(-1);
    for (int i = 0; i < 1_000; i++) {
      reference.setByOwnerRelease(i);
      assertThat(reference.getAcquire()).isEqualTo(i);
      assertThat(reference.getByOwner()).isEqualTo(i);
    }
  }

  @Test
  void nullCanBeStored() {
    reference.setByOwnerRelease(null);
    assertThat(reference.getAcquire()).isNull();
  }

  @Test
  void tracesShowNameAndReference() {
    reference.setByOwnerRelease(7);
    assertThat(reference.describe()).isEqualTo("a reference");
    assertThat(reference.currentValue()).isEqualTo(7);
  }
}
