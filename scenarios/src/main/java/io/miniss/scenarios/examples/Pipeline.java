package io.miniss.scenarios.examples;

import io.miniss.runtime.Core;
import io.miniss.runtime.Fiber;
import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.future.Future;
import io.miniss.runtime.future.Promise;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.TaskOptions;
import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.scenario.World;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Stages on different cores, each a fiber that takes from the queue before it and puts into the next.
 * A queue belongs to the core of the stage that takes from it; putting is a message to that core, and
 * is answered when there is room. So a slow stage holds back all before it, and no core is blocked.
 */
public class Pipeline implements Scenario {
  @Override
  public String name() {
    return "pipeline";
  }

  @Override
  public String description() {
    return "stages on different cores with bounded queues between them: order and completeness";
  }

  @Override
  public void run(World world) {
    RandomGenerator random = world.random("workload");
    int items = world.drawSize("items", 1, 5) * world.scale();
    int capacity = 1 + random.nextInt(3);
    List<Stage> stages = new ArrayList<>();
    for (int i = 0, count = world.drawSize("stages", 1, 4); i < count; i++) {
      stages.add(
          new Stage(i, i % world.cores(), capacity, Duration.ofNanos(random.nextInt(2_000))));
    }
    Stage last = stages.getLast();

    for (Stage stage : stages) {
      world.invariant(
          "bounded",
          () -> {
            if (stage.mostQueued > capacity) {
              throw new AssertionError(
                  "a queue holds at most its capacity, %d: the queue of %s held %d"
                      .formatted(capacity, stage, stage.mostQueued));
            }
          });
    }
    world.finalCheck(
        "complete",
        () -> world.require(
            last.nextItem == items,
            "every item comes out: %d of %d did".formatted(last.nextItem, items)));

    try (MultiCoreRuntime runtime = world.runtime().start()) {
      List<JoinHandle<?>> running = new ArrayList<>();
      for (Stage stage : stages) {
        @Nullable Stage next = stage == last ? null : stages.get(stage.index + 1);
        running.add(
            runtime.spawnFiber(
                TaskOptions.named("stage " + stage.index).on(stage.core),
                () -> stage.work(world, items, next)));
      }
      JoinHandle<Integer> source =
          runtime.spawnFiber(
              TaskOptions.named("source"),
              () -> {
                for (int item = 0; item < items; item++) {
                  stages.getFirst().put(item);
                }
                return items;
              });
      source.join();
      running.forEach(JoinHandle::join);
    }
    world.metric("items", items);
    world.metric("stages", stages.size());
  }

  /** Whether a queue takes one more. */
  boolean hasRoom(int queued, int capacity) {
    return queued < capacity;
  }

  /** A stage and the queue before it. All fields belong to its core. */
  private final class Stage {
    private final int index;
    private final int core;
    private final int capacity;
    private final Duration effort;
    private final ArrayDeque<Integer> queue = new ArrayDeque<>();
    private int mostQueued;
    private int nextItem;

    /** The one item that found no room, and its answer; the stage before it waits for that. */
    private @Nullable Integer held;

    private @Nullable Promise<Boolean> heldAccepted;

    /** What this stage waits for when its queue is empty. */
    private @Nullable Promise<Boolean> arrival;

    Stage(int index, int core, int capacity, Duration effort) {
      this.index = index;
      this.core = core;
      this.capacity = capacity;
      this.effort = effort;
    }

    /** The fiber: every item in order, each passed on when it is done. */
    Integer work(World world, int items, @Nullable Stage next) {
      for (int i = 0; i < items; i++) {
        int item = take();
        world.require(
            item == nextItem,
            "items keep their order: %s expects %d, not %d".formatted(this, nextItem, item));
        world.work(effort);
        nextItem++;
        if (next != null) {
          next.put(item);
        }
      }
      return items;
    }

    /** Waits until the item is in this stage's queue; a fiber of any core. */
    void put(int item) {
      Fiber.await(Core.current().submit(core, () -> accept(item)).flatMap(answer -> answer));
    }

    private Future<Boolean> accept(int item) {
      if (hasRoom(queue.size(), capacity)) {
        enqueue(item);
        return Future.completed(true);
      }
      held = item;
      heldAccepted = Core.current().newPromise();
      return heldAccepted.future();
    }

    private void enqueue(int item) {
      queue.add(item);
      mostQueued = Math.max(mostQueued, queue.size());
      if (arrival != null) {
        arrival.tryComplete(true);
      }
    }

    private int take() {
      while (queue.isEmpty()) {
        arrival = Core.current().newPromise();
        Fiber.await(arrival.future());
      }
      int item = queue.remove();
      if (held != null && heldAccepted != null) {
        enqueue(held);
        heldAccepted.complete(true);
        held = null;
        heldAccepted = null;
      }
      return item;
    }

    @Override
    public String toString() {
      return "stage " + index + " on core " + core;
    }
  }
}
