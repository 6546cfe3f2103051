package io.miniss.scenarios.zoo.shutdown;

import io.miniss.runtime.shared.SharedReference;
import io.miniss.runtime.spi.Parker;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.scenarios.zoo.Exhibit;
import io.miniss.simulator.scenario.World;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Exhibit 17: a thread pool terminates while a task is being put into its queue, and nobody completes
 * the task's future. The model is {@code ScheduledThreadPoolExecutor} with one core thread: {@code
 * delayedExecute}, {@code addWorker}, {@code getTask} and {@code tryTerminate} of the JDK. The tasks
 * have no delay, and what the JDK does under locks is one atomic step here.
 */
public final class TaskQueuedInTerminatedPool implements Exhibit {
  private static final Label LABEL =
      new Label(
          17,
          "the future of a task that is left in a terminated pool's queue never completes",
          BugKind.SHUTDOWN,
          List.of(
              new Reference("JDK-8358601",
                  URI.create("https://bugs.openjdk.org/browse/JDK-8358601")),
              new Reference(
                  "Fray's list of bugs",
                  URI.create("https://github.com/cmu-pasta/fray/blob/main/docs/bugs.md"))),
          """
          Fray found that a future of a ScheduledThreadPoolExecutor may never complete; the code of JDK 25 \
          reads so: a shutdown sees no worker and an empty queue, and before it declares the pool \
          terminated a task is queued. Its submitter looks at the state before and after, finds the task \
          allowed both times, can then start no worker because the pool has terminated, and leaves the \
          task in the queue. The fix shown looks once more after that, and cancels the task if the pool \
          will not run it.""",
          """
          Admission is counted before the task is queued, and no core exits before all that was admitted \
          has ended; a core that exits although it was given up on closes its RemoteWorkQueue and cancels what \
          it finds in its queues, which completes the handles.""");

  private static final int CORE_THREADS = 1;

  @Override
  public Label label() {
    return LABEL;
  }

  @Override
  public void run(World world, Variant variant) {
    Pool pool = variant == Variant.BUGGY ? new Buggy(world) : new Fixed(world);
    int submitters = world.drawSize("submitters", 1, 2);
    int tasks = world.drawSize("tasks", 1, 2);
    List<World.Client> clients = new ArrayList<>();
    for (int i = 0; i < submitters; i++) {
      String name = "submitter " + i;
      clients.add(world.client(name, () -> submitAndWait(world, pool, name, tasks)));
    }
    pool.shutdown();
    clients.forEach(World.Client::join);
    pool.terminated.await();
  }

  private static void submitAndWait(World world, Pool pool, String name, int tasks) {
    for (int i = 0; i < tasks; i++) {
      Task task = new Task(world.scheduler(), "task " + i + " of " + name);
      if (pool.schedule(task)) {
        task.ended.await();
      }
    }
  }

  private static final class Task {
    /** It has run or was cancelled. */
    private final Signal ended;

    Task(Scheduler scheduler, String name) {
      ended = new Signal(scheduler, name + " has ended");
    }
  }

  private enum Phase {
    RUNNING,
    SHUTDOWN,
    TERMINATED
  }

  /** The pool's {@code ctl}: its run state and the number of its workers, in one word. */
  private record Control(Phase phase, int workers) {
    boolean isShutdown() {
      return phase != Phase.RUNNING;
    }
  }

  /** The pool; the variants differ in what they do after a task was queued. */
  private abstract static class Pool {
    private final World world;
    private final SharedReference<Control> control;
    private final SharedReference<List<Task>> queue;

    /** The worker that waits for a task. */
    private final SharedReference<@Nullable Parker> idle;

    private final Signal terminated;

    Pool(World world) {
      this.world = world;
      Scheduler scheduler = world.scheduler();
      control = new SharedReference<>(scheduler, "ctl", new Control(Phase.RUNNING, 0));
      queue = new SharedReference<>(scheduler, "work queue", List.of());
      idle = new SharedReference<>(scheduler, "idle worker", null);
      terminated = new Signal(scheduler, "the pool has terminated");
    }

    /** Queues {@code task}, or returns false if it is rejected. Any thread. */
    final boolean schedule(Task task) {
      if (control().isShutdown()) {
        return false;
      }
      List<Task> seen;
      List<Task> next;
      do {
        seen = queued();
        next = new ArrayList<>(seen);
        next.add(task);
      } while (!queue.compareAndSet(seen, next));
      wakeIdleWorker();
      afterQueued(task);
      return true;
    }

    abstract void afterQueued(Task task);

    /** What the JDK does: by default tasks that are queued are run after a shutdown, too. */
    final void ensureWorkerOrCancel(Task task) {
      if (control().phase == Phase.TERMINATED) {
        cancelIfQueued(task);
      } else if (control().workers < CORE_THREADS) {
        addWorker();
      }
    }

    final void cancelIfTerminated(Task task) {
      if (control().phase == Phase.TERMINATED) {
        cancelIfQueued(task);
      }
    }

    private void cancelIfQueued(Task task) {
      List<Task> seen;
      List<Task> next;
      do {
        seen = queued();
        if (!seen.contains(task)) {
          return;
        }
        next = new ArrayList<>(seen);
        next.remove(task);
      } while (!queue.compareAndSet(seen, next));
      task.ended.give();
    }

    /** Starts a worker unless the pool has no use for it. */
    private void addWorker() {
      while (true) {
        Control seen = control();
        if (seen.phase == Phase.TERMINATED
            || (seen.phase == Phase.SHUTDOWN && queued().isEmpty())
            || seen.workers >= CORE_THREADS) {
          return;
        }
        if (control.compareAndSet(seen, new Control(seen.phase, seen.workers + 1))) {
          world.client("worker", this::work);
          return;
        }
      }
    }

    private void work() {
      for (Task task = getTask(); task != null; task = getTask()) {
        task.ended.give();
      }
      // Its count was taken back; a task that came meanwhile needs another worker.
      tryTerminate();
      if (control().phase != Phase.TERMINATED && control().workers < CORE_THREADS) {
        addWorker();
      }
    }

    /** The next task; null when the worker is to end, which is then counted. */
    private @Nullable Task getTask() {
      Parker me = world.scheduler().currentParker();
      while (true) {
        Control seen = control();
        List<Task> tasks = queued();
        if (tasks.isEmpty() && seen.isShutdown()) {
          if (control.compareAndSet(seen, new Control(seen.phase, seen.workers - 1))) {
            return null;
          }
        } else if (tasks.isEmpty()) {
          awaitTask(me);
        } else if (queue.compareAndSet(tasks, List.copyOf(tasks.subList(1, tasks.size())))) {
          return tasks.getFirst();
        }
      }
    }

    private void awaitTask(Parker me) {
      idle.setVolatile(me);
      if (queued().isEmpty() && !control().isShutdown()) {
        me.park();
      }
      idle.setVolatile(null);
    }

    private void wakeIdleWorker() {
      Parker worker = idle.getVolatile();
      if (worker != null) {
        worker.unpark();
      }
    }

    final void shutdown() {
      while (true) {
        Control seen = control();
        if (control.compareAndSet(seen, new Control(Phase.SHUTDOWN, seen.workers))) {
          break;
        }
      }
      wakeIdleWorker();
      tryTerminate();
    }

    private void tryTerminate() {
      while (true) {
        Control seen = control();
        if (seen.phase != Phase.SHUTDOWN || !queued().isEmpty() || seen.workers != 0) {
          return;
        }
        if (control.compareAndSet(seen, new Control(Phase.TERMINATED, 0))) {
          terminated.give();
          return;
        }
      }
    }

    private Control control() {
      return Objects.requireNonNull(control.getVolatile());
    }

    private List<Task> queued() {
      return Objects.requireNonNull(queue.getVolatile());
    }
  }

  /** Looks at the state, then sees to it that there is a worker. */
  private static final class Buggy extends Pool {
    Buggy(World world) {
      super(world);
    }

    @Override
    void afterQueued(Task task) {
      ensureWorkerOrCancel(task);
    }
  }

  /** Looks at the state once more when it has tried to have a worker. */
  private static final class Fixed extends Pool {
    Fixed(World world) {
      super(world);
    }

    @Override
    void afterQueued(Task task) {
      ensureWorkerOrCancel(task);
      cancelIfTerminated(task);
    }
  }
}
