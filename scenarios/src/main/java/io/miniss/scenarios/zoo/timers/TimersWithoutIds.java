package io.miniss.scenarios.zoo.timers;

import io.miniss.runtime.shared.SharedFlag;
import io.miniss.scenarios.zoo.Exhibit;
import io.miniss.scenarios.zoo.Mailbox;
import io.miniss.simulator.scenario.World;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Exhibit 26: periodic tasks in a heap, ordered by deadline and then by an id that a task gets when it is
 * scheduled. A task that is due when the event loop first sees it is run at once and scheduled later.
 */
public final class TimersWithoutIds implements Exhibit {
  private static final Label LABEL =
      new Label(
          26,
          "timers without an id: scheduling and cancelling many of them breaks the heap",
          BugKind.TIMERS,
          List.of(
              Reference.gitHub("netty/netty", 15501), Reference.gitHub("netty/netty", 15492)),
          """
          A task got its id on the way into the heap of scheduled tasks, but a periodic task whose first \
          deadline had passed before the event loop saw it was run at once and put into the heap by another \
          way, without one. Two such tasks with one deadline were equal, which the comparison asserts they \
          are not; it threw in the middle of an insertion or a removal, and the heap was left with a hole \
          or a stale place. Now every way into the heap sets the id.""",
          """
          A timer's place in the order is given by its constructor and final, so there is no way into the \
          heap without one, and a repeating timer keeps it (Timer.sequence, TimerQueue.pollDue).""");

  private static final long PERIOD = 8;

  /** How long the clock stands still. */
  private static final long GRANULARITY = 500;

  @Override
  public Label label() {
    return LABEL;
  }

  @Override
  public void run(World world, Variant variant) {
    int clients = world.drawSize("clients", 1, 3);
    int tasks = world.drawSize("tasks", 1, 3);
    Loop loop = variant == Variant.BUGGY ? new Buggy(world) : new Fixed(world);
    World.Client thread = world.client("event loop", loop::run);
    List<World.Client> threads = new ArrayList<>();
    for (int client = 0; client < clients; client++) {
      RandomGenerator random = world.random("client " + client);
      threads.add(
          world.client(
              "client " + client,
              () -> {
                List<Task> own = new ArrayList<>();
                for (int i = 0; i < tasks; i++) {
                  own.add(loop.schedule(random.nextInt(3)));
                }
                loop.pause(random.nextInt(20));
                own.forEach(loop::cancel);
              }));
    }
    threads.forEach(World.Client::join);
    loop.events.close();
    thread.join();
    world.require(loop.size == 0, "what was cancelled is in no heap: " + loop.size + " are");
  }

  /** A periodic task; but for the flag all of it belongs to the event loop. */
  private static final class Task {
    final SharedFlag cancelled;
    long deadline;

    /** 0 until it has one. */
    long id;

    /** Its place in the heap, or -1. */
    int place = -1;

    Task(World world, long deadline) {
      cancelled = new SharedFlag(world.scheduler(), "a task is cancelled");
      this.deadline = deadline;
    }

    boolean isBefore(Task other) {
      if (deadline != other.deadline) {
        return deadline < other.deadline;
      }
      if (id == other.id) {
        throw new IllegalStateException("two scheduled tasks have the id " + id);
      }
      return id < other.id;
    }
  }

  /** An event loop with its heap. */
  private abstract static class Loop {
    final Mailbox<Task> events;
    private final World world;
    private final long start;
    private long nextId = 1;

    private final Task[] heap = new Task[64];
    int size;

    Loop(World world) {
      this.world = world;
      events = new Mailbox<>(world.scheduler(), "events");
      start = world.clock().nanos();
    }

    /** Puts a task, which has just run, into the heap again. */
    abstract void scheduleAgain(Task task);

    /** Time in steps of the clock. */
    private long now() {
      return (world.clock().nanos() - start) / GRANULARITY;
    }

    /** A task that is to run after {@code delay} and then again and again; any thread. */
    final Task schedule(long delay) {
      Task task = new Task(world, now() + delay);
      events.put(task);
      return task;
    }

    final void cancel(Task task) {
      task.cancelled.setVolatile(true);
      events.put(task);
    }

    final void pause(long steps) {
      long deadline = world.clock().nanos() + steps * GRANULARITY;
      while (world.clock().nanos() - deadline < 0) {
        world.scheduler().currentParker().parkUntil(deadline);
      }
    }

    /** The event loop's thread. */
    final void run() {
      boolean open = true;
      while (open) {
        while (size > 0 && heap[0].deadline <= now()) {
          Task due = heap[0];
          remove(due);
          handle(due);
        }
        Task event =
            size == 0 ? events.take() : events.takeUntil(start + heap[0].deadline * GRANULARITY);
        if (event != null) {
          handle(event);
        } else {
          open = size > 0;
        }
      }
    }

    /** What a scheduled task does on the event loop: whatever is its turn. */
    private void handle(Task task) {
      try {
        if (task.cancelled.getVolatile()) {
          remove(task);
        } else if (task.deadline > now()) {
          scheduleFirst(task);
        } else {
          task.deadline = now() + PERIOD;
          scheduleAgain(task);
        }
      } catch (RuntimeException failed) {
        world.require(
            false, "a periodic task goes on until it is cancelled; it failed: " + failed);
      }
    }

    final void scheduleFirst(Task task) {
      if (task.id == 0) {
        task.id = nextId++;
      }
      add(task);
    }

    // ---- the heap ----

    final void add(Task task) {
      int last = size++;
      siftUp(last, task);
    }

    private void remove(Task task) {
      int place = task.place;
      if (place < 0) {
        return;
      }
      task.place = -1;
      Task moved = heap[--size];
      if (place == size) {
        return;
      }
      if (task.isBefore(moved)) {
        siftDown(place, moved);
      } else {
        siftUp(place, moved);
      }
    }

    private void siftUp(int from, Task task) {
      int place = from;
      while (place > 0 && task.isBefore(heap[(place - 1) / 2])) {
        put(place, heap[(place - 1) / 2]);
        place = (place - 1) / 2;
      }
      put(place, task);
    }

    private void siftDown(int from, Task task) {
      int place = from;
      while (2 * place + 1 < size) {
        int child = 2 * place + 1;
        if (child + 1 < size && heap[child + 1].isBefore(heap[child])) {
          child++;
        }
        if (task.isBefore(heap[child])) {
          break;
        }
        put(place, heap[child]);
        place = child;
      }
      put(place, task);
    }

    private void put(int place, Task task) {
      heap[place] = task;
      task.place = place;
    }
  }

  /** As it shipped: a periodic task is in the heap for the second time, so it must have an id. */
  private static final class Buggy extends Loop {
    Buggy(World world) {
      super(world);
    }

    @Override
    void scheduleAgain(Task task) {
      add(task);
    }
  }

  /** As it was fixed. */
  private static final class Fixed extends Loop {
    Fixed(World world) {
      super(world);
    }

    @Override
    void scheduleAgain(Task task) {
      scheduleFirst(task);
    }
  }
}
