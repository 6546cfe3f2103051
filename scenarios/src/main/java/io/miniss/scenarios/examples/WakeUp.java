package io.miniss.scenarios.examples;

import io.miniss.runtime.shared.BoundedQueue;
import io.miniss.runtime.shared.WakeFlag;
import io.miniss.runtime.spi.Parker;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.scenario.World;
import java.util.ArrayList;
import java.util.List;

/**
 * How a core sleeps, without the core: a consumer parks when its queue is empty, and producers wake it.
 * Small enough to be explored in every interleaving: {@code explore wake-up --exhaustive}.
 */
public class WakeUp implements Scenario {
  private static final int MIN_PRODUCERS = 2;
  private static final int MAX_PRODUCERS = 3;

  @Override
  public final String name() {
    return "wake-up";
  }

  @Override
  public final String description() {
    return "a consumer parks on an empty queue, producers wake it; small enough for --exhaustive";
  }

  @Override
  public final void run(World world) {
    int producers = world.drawSize("producers", MIN_PRODUCERS, MAX_PRODUCERS);
    for (int round = 0; round < world.scale(); round++) {
      deliver(world, producers);
    }
  }

  private void deliver(World world, int count) {
    Scheduler scheduler = world.scheduler();
    BoundedQueue<Integer> queue = BoundedQueue.manyProducers(scheduler, "queue", 4);
    WakeFlag flag = new WakeFlag(scheduler, "wake flag");
    Parker parker = scheduler.currentParker();
    flag.sleeper(parker);
    List<World.Client> producers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int element = i;
      producers.add(
          world.client(
              "producer-" + i,
              () -> {
                world.require(queue.offer(element), "there is room for all");
                flag.wake();
              }));
    }
    for (int taken = 0; taken < count;) {
      if (queue.poll() != null) {
        taken++;
      } else {
        sleep(queue, flag, parker);
      }
    }
    producers.forEach(World.Client::join);
    world.require(queue.isEmptyVolatile(), "everything was taken once");
  }

  /** Announces the sleep, and only then looks for the last time. */
  void sleep(BoundedQueue<Integer> queue, WakeFlag flag, Parker parker) {
    flag.announceSleep();
    if (queue.isEmptyVolatile()) {
      parker.park();
    }
    flag.endSleep();
  }
}
