package io.miniss.scenarios.zoo.isolation;

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
import java.util.random.RandomGenerator;

/** A core whose thread ends with the first task that panics. */
public final class PanicKillsTheCore implements Exhibit {
  private static final Label LABEL =
      new Label(
          35,
          "a panic in one task kills the core's thread while its inbox goes on accepting",
          BugKind.ISOLATION,
          List.of(
              Reference.commit("hu00yan/rust-miniss", "89d1943b2"),
              Reference.commit("hu00yan/rust-miniss", "055285d1c")),
          "rust-miniss polls tasks in its single-threaded executor under catch_unwind, but in its"
              + " multi-core loop bare: a task that panics unwinds the loop and ends the thread of the"
              + " core. The inbox is a shared queue that outlives the thread, so spawn goes on accepting"
              + " every n-th task for a core that is dead, and who waits for one waits for ever. The fixed"
              + " variant is the executor's way: what a task throws ends that task.",
          "Task.runBody catches every Throwable and makes it the end of that task; continuations and"
              + " timers are caught likewise. Should a loop of the runtime itself throw, CoreLoop.run ends"
              + " the whole runtime (coreFailed), so that nothing is accepted for a core that is gone.");

  @Override
  public Label label() {
    return LABEL;
  }

  @Override
  public void run(World world, Variant variant) {
    Scheduler scheduler = world.scheduler();
    Pool pool = new Pool(scheduler, variant, world.drawSize("cores", 1, 2));
    int clients = world.drawSize("clients", 1, 2);
    int tasks = world.drawSize("tasks", 1, 3);
    int panics = world.drawSize("panics", 0, 2);
    List<World.Client> running = new ArrayList<>();
    for (Core core : pool.cores) {
      running.add(world.client(core.name, core::runThread));
    }
    List<World.Client> spawning = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      RandomGenerator random = world.random("client " + i);
      spawning.add(
          world.client(
              "client " + i,
              () -> {
                List<Task> spawned = new ArrayList<>();
                for (int task = 0; task < tasks; task++) {
                  boolean panicking = random.nextInt(4) < panics;
                  spawned.add(new Task(panicking, new Reply<>(scheduler, "end of task " + task)));
                  pool.spawn(spawned.getLast());
                }
                for (Task task : spawned) {
                  End end = task.end.await();
                  world.require(
                      end == (task.panicking ? End.PANICKED : End.COMPLETED),
                      "a panic ends its own task and no other: one that %s was %s"
                          .formatted(task.panicking ? "panics" : "does not panic", end));
                }
              }));
    }
    spawning.forEach(World.Client::join);
    pool.shutdown();
    running.forEach(World.Client::join);
  }

  /** How a task ended. */
  enum End {
    COMPLETED,
    PANICKED,
    DROPPED
  }

  /** A task, which may panic. */
  record Task(boolean panicking, Reply<End> end) {
    void poll() {
      if (panicking) {
        throw new Panic();
      }
      end.set(End.COMPLETED);
    }
  }

  private static final class Panic extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** The cores, and the turn of who gets the next task. */
  static final class Pool {
    private final List<Core> cores = new ArrayList<>();
    private final SharedLong next;

    Pool(Scheduler scheduler, Variant variant, int count) {
      next = new SharedLong(scheduler, "next core");
      for (int i = 0; i < count; i++) {
        cores.add(
            switch (variant) {
              case BUGGY -> new Buggy(scheduler, "core " + i);
              case FIXED -> new Fixed(scheduler, "core " + i);
            });
      }
    }

    /** Accepts a task for the core whose turn it is. Any thread. */
    void spawn(Task task) {
      Core core = cores.get((int) (next.getAndAdd(1) % cores.size()));
      if (!core.inbox.offer(task)) {
        throw new AssertionError("there is room for every task");
      }
      core.wakeFlag.wake();
    }

    void shutdown() {
      for (Core core : cores) {
        core.stopped.setVolatile(true);
        core.wakeFlag.wake();
      }
    }
  }

  /** One core, all but how it polls a task. */
  abstract static class Core {
    private static final int MESSAGES_A_TURN = 4;
    private static final int TASKS_A_TURN = 2;

    private final Scheduler scheduler;
    private final String name;
    private final BoundedQueue<Task> inbox;
    private final WakeFlag wakeFlag;
    private final SharedFlag stopped;
    private final Deque<Task> tasks = new ArrayDeque<>();

    Core(Scheduler scheduler, String name) {
      this.scheduler = scheduler;
      this.name = name;
      inbox = BoundedQueue.manyProducers(scheduler, "inbox of " + name, 8);
      wakeFlag = new WakeFlag(scheduler, "wake flag of " + name);
      stopped = new SharedFlag(scheduler, name + " is stopped");
    }

    /** The one step that differs. */
    abstract void poll(Task task);

    /** The thread of the core: a panic ends it, and what the thread owned is dropped. */
    void runThread() {
      try {
        run();
      } catch (Panic told) {
        tasks.forEach(task -> task.end.set(End.DROPPED));
      }
    }

    private void run() {
      Parker parker = scheduler.currentParker();
      wakeFlag.sleeper(parker);
      while (!stopped.getVolatile()) {
        boolean worked = false;
        for (int i = 0; i < MESSAGES_A_TURN; i++) {
          Task message = inbox.poll();
          if (message == null) {
            break;
          }
          tasks.add(message);
          worked = true;
        }
        for (int i = 0; i < TASKS_A_TURN && !tasks.isEmpty(); i++) {
          poll(tasks.removeFirst());
          worked = true;
        }
        if (!worked) {
          sleep(parker);
        }
      }
    }

    private void sleep(Parker parker) {
      AnnouncedSleep.sleep(wakeFlag, parker,
          () -> inbox.isEmptyVolatile() && !stopped.getVolatile());
    }
  }

  /** As it shipped. */
  static final class Buggy extends Core {
    Buggy(Scheduler scheduler, String name) {
      super(scheduler, name);
    }

    @Override
    void poll(Task task) {
      try {
        task.poll();
      } finally {
        if (task.panicking()) {
          task.end().set(End.PANICKED); // unwinding drops the task, and who waits sees that
        }
      }
    }
  }

  /** As it was fixed. */
  static final class Fixed extends Core {
    Fixed(Scheduler scheduler, String name) {
      super(scheduler, name);
    }

    @Override
    void poll(Task task) {
      try {
        task.poll();
      } catch (Throwable thrown) {
        task.end().set(End.PANICKED);
      }
    }
  }
}
