package io.miniss.scenarios.zoo.shutdown;

import io.miniss.runtime.shared.RemoteWorkQueue;
import io.miniss.runtime.shared.SharedReference;
import io.miniss.runtime.shared.WakeFlag;
import io.miniss.runtime.shared.Work;
import io.miniss.runtime.shared.WorkQueue;
import io.miniss.runtime.spi.Parker;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.scenarios.zoo.AnnouncedSleep;
import io.miniss.scenarios.zoo.Exhibit;
import io.miniss.simulator.scenario.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Exhibit 14: the last worker to arrive shuts all cores down, one after the other, and waits for a task
 * of one that waits for a task of a later one. The model is the shutdown of tokio's threaded scheduler:
 * workers that hand their core over, tasks that a core owns, those that come back from other threads,
 * and a task in {@code block_in_place} that waits until another task is dropped.
 */
public final class CoresShutDownInTurn implements Exhibit {
  private static final Label LABEL =
      new Label(
          14,
          "cores are shut down in turn, and a task of one waits for a task of a later one",
          BugKind.SHUTDOWN,
          List.of(
              Reference.gitHub("tokio-rs/tokio", 3228), Reference.gitHub("tokio-rs/tokio", 2903)),
          """
          When tokio shut down, each worker gave up its core, and the last one cancelled the tasks of \
          core after core and waited for them. A task that blocked its thread until another was dropped \
          could not end if the other was on a later core: both waited. The fix lets every worker cancel \
          and await the tasks of its own core first. (#2903, before it, is the same for the I/O driver: \
          it told its waiters once that it ended, and who came later waited for ever.)""",
          """
          A stop is a request to every core, and each cancels its own tasks when it gets it; nobody waits \
          for one core before another has been asked, and a core exits only when the tasks of all cores \
          have ended.""");

  @Override
  public Label label() {
    return LABEL;
  }

  @Override
  public void run(World world, Variant variant) {
    int cores = world.drawSize("cores", 2, 3);
    int pairs = world.drawSize("pairs", 1, 2);
    Workers workers = variant == Variant.BUGGY ? new Buggy(world) : new Fixed(world);
    for (int i = 0; i < cores; i++) {
      workers.cores.add(new Core(world.scheduler(), i));
    }
    List<World.Client> clients = new ArrayList<>();
    RandomGenerator random = world.random("owners");
    for (int i = 0; i < pairs; i++) {
      Signal dropped = new Signal(world.scheduler(), "sender " + i + " is dropped");
      Core owner = workers.cores.get(random.nextInt(cores));
      Task receiver = new Task(null);
      owner.tasks.add(receiver);
      workers.cores.get(random.nextInt(cores)).tasks.add(new Task(dropped));
      clients.add(
          world.client(
              "blocked task " + i,
              () -> {
                dropped.await();
                owner.release(receiver);
              }));
    }
    for (Core core : workers.cores) {
      clients.add(world.client("worker " + core.index, () -> workers.work(core)));
    }
    workers.cores.forEach(core -> core.stop.give());
    clients.forEach(World.Client::join);
    for (Core core : workers.cores) {
      world.require(core.tasks.isEmpty(),
          "every task ends: core %d has some left".formatted(core.index));
    }
  }

  /** A task that sleeps and holds a sender, or one that blocks a thread and ends by itself. */
  private static final class Task extends Work {
    private final @Nullable Signal sender;

    Task(@Nullable Signal sender) {
      this.sender = sender;
    }

    @Override
    public void run() {}
  }

  /** What a worker runs tasks with; it belongs to one thread at a time. */
  private static final class Core {
    private final int index;
    private final Scheduler scheduler;
    private final Signal stop;
    private final WakeFlag wakeFlag;
    private final RemoteWorkQueue released;
    private final List<Task> tasks = new ArrayList<>();

    Core(Scheduler scheduler, int index) {
      this.index = index;
      this.scheduler = scheduler;
      stop = new Signal(scheduler, "stop of worker " + index);
      wakeFlag = new WakeFlag(scheduler, "wake flag of core " + index);
      released = new RemoteWorkQueue(scheduler, "tasks released to core " + index);
    }

    /** A task of this core has ended on another thread. Any thread. */
    void release(Task task) {
      released.push(task);
      wakeFlag.wake();
    }

    /** Drops the tasks that sleep; one that blocks a thread cannot be. */
    void cancelTasks() {
      for (Task task : List.copyOf(tasks)) {
        if (task.sender != null) {
          tasks.remove(task);
          task.sender.give();
        }
      }
    }

    /** Waits until the core owns no task. */
    void awaitTasks() {
      Parker me = scheduler.currentParker();
      wakeFlag.sleeper(me);
      takeReleased();
      while (!tasks.isEmpty()) {
        AnnouncedSleep.sleep(wakeFlag, me, () -> released.isEmptyVolatile());
        takeReleased();
      }
    }

    private void takeReleased() {
      WorkQueue ended = new WorkQueue();
      released.takeAll(ended::add);
      for (Work task = ended.poll(); task != null; task = ended.poll()) {
        tasks.remove(task);
      }
    }
  }

  /** The workers and what they share; the variants differ in who ends a core's tasks. */
  private abstract static class Workers {
    private final List<Core> cores = new ArrayList<>();
    private final SharedReference<List<Core>> handedOver;

    Workers(World world) {
      handedOver =
          new SharedReference<>(world.scheduler(), "cores that saw the shutdown", List.of());
    }

    /** The body of a worker's thread. */
    final void work(Core core) {
      core.stop.await();
      beforeHandingOver(core);
      List<Core> all = handOver(core);
      if (all.size() == cores.size()) {
        all.forEach(this::afterHandingOver);
      }
    }

    abstract void beforeHandingOver(Core core);

    /** For each core in turn, by the last worker. */
    abstract void afterHandingOver(Core core);

    private List<Core> handOver(Core core) {
      while (true) {
        List<Core> seen = Objects.requireNonNull(handedOver.getVolatile());
        List<Core> next = new ArrayList<>(seen);
        next.add(core);
        if (handedOver.compareAndSet(seen, next)) {
          return next;
        }
      }
    }
  }

  /** The last worker, for one core after the other. */
  private static final class Buggy extends Workers {
    Buggy(World world) {
      super(world);
    }

    @Override
    void beforeHandingOver(Core core) {}

    @Override
    void afterHandingOver(Core core) {
      core.cancelTasks();
      core.awaitTasks();
    }
  }

  /** Each worker, for its own core. */
  private static final class Fixed extends Workers {
    Fixed(World world) {
      super(world);
    }

    @Override
    void beforeHandingOver(Core core) {
      core.cancelTasks();
      core.awaitTasks();
    }

    @Override
    void afterHandingOver(Core core) {}
  }
}
