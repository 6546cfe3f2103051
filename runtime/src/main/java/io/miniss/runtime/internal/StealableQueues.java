package io.miniss.runtime.internal;

import io.miniss.runtime.shared.BoundedQueue;
import io.miniss.runtime.shared.SharedLong;
import java.util.Arrays;
import java.util.List;

/** The stealable queues of all cores, and who is woken for a task in one of them. Any thread. */
final class StealableQueues {
  private final CoreQueues[] queues;
  private final PlacementOrder order;
  private final boolean stealing;

  /** How many cores have announced that they sleep; may be too high, never too low. */
  private final SharedLong sleepers;

  StealableQueues(
      CoreQueues[] queues, PlacementOrder order, boolean stealing, SharedLong sleepers) {
    this.queues = queues;
    this.order = order;
    this.stealing = stealing;
    this.sleepers = sleepers;
  }

  PlacementOrder order() {
    return order;
  }

  /** The queues, by core. */
  List<BoundedQueue<Task<?>>> all() {
    return Arrays.stream(queues).map(CoreQueues::stealable).toList();
  }

  BoundedQueue<Task<?>> of(int core) {
    return queues[core].stealable();
  }

  /** Offers to each queue, from {@code first} on, and wakes somebody for it; false if all are full. */
  boolean offer(Task<?> task, int first) {
    int core = first;
    do {
      if (of(core).offer(task)) {
        wakeFor(core);
        return true;
      }
      core = order.after(core);
    } while (core != first);
    return false;
  }

  /**
   * A stealable task is visible in {@code owner}'s queue: wakes the owner, or, if it is awake and so
   * may be busy for long, one core that sleeps and can steal it.
   *
   * <p>With {@link IdleProtocol}'s look at all stealable queues after it has announced a sleep, no core
   * sleeps while a stealable task waits without a wake-up on its way: the protocol of {@link
   * io.miniss.runtime.shared.WakeFlag}, with every sleeper in the role of the one. The core that is
   * woken may come to other work first; then it wakes another before it begins with that, see {@link
   * IdleProtocol#beforeUserCode}.
   */
  private void wakeFor(int owner) {
    if (!queues[owner].wakeFlag().wakeAfterUpdate()) {
      wakeThief(owner);
    }
  }

  /** Wakes a core that sleeps, other than {@code awake}, if there is one and it may steal. */
  void wakeThief(int awake) {
    if (!stealing || sleepers.getVolatile() == 0) {
      return;
    }
    for (int core = order.after(awake); core != awake; core = order.after(core)) {
      if (queues[core].wakeFlag().wakeAfterUpdate()) {
        return;
      }
    }
  }
}
