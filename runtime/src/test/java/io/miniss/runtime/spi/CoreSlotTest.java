package io.miniss.runtime.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CoreSlotTest {
  private final List<@Nullable Object> seen = new ArrayList<>();

  @Test
  void aThreadOfACoreSeesWhatItHasSetAndNobodyElsesSlot() throws InterruptedException {
    CoreSlot.set("outside");
    try {
      runToItsEnd(CoreSlot.newThread("a core's", this::setAndClear));
      assertThat(CoreSlot.get()).isEqualTo("outside");
    } finally {
      CoreSlot.set(null);
    }
    assertThat(CoreSlot.get()).isNull();
    assertThat(seen).containsExactly(null, "mine", null);
  }

  @Test
  void soDoesAVirtualThread() throws InterruptedException {
    runToItsEnd(Thread.ofVirtual().unstarted(this::setAndClear));
    assertThat(seen).containsExactly(null, "mine", null);
  }

  private void setAndClear() {
    seen.add(CoreSlot.get());
    CoreSlot.set("mine");
    seen.add(CoreSlot.get());
    CoreSlot.set(null);
    seen.add(CoreSlot.get());
  }

  private static void runToItsEnd(Thread thread) throws InterruptedException {
    thread.start();
    thread.join();
  }
}
