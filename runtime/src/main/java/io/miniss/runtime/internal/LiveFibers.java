package io.miniss.runtime.internal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fibers of one core that have started and not ended, newest first, linked through themselves. The
 * core's thread only.
 */
final class LiveFibers {
  private @Nullable FiberTask<?> newest;

  void started(FiberTask<?> fiber) {
    FiberTask<?> first = newest;
    fiber.nextLive = first;
    if (first != null) {
      first.previousLive = fiber;
    }
    newest = fiber;
  }

  void ended(FiberTask<?> fiber) {
    FiberTask<?> previous = fiber.previousLive;
    FiberTask<?> next = fiber.nextLive;
    if (previous == null) {
      newest = next;
    } else {
      previous.nextLive = next;
    }
    if (next != null) {
      next.previousLive = previous;
    }
    fiber.previousLive = null;
    fiber.nextLive = null;
  }

  List<FiberTask<?>> all() {
    List<FiberTask<?>> all = new ArrayList<>();
    for (FiberTask<?> fiber = newest; fiber != null; fiber = fiber.nextLive) {
      all.add(fiber);
    }
    return all;
  }
}
