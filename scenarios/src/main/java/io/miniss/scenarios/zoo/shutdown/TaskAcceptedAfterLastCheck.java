package io.miniss.scenarios.zoo.shutdown;

import io.miniss.runtime.shared.BoundedQueue;
import io.miniss.runtime.shared.SharedFlag;
import io.miniss.runtime.shared.SharedReference;
import io.miniss.runtime.shared.WakeFlag;
import io.miniss.runtime.spi.Parker;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.scenarios.zoo.AnnouncedSleep;
import io.miniss.scenarios.zoo.Exhibit;
import io.miniss.simulator.scenario.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Exhibit 9: an event loop looks for tasks a last time and then ends, and still accepts tasks between
 * the two. The model is Netty's {@code SingleThreadEventExecutor} with a quiet period of 0.
 */
public final class TaskAcceptedAfterLastCheck implements Exhibit {
  private static final Label LABEL =
      new Label(
          9,
          "a task accepted after the event loop's last look is abandoned",
          BugKind.SHUTDOWN,
          List.of(Reference.gitHub("netty/netty", 9603), Reference.gitHub("netty/netty", 9858)),
          """
          While an event loop of Netty shut down it accepted tasks until its state was TERMINATED, but \
          looked for them a last time before that. A channel pool's close came in between: the loop ended \
          with the task in its queue, and the executor that waited for the close waited for ever. The fix \
          moves the state to SHUTDOWN, from which on tasks are rejected, and only then makes the last pass.""",
          """
          Termination lets no core exit before all that was admitted has ended: an external thread counts \
          itself in before it reads the phase, and ends are counted before admissions, so an accepted task \
          is either seen by that check or rejected.""");

  @Override
  public Label label() {
    return LABEL;
  }

  @Override
  public void run(World world, Variant variant) {
    Loop loop = variant == Variant.BUGGY ? new Buggy(world) : new Fixed(world);
    int peers = world.drawSize("peers", 1, 2);
    int tasks = world.drawSize("tasks", 1, 3);
    List<World.Client> clients = new ArrayList<>();
    clients.add(world.client("event loop", loop::run));
    for (int i = 0; i < peers; i++) {
      String name = "peer " + i;
      clients.add(world.client(name, () -> submitAndWait(world, loop, name, tasks)));
    }
    loop.shutdownGracefully();
    clients.forEach(World.Client::join);
  }

  private static void submitAndWait(World world, Loop loop, String name, int tasks) {
    for (int i = 0; i < tasks; i++) {
      Task task = new Task(world.scheduler(), "task " + i + " of " + name);
      if (loop.execute(task)) {
        task.done.await();
      }
    }
  }

  private enum State {
    STARTED,
    SHUTTING_DOWN,
    SHUTDOWN,
    TERMINATED
  }

  private static final class Task {
    private final SharedFlag taken;
    private final Signal done;

    Task(Scheduler scheduler, String name) {
      taken = new SharedFlag(scheduler, name + " is taken");
      done = new Signal(scheduler, name + " is done");
    }

    /** Takes it out of the queue: whoever succeeds runs it, or has removed it. */
    boolean take() {
      return taken.compareAndSet(false, true);
    }
  }

  /** An event loop; the variants differ in how it ends. */
  private abstract static class Loop {
    private final Scheduler scheduler;
    private final BoundedQueue<Task> queue;
    private final WakeFlag wakeFlag;
    private final SharedReference<State> state;

    Loop(World world) {
      scheduler = world.scheduler();
      queue = BoundedQueue.manyProducers(scheduler, "task queue", 16);
      wakeFlag = new WakeFlag(scheduler, "wake flag of the loop");
      state = new SharedReference<>(scheduler, "state of the loop", State.STARTED);
    }

    /** Accepts {@code task} or returns false. Any thread. */
    final boolean execute(Task task) {
      if (isAtLeast(State.SHUTDOWN)) {
        return false;
      }
      queue.offer(task);
      if (isAtLeast(State.SHUTDOWN) && task.take()) {
        return false;
      }
      wakeFlag.wake();
      return true;
    }

    /** Asks the loop to end. Any thread. */
    final void shutdownGracefully() {
      advance(State.SHUTTING_DOWN);
      wakeFlag.wake();
    }

    final void run() {
      Parker parker = scheduler.currentParker();
      wakeFlag.sleeper(parker);
      while (true) {
        runAllTasks();
        if (isAtLeast(State.SHUTTING_DOWN)) {
          break;
        }
        AnnouncedSleep.sleep(wakeFlag, parker,
            () -> queue.isEmptyVolatile() && !isAtLeast(State.SHUTTING_DOWN));
      }
      end();
    }

    abstract void end();

    /** The last look, while tasks are accepted: with a quiet period of 0 one is enough. */
    final void confirmShutdown() {
      runAllTasks();
    }

    private void runAllTasks() {
      while (!queue.isEmptyVolatile()) {
        Task task = queue.poll();
        if (task != null && task.take()) {
          task.done.give();
        }
      }
    }

    final void advance(State next) {
      while (true) {
        State seen = Objects.requireNonNull(state.getVolatile());
        if (seen.compareTo(next) >= 0 || state.compareAndSet(seen, next)) {
          return;
        }
      }
    }

    private boolean isAtLeast(State least) {
      return Objects.requireNonNull(state.getVolatile()).compareTo(least) >= 0;
    }
  }

  /** Looks a last time, then stops accepting. */
  private static final class Buggy extends Loop {
    Buggy(World world) {
      super(world);
    }

    @Override
    void end() {
      confirmShutdown();
      advance(State.TERMINATED);
    }
  }

  /** Stops accepting, then looks a last time. */
  private static final class Fixed extends Loop {
    Fixed(World world) {
      super(world);
    }

    @Override
    void end() {
      confirmShutdown();
      advance(State.SHUTDOWN);
      confirmShutdown();
      advance(State.TERMINATED);
    }
  }
}
