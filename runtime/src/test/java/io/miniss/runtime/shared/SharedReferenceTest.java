package io.miniss.runtime.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.spi.Scheduler;
import org.junit.jupiter.api.Test;

class SharedReferenceTest {
  private final SharedReference<String> reference =
      new SharedReference<>(Scheduler.system(), "holder", "first");

  @Test
  void readsOfAllModesSeeTheSame() {
    assertThat(reference.getVolatile()).isEqualTo("first");
    assertThat(reference.getAcquire()).isEqualTo("first");
    assertThat(reference.getByOwner()).isEqualTo("first");
  }

  @Test
  void storesReplaceTheReference() {
    reference.setRelease("second");
    assertThat(reference.getAcquire()).isEqualTo("second");
    reference.setVolatile(null);
    assertThat(reference.getAcquire()).isNull();
    assertThat(reference.getAndSet("third")).isNull();
    assertThat(reference.getAndSet("fourth")).isEqualTo("third");
  }

  @Test
  void compareAndSetComparesByIdentity() {
    String equalToFirst = String.valueOf(new char[] {'f', 'i', 'r', 's', 't'});
    assertThat(reference.compareAndSet(equalToFirst, "second")).isFalse();
    assertThat(reference.getVolatile()).isEqualTo("first");
    assertThat(reference.compareAndSet(reference.getVolatile(), "second")).isTrue();
    assertThat(reference.getVolatile()).isEqualTo("second");
  }

  @Test
  void tracesShowNameAndReference() {
    assertThat(reference.describe()).isEqualTo("holder");
    assertThat(reference.currentValue()).isEqualTo("first");
  }

  @Test
  void tracesShowAllThreeOfAPhasedCell() {
    PhasedCell<String, String, String> cell =
        new PhasedCell<>(Scheduler.system(), "value", "phase") {
          @Override
          public String describe() {
            return "cell";
          }
        };
    assertThat(cell.tryRequest("request")).isTrue();
    assertThat(cell.currentValue()).isEqualTo(new Object[] {"value", "phase", "request"});
  }
}
