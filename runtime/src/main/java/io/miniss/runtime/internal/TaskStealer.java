package io.miniss.runtime.internal;

import io.miniss.runtime.shared.BoundedQueue;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Takes stealable tasks from other cores. The core's thread only. */
final class TaskStealer {
  private final List<BoundedQueue<Task<?>>> victims;
  private final RandomGenerator random;

  /** Steals from {@code victims}, the queues of stealable tasks of the other cores. */
  TaskStealer(List<BoundedQueue<Task<?>>> victims, RandomGenerator random) {
    this.victims = victims;
    this.random = random;
  }

  /** One task, looking at each core, from a random one on; or null. */
  @Nullable Task<?> steal() {
    int others = victims.size();
    int next = others > 1 ? random.nextInt(others) : 0;
    for (int i = 0; i < others; i++) {
      BoundedQueue<Task<?>> victim = victims.get(next);
      Task<?> task = victim.poll();
      if (task != null) {
        victim.signalNotFull();
        return task;
      }
      next = next + 1 == others ? 0 : next + 1;
    }
    return null;
  }
}
