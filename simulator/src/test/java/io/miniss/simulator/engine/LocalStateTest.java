package io.miniss.simulator.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.simulator.LocalVariables;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When the stacks of a thread at two moments may be the same. */
final class LocalStateTest {
  private static LocalState look() {
    return Objects.requireNonNull(LocalState.ofCallingThread());
  }

  private static boolean areSame(List<LocalState> two) {
    boolean same = two.getFirst().mayBe(two.getLast());
    assertThat(two.getLast().mayBe(two.getFirst())).isEqualTo(same);
    return same;
  }

  private static boolean areSame(@Nullable Object one, @Nullable Object other) {
    return areSame(LocalVariables.ofObjects(LocalStateTest::look, one, other));
  }

  private static boolean areSameNumbers(long one, long other) {
    return areSame(LocalVariables.ofNumbers(LocalStateTest::look, one, other));
  }

  @Test
  void aThreadAtOnePlaceIsInOneState() {
    Object object = new Object();
    assertThat(areSame(object, object)).isTrue();
    assertThat(areSameNumbers(7, 7)).isTrue();
  }

  @Test
  void numbersInLocalVariablesTellStatesApart() {
    assertThat(areSameNumbers(7, 8)).isFalse();
  }

  /** Of a variable that is not used any more compiled code shows nothing. */
  @Test
  void zeroMayBeAnyNumber() {
    assertThat(areSameNumbers(0, 8)).isTrue();
  }

  @Test
  void ofLongNumbersTheLowerHalfCounts() {
    assertThat(areSameNumbers(7 + (3L << 32), 7)).isTrue();
    assertThat(areSameNumbers(7 + (3L << 32), 8)).isFalse();
  }

  @Test
  void nullMayBeAnyObject() {
    assertThat(areSame(null, "text")).isTrue();
  }

  @Test
  void numbersAndTextsAreComparedByValue() {
    assertThat(areSame(1_000, 1_000)).isTrue();
    assertThat(areSame(1_000, 1_001)).isFalse();
    assertThat(areSame("text", String.valueOf("text".toCharArray()))).isTrue();
    assertThat(areSame("text", "other")).isFalse();
  }

  @Test
  void otherObjectsAreComparedByTheirClass() {
    assertThat(areSame(new ArrayList<>(List.of(1)), new ArrayList<>())).isTrue();
    assertThat(areSame(new ArrayList<>(), new ArrayDeque<>())).isFalse();
    assertThat(areSame("1", 1)).isFalse();
  }

  @Test
  void anotherPlaceIsAnotherState() {
    assertThat(areSame(LocalVariables.atTwoPlaces(LocalStateTest::look))).isFalse();
  }

  @Test
  void anotherDepthIsAnotherState() {
    List<LocalState> states = new ArrayList<>();
    for (int depth : new int[] {0, 1}) {
      states.add(LocalVariables.deeper(LocalStateTest::look, depth));
    }
    assertThat(areSame(states)).isFalse();
  }
}
