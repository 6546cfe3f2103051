package io.miniss.runtime.internal;

import io.miniss.runtime.shared.BoundedQueue;
import io.miniss.runtime.shared.RemoteWorkQueue;
import io.miniss.runtime.shared.WakeFlag;
import io.miniss.runtime.spi.Scheduler;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What other threads reach of a core: the queues it takes from, and the flag that wakes it. An object
 * of its own that is never changed, because a core writes to itself in every turn: who looks at one of
 * a core's own fields fetches that cache line again each time.
 */
final class CoreQueues {
  private final WakeFlag wakeFlag;
  private final RemoteWorkQueue remoteWork;
  private final BoundedQueue<Task<?>> inbox;
  private final BoundedQueue<Task<?>> stealable;

  /** By sender; null at the core's own index. */
  private final @Nullable BoundedQueue<Task<?>>[] rings;

  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
  CoreQueues(Scheduler scheduler, int index, int cores, int capacity) {
    String me = "core " + index;
    wakeFlag = new WakeFlag(scheduler, "wake flag of " + me);
    remoteWork = new RemoteWorkQueue(scheduler, "remote work of " + me);
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

  WakeFlag wakeFlag() {
    return wakeFlag;
  }

  /** Work from other threads that is no task: continuations, wake-ups of fibers, requests of the runtime. */
  RemoteWorkQueue remoteWork() {
    return remoteWork;
  }

  /** Tasks from external threads. */
  BoundedQueue<Task<?>> inbox() {
    return inbox;
  }

  /** Stealable tasks, for this core and for those that steal. */
  BoundedQueue<Task<?>> stealable() {
    return stealable;
  }

  /** Tasks from core {@code sender}, another one. */
  BoundedQueue<Task<?>> ringFrom(int sender) {
    return Objects.requireNonNull(rings[sender]);
  }

  /** Whether something is in a queue of this core's own, in the single order of volatile accesses. */
  boolean haveWorkVolatile() {
    if (!remoteWork.isEmptyVolatile() || !inbox.isEmptyVolatile()) {
      return true;
    }
    for (BoundedQueue<Task<?>> ring : rings) {
      if (ring != null && !ring.isEmptyVolatile()) {
        return true;
      }
    }
    return false;
  }
}
