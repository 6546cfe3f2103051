package io.miniss.scenarios.zoo.ids;

import io.miniss.runtime.shared.BoundedQueue;
import io.miniss.runtime.shared.SharedFlag;
import io.miniss.runtime.shared.SharedLong;
import io.miniss.runtime.shared.WakeFlag;
import io.miniss.runtime.spi.Parker;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.scenarios.zoo.AnnouncedSleep;
import io.miniss.scenarios.zoo.Exhibit;
import io.miniss.scenarios.zoo.Reply;
import io.miniss.simulator.scenario.World;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Cores that keep tasks by id, with ids from two sources that do not know of each other. */
public final class TaskIdsWithoutTheirCore implements Exhibit {
  private static final Label LABEL =
      new Label(
          36,
          "task ids without their core collide, and one task replaces another",
          BugKind.IDS,
          List.of(
              Reference.commit("hu00yan/rust-miniss", "8b7a00748"),
              Reference.commit("hu00yan/rust-miniss", "d6b72201a")),
          "A task id of rust-miniss has the core in its upper half, for tasks that a core spawns"
              + " itself. Tasks from outside first got 64 random bits, then numbers from a global counter"
              + " that starts at 1: their core part is always 0, and they are the very numbers that core 0"
              + " gives to its own. A core keeps its tasks in a map by id, where the later one replaces the"
              + " earlier, whose waiter is never told. The model is of the counter; random bits collide in"
              + " the same way, but hardly ever. Fixed as the runtime has it: outside is a core part of"
              + " its own.",
          "TaskId has 16 bits of origin, a core or \"outside\", and 48 bits that the origin counts:"
              + " CoreLoop.admit and Termination.admitExternal can never give the same. No map is"
              + " keyed by ids either: the handle is the task.");

  private static final int CORE_SHIFT = 32;

  /** The core part of what no core has counted. */
  private static final long OUTSIDE = 0xFFFF;

  @Override
  public Label label() {
    return LABEL;
  }

  @Override
  public void run(World world, Variant variant) {
    Scheduler scheduler = world.scheduler();
    Ids ids =
        switch (variant) {
          case BUGGY -> new Buggy(scheduler);
          case FIXED -> new Fixed(scheduler);
        };
    List<Core> cores = new ArrayList<>();
    List<World.Client> running = new ArrayList<>();
    int count = world.drawSize("cores", 1, 2);
    for (int i = 0; i < count; i++) {
      Core core = new Core(scheduler, ids, i);
      cores.add(core);
      running.add(world.client("core " + i, core::run));
    }
    int clients = world.drawSize("clients", 1, 2);
    int tasks = world.drawSize("tasks", 1, 2);
    int children = world.drawSize("children", 0, 2);
    List<World.Client> submitting = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      int first = i;
      submitting.add(
          world.client(
              "client " + i,
              () -> {
                for (int task = 0; task < tasks; task++) {
                  Reply<Integer> reply = new Reply<>(scheduler, "end of task " + task);
                  cores.get((first + task) % cores.size()).submit(new Parent(children, reply));
                  world.require(
                      reply.await() == children, "a task ends when its children have ended");
                }
              }));
    }
    submitting.forEach(World.Client::join);
    cores.forEach(Core::stop);
    running.forEach(World.Client::join);
  }

  /** Where ids come from. */
  abstract static class Ids {
    /** The source for what comes from outside, shared by all. */
    final SharedLong submitted;

    Ids(Scheduler scheduler) {
      submitted = new SharedLong(scheduler, "ids of submitted tasks");
    }

    /** The one step that differs: an id for a task from outside. */
    abstract long forSubmitted();
  }

  /** As it shipped. */
  static final class Buggy extends Ids {
    Buggy(Scheduler scheduler) {
      super(scheduler);
    }

    @Override
    long forSubmitted() {
      return submitted.getAndAdd(1) + 1;
    }
  }

  /** As it was fixed. */
  static final class Fixed extends Ids {
    Fixed(Scheduler scheduler) {
      super(scheduler);
    }

    @Override
    long forSubmitted() {
      return OUTSIDE << CORE_SHIFT | (submitted.getAndAdd(1) + 1);
    }
  }

  /** Something to run on a core; returns whether it has ended, else it is polled again. */
  interface Task {
    boolean poll(Core core, long id);
  }

  /** Spawns children where it runs and waits for them. */
  static final class Parent implements Task {
    private final int children;
    private final Reply<Integer> reply;
    private boolean started;
    private int ended;

    Parent(int children, Reply<Integer> reply) {
      this.children = children;
      this.reply = reply;
    }

    @Override
    public boolean poll(Core core, long id) {
      if (!started) {
        started = true;
        for (int i = 0; i < children; i++) {
          core.spawn((here, child) -> childEnded(here, id));
        }
      }
      if (ended < children) {
        return false;
      }
      reply.set(ended);
      return true;
    }

    private boolean childEnded(Core core, long own) {
      ended++;
      core.wake(own);
      return true;
    }
  }

  /** A task that has come from outside, with its id. */
  record Message(long id, Task task) {}

  /** One core. */
  static final class Core {
    private final Scheduler scheduler;
    private final Ids ids;
    private final BoundedQueue<Message> inbox;
    private final WakeFlag wakeFlag;
    private final SharedFlag stopped;
    private final Map<Long, Task> tasks = new TreeMap<>();
    private final Deque<Long> ready = new ArrayDeque<>();
    private long nextOwn;

    Core(Scheduler scheduler, Ids ids, int index) {
      this.scheduler = scheduler;
      this.ids = ids;
      String me = "core " + index;
      inbox = BoundedQueue.manyProducers(scheduler, "inbox of " + me, 8);
      wakeFlag = new WakeFlag(scheduler, "wake flag of " + me);
      stopped = new SharedFlag(scheduler, me + " is stopped");
      nextOwn = (long) index << CORE_SHIFT;
    }

    /** Any thread outside the cores. */
    void submit(Task task) {
      if (!inbox.offer(new Message(ids.forSubmitted(), task))) {
        throw new AssertionError("there is room for every task");
      }
      wakeFlag.wake();
    }

    /** From a task that runs here. */
    void spawn(Task task) {
      add(nextOwn++, task);
    }

    private void add(long id, Task task) {
      tasks.put(id, task);
      ready.add(id);
    }

    /** The task with this id is polled again. */
    void wake(long id) {
      ready.add(id);
    }

    void stop() {
      stopped.setVolatile(true);
      wakeFlag.wake();
    }

    void run() {
      Parker parker = scheduler.currentParker();
      wakeFlag.sleeper(parker);
      while (!stopped.getVolatile()) {
        for (Message message = inbox.poll(); message != null; message = inbox.poll()) {
          add(message.id(), message.task());
        }
        Long id = ready.poll();
        if (id != null) {
          poll(id);
        } else {
          sleep(parker);
        }
      }
    }

    private void poll(Long id) {
      Task task = tasks.remove(id);
      if (task != null && !task.poll(this, id)) {
        tasks.put(id, task);
      }
    }

    private void sleep(Parker parker) {
      AnnouncedSleep.sleep(wakeFlag, parker,
          () -> inbox.isEmptyVolatile() && !stopped.getVolatile());
    }
  }
}
