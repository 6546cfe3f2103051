package io.miniss.runtime.internal;

import io.miniss.runtime.shared.BoundedQueue;
import io.miniss.runtime.shared.SharedLong;
import io.miniss.runtime.task.Placement;
import java.util.List;

/** Which core's queue is tried first for what may run on any core. Any thread. */
final class PlacementOrder {
  /** The stealable tasks of each core, by index. */
  private final List<? extends BoundedQueue<?>> stealable;

  private final boolean byLoad;

  /** How often an external thread has taken the next core in turn. */
  private final SharedLong external;

  PlacementOrder(
      List<? extends BoundedQueue<?>> stealable, Placement placement, SharedLong external) {
    this.stealable = stealable;
    this.external = external;
    byLoad = placement == Placement.LEAST_LOADED;
  }

  /** Whether the first core is {@link #leastLoaded}, and not each in turn. */
  boolean isByLoad() {
    return byLoad;
  }

  int leastLoaded() {
    int least = 0;
    int leastSize = stealable.get(0).sizeRelaxed();
    for (int i = 1; i < stealable.size() && leastSize > 0; i++) {
      int size = stealable.get(i).sizeRelaxed();
      if (size < leastSize) {
        least = i;
        leastSize = size;
      }
    }
    return least;
  }

  /** The first core for an external thread. */
  int nextExternal() {
    return byLoad
        ? leastLoaded()
        : (int) Math.floorMod(external.getAndAdd(1), (long) stealable.size());
  }

  /** The core after {@code core}, in a circle. */
  int after(int core) {
    return core + 1 == stealable.size() ? 0 : core + 1;
  }
}
