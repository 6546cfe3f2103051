package io.miniss.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KindsTest {
  @Test
  void mixDealsOutEightClasses() {
    Kinds<Runnable> mix = Kinds.actions(() -> {}, true);

    assertThat(dealt(mix).stream().map(Object::getClass).distinct()).hasSize(Kinds.COUNT);
  }

  @Test
  void mixOfOneClassIsRefused() {
    List<String> kinds = List.of("a", "b", "c", "d", "e", "f", "g", "h");

    assertThatThrownBy(() -> Kinds.mixOf(kinds)).hasMessageContaining("8 objects of 1");
  }

  @Test
  void mixIsDealtTheSameEachTime() {
    assertThat(order()).isEqualTo(order()).isNotEqualTo(Collections.nCopies(64, 0));
  }

  @Test
  void eachKindDoesTheWork() {
    List<String> done = new ArrayList<>();

    EightKinds.actions(() -> done.add("work")).forEach(Runnable::run);

    assertThat(done).hasSize(Kinds.COUNT);
  }

  private static List<Integer> order() {
    List<Runnable> kinds = EightKinds.actions(() -> {});
    return dealt(Kinds.mixOf(kinds)).stream().map(kinds::indexOf).toList();
  }

  private static List<Runnable> dealt(Kinds<Runnable> mix) {
    return IntStream.range(0, 64).mapToObj(i -> mix.next()).toList();
  }
}
