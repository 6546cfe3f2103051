package io.miniss.runtime.internal;

import io.miniss.runtime.shared.BoundedQueue;
import io.miniss.runtime.spi.Scheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What other threads reach of a core: its port, and the queues that it takes tasks from. An object of its
 * own that never changes, because a core writes to itself in every turn: another thread that reads one of
 * a core's own fields fetches that cache line again each time.
 */
final class CoreQueues extends CorePort {
  private final BoundedQueue<Object> inbox;
  private final BoundedQueue<Task<?>> stealable;

  /** By sender; null at the core's own index. */
  private final @Nullable BoundedQueue<Object>[] rings;

  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
  CoreQueues(Scheduler scheduler, int index, int cores, int capacity) {
    super(scheduler, "core " + index);
    String me = "core " + index;
    inbox = BoundedQueue.manyProducers(scheduler, "inbox of " + me, capacity);
    stealable = BoundedQueue.stealable(scheduler, "stealable tasks of " + me, capacity);
    rings = new BoundedQueue[cores];
    for (int i = 0; i < cores; i++) {
      if (i != index) {
        rings[i] =
            BoundedQueue.singleProducer(
                scheduler, "ring from core " + i + " to " + me, capacity);
      }
    }
  }

  /** What external threads send: tasks, and the actions of {@code execute}. */
  BoundedQueue<Object> inbox() {
    return inbox;
  }

  /** Stealable tasks, for this core and for those that steal. */
  BoundedQueue<Task<?>> stealable() {
    return stealable;
  }

  /** What core {@code sender}, another one, sends: as in {@link #inbox}. */
  BoundedQueue<Object> ringFrom(int sender) {
    return Objects.requireNonNull(rings[sender]);
  }

  /** All of them. */
  List<BoundedQueue<?>> all() {
    List<BoundedQueue<?>> all = new ArrayList<>();
    all.add(inbox);
    for (BoundedQueue<Object> ring : rings) {
      if (ring != null) {
        all.add(ring);
      }
    }
    all.add(stealable);
    return all;
  }

  /** Whether something is in a queue of this core's own, in the single order of volatile accesses. */
  boolean haveWorkVolatile() {
    return !remoteWork().isEmptyVolatile() || haveSentVolatile();
  }

  /** Whether a task is in a queue of this core's own, in that order too. */
  boolean haveTasksVolatile() {
    return haveSentVolatile() || !stealable.isEmptyVolatile();
  }

  private boolean haveSentVolatile() {
    if (!inbox.isEmptyVolatile()) {
      return true;
    }
    for (BoundedQueue<Object> ring : rings) {
      if (ring != null && !ring.isEmptyVolatile()) {
        return true;
      }
    }
    return false;
  }
}
