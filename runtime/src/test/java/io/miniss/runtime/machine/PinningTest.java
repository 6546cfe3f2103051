package io.miniss.runtime.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PinningTest {

  @Test
  void itPrintsAsASentenceForALog() {
    assertThat(new Pinning.Pinned(3)).hasToString("pinned to CPU 3");
    assertThat(new Pinning.NotPinned("pinning is off")).hasToString("not pinned: pinning is off");
  }

  @Test
  void aCpuIsNotNegativeAndAReasonIsNotBlank() {
    assertThatThrownBy(() -> new Pinning.Pinned(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a CPU number is 0 or more, not -1");
    assertThatThrownBy(() -> new Pinning.NotPinned(" "))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
