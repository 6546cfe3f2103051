package io.miniss.runtime.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.miniss.runtime.diagnostics.Phase;
import io.miniss.runtime.spi.Scheduler;
import org.junit.jupiter.api.Test;

class LifecycleTest {
  private final Lifecycle lifecycle = new Lifecycle(Scheduler.system());

  @Test
  void oneShutdownBeginsItWhateverCameAfter() {
    assertThat(lifecycle.beginShutdown(7)).isTrue();
    assertThat(lifecycle.beginShutdown(8)).isFalse();
    assertThat(lifecycle.advance(Phase.DRAINING, Phase.STOPPING)).isTrue();
    assertThat(lifecycle.beginShutdown(9)).isFalse();
    assertThat(lifecycle.phase()).isEqualTo(Phase.STOPPING);
    assertThat(lifecycle.advance(Phase.STOPPING, Phase.TERMINATED)).isTrue();
    assertThat(lifecycle.beginShutdown(10)).isFalse();
    assertThat(lifecycle.phase()).isEqualTo(Phase.TERMINATED);
    assertThat(lifecycle.shutdownNanos()).isEqualTo(7);
  }

  @Test
  void noStepIsDoneTwice() {
    assertThat(lifecycle.advance(Phase.DRAINING, Phase.TERMINATED)).isFalse();
    lifecycle.beginShutdown(1);
    assertThat(lifecycle.advance(Phase.DRAINING, Phase.TERMINATED)).isTrue();
    assertThat(lifecycle.advance(Phase.DRAINING, Phase.STOPPING)).isFalse();
  }

  @Test
  void noStepLeadsBack() {
    assertThatIllegalStateException()
        .isThrownBy(() -> lifecycle.advance(Phase.STOPPING, Phase.DRAINING))
        .withMessageContaining("STOPPING");
  }
}
