package io.miniss.runtime.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiveFibersTest {
  private final LiveFibers live = new LiveFibers();

  /** Or a handle that somebody keeps would keep all fibers that lived with it. */
  @Test
  void whoHasEndedRemembersNoOther() {
    List<FiberTask<?>> fibers = List.of(mock(), mock(), mock());
    fibers.forEach(live::started);
    FiberTask<?> middle = fibers.get(1);
    live.ended(middle);
    assertThat(middle.previousLive == null && middle.nextLive == null).isTrue();
    assertThat(live.all()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void itKnowsThoseThatHaveNotEnded(long seed) {
    Random random = new Random(seed);
    List<FiberTask<?>> expected = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      if (expected.size() < 3 || random.nextBoolean()) {
        FiberTask<?> fiber = mock();
        live.started(fiber);
        expected.addFirst(fiber);
      } else {
        live.ended(expected.remove(random.nextInt(expected.size())));
      }
      assertThat(live.all()).hasSameSizeAs(expected);
      for (int k = 0; k < expected.size(); k++) {
        assertThat((Object) live.all().get(k)).isSameAs(expected.get(k));
      }
    }
  }
}
