package io.miniss.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GoalTest {
  /** The guard finds a row of the committed table by what it says. */
  @Test
  void everyRowHasNameOfItsOwn() {
    assertThat(Goal.ALL).extracting(Goal::what).doesNotHaveDuplicates();
  }
}
