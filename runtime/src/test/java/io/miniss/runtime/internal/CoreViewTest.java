package io.miniss.runtime.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.shared.WakeFlag;
import io.miniss.runtime.spi.Scheduler;
import org.junit.jupiter.api.Test;

class CoreViewTest {
  private final CoreView view =
      new CoreView(Scheduler.system(), 3, new WakeFlag(Scheduler.system(), "wake flag"));

  @Test
  void whatHasTheCoreBesidesATaskIsNamed() {
    assertThat(view.describeOtherCode()).isEqualTo("a continuation, timer or handler");
    view.inAction.setByOwner(1);
    assertThat(view.describeOtherCode()).isEqualTo("an action executed on core 3");
  }

  @Test
  void aCoreThatHasNotStartedIsNotPinned() {
    assertThat(view.diagnostics().pinning().toString()).contains("the core has not started");
    assertThat(view.diagnostics().blocked()).isEmpty();
    assertThat(view.ownThreadStackTrace()).isEmpty();
    assertThat(view.runningTask()).isNull();
  }
}
