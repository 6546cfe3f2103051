package io.miniss.scenarios.zoo.fairness;

import io.miniss.runtime.shared.BoundedQueue;
import io.miniss.runtime.shared.SharedFlag;
import io.miniss.runtime.shared.WakeFlag;
import io.miniss.runtime.spi.Parker;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.scenarios.zoo.AnnouncedSleep;
import io.miniss.scenarios.zoo.Exhibit;
import io.miniss.simulator.scenario.World;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An executor of several task queues, in which a task that yields goes to the end of its own. */
public final class YieldStaysInItsQueue implements Exhibit {
  private static final Label LABEL =
      new Label(
          29,
          "a yield that does not leave its own queue starves the others",
          BugKind.FAIRNESS,
          List.of(
              Reference.commit(
                  "DataDog/glommio", "59e6500c0")),
          "A task of Glommio that yielded was put behind the others of its own queue, and the"
              + " executor went on with that queue as long as it had tasks and no preemption was due. A"
              + " task that is polite and yields often thus kept all other queues waiting until the"
              + " preemption timer fired, after 100 ms by default. Fixed by a mark on the queue: who"
              + " yields ends the turn of its queue.",
          "CoreLoop serves every source in every turn, a batch of each, and a fiber that yields is"
              + " put at the end of the ready queue, behind what is there: a batch counts what was ready"
              + " when it began.");

  /** How many turns of the other queue a ready task may have to wait for; generous. */
  private static final int PATIENCE = 20;

  @Override
  public Label label() {
    return LABEL;
  }

  @Override
  public void run(World world, Variant variant) {
    Executor executor =
        switch (variant) {
          case BUGGY -> new Buggy(world.scheduler());
          case FIXED -> new Fixed(world.scheduler());
        };
    int scans = world.drawSize("scans", 1, 2);
    int yields = world.drawSize("yields", 0, 60);
    int requests = world.drawSize("requests", 1, 3);
    List<Task> tasks = new ArrayList<>();
    for (int i = 0; i < scans; i++) {
      tasks.add(new Task("scan " + i, Executor.SCANS, yields));
    }
    for (int i = 0; i < requests; i++) {
      tasks.add(new Task("request " + i, Executor.REQUESTS, 0));
    }
    world.invariant(
        "a queue that yields gives way",
        () -> tasks.forEach(task -> task.requireNotOvertaken(executor)));

    World.Client running = world.client("executor", executor::run);
    World.Client scanning =
        world.client("scanner", () -> tasks.subList(0, scans).forEach(executor::spawn));
    World.Client requesting =
        world.client(
            "front end", () -> tasks.subList(scans, tasks.size()).forEach(executor::spawn));
    scanning.join();
    requesting.join();
    executor.close();
    running.join();
    for (Task task : tasks) {
      world.require(
          task.turns == task.yields + 1,
          "every task ends: %s had %d turns".formatted(task.name, task.turns));
    }
  }

  /** The executor, all but what a yield does to the queue that runs. */
  abstract static class Executor {
    static final int SCANS = 0;
    static final int REQUESTS = 1;

    /** After so many turns of one queue the preemption timer has fired. */
    private static final int PREEMPTION = 100;

    private final Scheduler scheduler;
    private final BoundedQueue<Task> inbox;
    private final WakeFlag wakeFlag;
    private final SharedFlag closed;
    private final List<TaskQueue> queues = List.of(new TaskQueue(), new TaskQueue());

    Executor(Scheduler scheduler) {
      this.scheduler = scheduler;
      inbox = BoundedQueue.manyProducers(scheduler, "inbox", 8);
      wakeFlag = new WakeFlag(scheduler, "wake flag of the executor");
      closed = new SharedFlag(scheduler, "closed");
    }

    /** The one step that differs: whether a yield ends the turn of the queue that runs. */
    abstract boolean leaves(TaskQueue yielded);

    void spawn(Task task) {
      if (!inbox.offer(task)) {
        throw new AssertionError("there is room for every task");
      }
      task.othersTurnsWhenAccepted = othersTurns(task.queue);
      wakeFlag.wake();
    }

    void close() {
      closed.setVolatile(true);
      wakeFlag.wake();
    }

    int othersTurns(int queue) {
      return queues.get(1 - queue).turns;
    }

    void run() {
      Parker parker = scheduler.currentParker();
      wakeFlag.sleeper(parker);
      while (true) {
        for (Task task = inbox.poll(); task != null; task = inbox.poll()) {
          queues.get(task.queue).tasks.add(task);
        }
        TaskQueue next = leastServed();
        if (next != null) {
          runQueue(next);
        } else if (closed.getVolatile() && inbox.isEmptyVolatile()) {
          return;
        } else {
          sleep(parker);
        }
      }
    }

    /** The queue with tasks that has had the fewest turns. */
    private @Nullable TaskQueue leastServed() {
      TaskQueue least = null;
      for (TaskQueue queue : queues) {
        if (!queue.tasks.isEmpty() && (least == null || queue.served < least.served)) {
          least = queue;
        }
      }
      if (least != null) {
        // Who was idle has no claim to what it did not use.
        for (TaskQueue queue : queues) {
          queue.served = Math.max(queue.served, least.served);
        }
      }
      return least;
    }

    private void runQueue(TaskQueue queue) {
      for (int turn = 0; turn < PREEMPTION; turn++) {
        Task task = queue.tasks.poll();
        if (task == null) {
          return;
        }
        task.turns++;
        queue.turns++;
        queue.served++;
        if (task.turns <= task.yields) {
          queue.tasks.add(task);
          if (leaves(queue)) {
            return;
          }
        }
      }
    }

    private void sleep(Parker parker) {
      AnnouncedSleep.sleep(wakeFlag, parker,
          () -> inbox.isEmptyVolatile() && !closed.getVolatile());
    }
  }

  /** As it shipped. */
  static final class Buggy extends Executor {
    Buggy(Scheduler scheduler) {
      super(scheduler);
    }

    @Override
    boolean leaves(TaskQueue yielded) {
      return false;
    }
  }

  /** As it was fixed. */
  static final class Fixed extends Executor {
    Fixed(Scheduler scheduler) {
      super(scheduler);
    }

    @Override
    boolean leaves(TaskQueue yielded) {
      return true;
    }
  }

  /** Tasks of one kind; the executor's own. */
  static final class TaskQueue {
    private final Deque<Task> tasks = new ArrayDeque<>();
    private int turns;

    /** Its virtual run time. */
    private int served;
  }

  /** A task that yields some times and then ends. */
  static final class Task {
    private final String name;
    private final int queue;
    private final int yields;
    private int turns;
    private int othersTurnsWhenAccepted = Integer.MAX_VALUE;

    Task(String name, int queue, int yields) {
      this.name = name;
      this.queue = queue;
      this.yields = yields;
    }

    void requireNotOvertaken(Executor executor) {
      int waited = executor.othersTurns(queue) - othersTurnsWhenAccepted;
      if (turns == 0 && waited > PATIENCE) {
        throw new AssertionError(
            "%s is ready and waits for %d turns of the other queue".formatted(name, waited));
      }
    }
  }
}
