package io.miniss.simulator.shrink;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.simulator.strategy.Switches.Switch;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DetoursTest {
  private static Switch turn(int thread, long step, int next) {
    return new Switch(thread, step, 0, next);
  }

  /** Whether the turns lead from thread 0 to thread {@code last} and no further. */
  private static boolean leadTo(int last, List<Switch> turns) {
    int running = 0;
    for (Switch each : turns) {
      if (each.thread() != running) {
        return false;
      }
      running = each.next();
    }
    return running == last;
  }

  @Test
  void aThirdThreadRunsAtOnce() {
    List<Switch> chain = List.of(turn(0, 4, 1), turn(1, 2, 2), turn(2, 7, 3));
    assertThat(Detours.remove(chain, some -> leadTo(3, some)))
        .containsExactly(turn(0, 4, 3));
  }

  @Test
  void whoGoesAndComesBackStays() {
    List<Switch> turns = List.of(turn(0, 4, 1), turn(1, 2, 0), turn(0, 6, 2));
    assertThat(Detours.remove(turns, some -> some.contains(turn(0, 6, 2)) && leadTo(2, some)))
        .containsExactly(turn(0, 6, 2));
  }

  @Test
  void allTurnsOfAThreadGoAtOnce() {
    List<Switch> turns =
        List.of(turn(0, 4, 1), turn(1, 2, 2), turn(2, 7, 1), turn(1, 9, 3));
    assertThat(
        Detours.remove(
            turns,
            some -> some.equals(turns) || some.equals(List.of(turn(0, 4, 2), turn(2, 7, 3)))))
        .containsExactly(turn(0, 4, 2), turn(2, 7, 3));
  }

  @Test
  void whereAllMattersAllIsKept() {
    List<Switch> turns = List.of(turn(0, 4, 1), turn(1, 2, 2), turn(2, 7, 0));
    List<List<Switch>> tried = new ArrayList<>();
    assertThat(
        Detours.remove(
            turns,
            some -> {
              tried.add(some);
              return false;
            }))
        .isEqualTo(turns);
    assertThat(tried).isNotEmpty().allMatch(some -> some.size() < turns.size());
  }

  @Test
  void waitsAreKept() {
    List<Switch> turns = List.of(new Switch(0, 4, 2, 1), turn(1, 2, 2));
    assertThat(Detours.remove(turns, some -> leadTo(2, some)))
        .containsExactly(new Switch(0, 4, 2, 2));
  }
}
