package io.miniss.runtime.internal;

import io.miniss.runtime.shared.BoundedQueue;
import io.miniss.runtime.shared.SharedCounter;
import io.miniss.runtime.task.Placement;
import java.util.Arrays;
import java.util.List;

/**
 * Where stealable tasks go: the stealable queues of all cores, taken in turn or by their load, and who is
 * woken for one. Any thread.
 */
final class StealableQueues {
  private final CoreQueues[] queues;
  private final boolean stealing;
  private final boolean byLoad;

  /** How many cores have announced that they sleep; may be too high, never too low. */
  private final SharedCounter sleepers;

  StealableQueues(CoreQueues[] queues, RuntimeConfig config, SharedCounter sleepers) {
    this.queues = queues;
    this.sleepers = sleepers;
    stealing = config.stealing();
    byLoad = config.placement() == Placement.LEAST_LOADED;
  }

  /** Whether a task goes first to {@link #leastLoaded}, and not to each in turn. */
  boolean areTakenByLoad() {
    return byLoad;
  }

  int leastLoaded() {
    int least = 0;
    int leastSize = of(0).sizeRelaxed();
    for (int i = 1; i < queues.length && leastSize > 0; i++) {
      int size = of(i).sizeRelaxed();
      if (size < leastSize) {
        least = i;
        leastSize = size;
      }
    }
    return least;
  }

  /** The queues, by core. */
  List<BoundedQueue<Task<?>>> all() {
    return Arrays.stream(queues).map(CoreQueues::stealable).toList();
  }

  BoundedQueue<Task<?>> of(int core) {
    return queues[core].stealable();
  }

  /** The core after {@code core}, in a circle. */
  int after(int core) {
    return core + 1 == queues.length ? 0 : core + 1;
  }

  /** Offers to each queue, from {@code first} on, and wakes somebody for it; false if all are full. */
  boolean offer(Task<?> task, int first) {
    int core = first;
    do {
      if (of(core).offer(task)) {
        wakeFor(core);
        return true;
      }
      core = after(core);
    } while (core != first);
    return false;
  }

  /**
   * A stealable task is visible in {@code owner}'s queue: wakes the owner, or, if it is awake and so
   * may be busy for long, one core that sleeps and can steal it.
   *
   * <p>With {@link CoreLoop}'s look at all stealable queues after it has announced a sleep, no core
   * sleeps while a stealable task waits without a wake-up on its way: the protocol of {@link
   * io.miniss.runtime.shared.WakeFlag}, with every sleeper in the role of the one.
   */
  private void wakeFor(int owner) {
    if (queues[owner].wakeFlag().wake() || !stealing || sleepers.getVolatile() == 0) {
      return;
    }
    for (int core = after(owner); core != owner; core = after(core)) {
      if (queues[core].wakeFlag().wake()) {
        return;
      }
    }
  }
}
