package io.miniss.simulator.weave.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WovenObjectsTest {
  private static final int BATCHES = 20;
  private static final int BATCH = 500;

  private final WovenObjects objects = new WovenObjects();

  @Test
  void objectsStayKnownWhileOthersAreCollected() {
    Random random = new Random(1);
    List<Object> live = new ArrayList<>();
    List<WovenObject> known = new ArrayList<>();
    for (int batch = 0; batch < BATCHES; batch++) {
      for (int i = 0; i < BATCH; i++) {
        Object object = new Object();
        assertThat(objects.get(object)).isNull();
        live.add(object);
        known.add(objects.of(object));
      }
      for (int i = live.size() - 1; i >= 0; i--) {
        if (random.nextInt(3) > 0) {
          live.remove(i);
          known.remove(i);
        }
      }
      collect();
      for (int i = 0; i < live.size(); i++) {
        assertThat(objects.get(live.get(i))).isSameAs(known.get(i));
        assertThat(objects.of(live.get(i))).isSameAs(known.get(i));
      }
    }
  }

  private static void collect() {
    WeakReference<Object> dropped = new WeakReference<>(new Object());
    await()
        .until(
            () -> {
              System.gc();
              return dropped.get() == null;
            });
  }
}
