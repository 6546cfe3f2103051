package io.miniss.simulator.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class KeptFailuresTest {
  private static final String THROWN =
      "\n  a task has thrown, and nobody has asked its future: java.lang.IllegalStateException: one";

  private final KeptFailures kept = new KeptFailures();
  private final Throwable failure = new IllegalStateException("one");

  @Test
  void aFailureThatIsHandedOnIsKeptOnce() {
    kept.add(failure, failure, false);
    kept.add(failure, failure, true);
    assertThat(kept.words()).startsWith(THROWN).containsOnlyOnce("nobody has asked");
  }

  @Test
  void whatSomebodyAsksForIsKeptNoLonger() {
    kept.add(failure, failure, true);
    kept.remove(new IllegalStateException("one"));
    assertThat(kept.words()).startsWith(THROWN);
    kept.remove(failure);
    assertThat(kept.words()).isEmpty();
  }

  @Test
  void ofManyTheFirstAreKept() {
    for (int i = 0; i < 9; i++) {
      Throwable each = new IllegalStateException("number " + i);
      kept.add(each, each, true);
    }
    assertThat(kept.words()).contains("number 0", "number 4").doesNotContain("number 5");
  }
}
