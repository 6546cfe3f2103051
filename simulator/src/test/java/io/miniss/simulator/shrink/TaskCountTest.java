package io.miniss.simulator.shrink;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.spi.Mark;
import org.junit.jupiter.api.Test;

final class TaskCountTest {
  private final TaskCount count = new TaskCount();

  private void runs(Object task) {
    count.marked(1, 0, Mark.TASK_RUNS, task, 0);
  }

  @Test
  void eachTaskIsCountedOnce() {
    runs("one");
    runs("one");
    runs("other");
    count.marked(1, 0, Mark.TASK_PAUSES, "third", 0);
    assertThat(count.count()).isEqualTo(2);
  }

  /** A run that another simulation has disturbed is done again. */
  @Test
  void aRunThatBeginsAgainIsCountedAnew() {
    runs("one");
    count.begins();
    runs("other");
    assertThat(count.count()).isOne();
  }
}
