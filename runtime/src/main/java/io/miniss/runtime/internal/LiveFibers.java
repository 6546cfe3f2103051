package io.miniss.runtime.internal;

import io.miniss.runtime.shared.OwnerReference;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fibers of one core that have started and not ended, newest first, linked through themselves. The
 * core's thread only.
 */
final class LiveFibers {
  /** After so many fibers the head is renewed, so that it is young: see {@link OwnerReference}. */
  private static final int RENEWAL = 256;

  private static final class Head {
    @Nullable FiberTask<?> newest;
  }

  private Head head = new Head();

  /** How many have started since the head was renewed. */
  private int started;

  void started(FiberTask<?> fiber) {
    FiberTask<?> first = head.newest;
    fiber.nextLive = first;
    if (first != null) {
      first.previousLive = fiber;
    }
    if (++started == RENEWAL) {
      started = 0;
      head = new Head();
    }
    head.newest = fiber;
  }

  void ended(FiberTask<?> fiber) {
    FiberTask<?> previous = fiber.previousLive;
    FiberTask<?> next = fiber.nextLive;
    if (previous == null) {
      head.newest = next;
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
    for (FiberTask<?> fiber = head.newest; fiber != null; fiber = fiber.nextLive) {
      all.add(fiber);
    }
    return all;
  }
}
