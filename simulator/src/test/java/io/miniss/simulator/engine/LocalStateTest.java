package io.miniss.simulator.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.simulator.LocalVariables;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
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
    return areSame(LocalVariables.ofObjects(LocalState.class, LocalStateTest::look, one, other));
  }

  /** Of objects that nothing but the one variable refers to. */
  private static boolean areSame(Supplier<Object> one, Supplier<Object> other) {
    LocalVariables.leave(one, other);
    return areSame(LocalVariables.ofObjects(LocalState.class, LocalStateTest::look));
  }

  private static boolean areSameNumbers(long one, long other) {
    return areSame(LocalVariables.ofNumbers(LocalState.class, LocalStateTest::look, one, other));
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
  void otherObjectsAreComparedByTheirContent() {
    assertThat(areSame(() -> listOf(1), () -> listOf(1))).isTrue();
    assertThat(areSame(() -> listOf(1), () -> listOf(2))).isFalse();
    assertThat(areSame(() -> listOf(1), () -> listOf())).isFalse();
    assertThat(areSame(() -> listOf(), ArrayDeque::new)).isFalse();
    assertThat(areSame("1", 1)).isFalse();
    assertThat(areSame(() -> new double[] {1, 2}, () -> new double[] {1, 2})).isTrue();
    assertThat(areSame(() -> new double[] {1, 2}, () -> new double[] {2, 1})).isFalse();
    assertThat(areSame(() -> new AtomicLong(3), () -> new AtomicLong(3))).isTrue();
    assertThat(areSame(() -> new AtomicLong(3), () -> new AtomicLong(4))).isFalse();
  }

  private static List<Object> listOf(Object... elements) {
    return new ArrayList<>(List.of(elements));
  }

  private static List<Object> twice(List<Object> list) {
    return listOf(list, list);
  }

  private static List<Object> circleOf(int length) {
    List<Object> first = new ArrayList<>();
    List<Object> last = first;
    for (int i = 1; i < length; i++) {
      last = listOf(last);
    }
    first.add(last);
    return first;
  }

  @Test
  void sharedObjectsTellStatesApart() {
    assertThat(areSame(() -> twice(listOf()), () -> twice(listOf()))).isTrue();
    assertThat(areSame(() -> listOf(listOf(), listOf()), () -> twice(listOf()))).isFalse();
  }

  @Test
  void circlesAreComparedToTheirEnd() {
    assertThat(areSame(() -> circleOf(2), () -> circleOf(2))).isTrue();
    assertThat(areSame(() -> circleOf(2), () -> circleOf(3))).isFalse();
  }

  @Test
  void anotherPlaceIsAnotherState() {
    assertThat(areSame(LocalVariables.atTwoPlaces(LocalState.class, LocalStateTest::look)))
        .isFalse();
  }

  @Test
  void anotherDepthIsAnotherState() {
    List<LocalState> states = new ArrayList<>();
    for (int depth : new int[] {0, 1}) {
      states.add(LocalVariables.deeper(LocalState.class, LocalStateTest::look, depth));
    }
    assertThat(areSame(states)).isFalse();
  }

  private static final class Counted {
    static int count;
  }

  @Test
  void staticFieldsTellStatesApart() {
    assertThat(areSame(withCount(0))).isTrue();
    assertThat(areSame(withCount(1))).isFalse();
  }

  private static List<LocalState> withCount(int more) {
    return LocalVariables.ofObjects(
        LocalState.class,
        () -> {
          Counted.count += more;
          return look();
        },
        "one",
        "one");
  }

  @Test
  void classesThatDidNotBeginAreLeftAlone() {
    assertThat(LocalVariables.ofObjects(LocalState.class, LocalStateTest::look, "one")).hasSize(1);
    assertThat(begun).isFalse();
    assertThat(Lazy.VALUE).isEqualTo(begun);
  }

  private static boolean begun;

  private static final class Lazy {
    static final Boolean VALUE = begin();

    private static Boolean begin() {
      begun = true;
      return true;
    }
  }

  @Test
  void tooManyObjectsAreNoState() {
    LocalVariables.leave(() -> listOf((Object[]) new Object[ObjectGraph.MAX_OBJECTS / 2][1]));
    assertThat(LocalVariables.ofObjects(Boolean.class, LocalStateTest::isSeen)).containsOnly(true);
    LocalVariables.leave(() -> listOf((Object[]) new Object[ObjectGraph.MAX_OBJECTS][1]));
    assertThat(LocalVariables.ofObjects(Boolean.class, LocalStateTest::isSeen)).containsOnly(false);
  }

  private static boolean isSeen() {
    return LocalState.ofCallingThread() != null;
  }
}
