package io.miniss.scenarios.zoo.start;

import io.miniss.runtime.shared.BoundedQueue;
import io.miniss.runtime.shared.SharedFlag;
import io.miniss.runtime.shared.SharedReference;
import io.miniss.runtime.shared.WakeFlag;
import io.miniss.runtime.spi.Parker;
import io.miniss.scenarios.zoo.AnnouncedSleep;
import io.miniss.scenarios.zoo.Exhibit;
import io.miniss.scenarios.zoo.SpinLock;
import io.miniss.simulator.scenario.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Exhibit 19: an executor that gives its thread back while it has nothing to do, and starts one when a
 * task comes.
 */
public final class SubmitRacesSuspension implements Exhibit {
  private static final Label LABEL =
      new Label(
          19,
          "a task submitted during suspension: the executor says started and has no thread",
          BugKind.START,
          List.of(Reference.gitHub("netty/netty", 17183)),
          """
          A thread that suspends first says SUSPENDED and then looks at the queue once more; who submits \
          moves SUSPENDED back to STARTED and starts a thread. A change under review let only one thread \
          be issued at a time: the submitter's start did nothing because the old thread had not left yet, \
          and the old thread left because the state was no longer its to take back. The review found it. \
          Without the change each start issues a thread, which waits until its predecessor has left.""",
          """
          A core keeps its thread for life and sleeps instead: only the wake flag says whether it does, and \
          a waker that finds it asleep unparks a thread that exists (WakeFlag).""");

  @Override
  public Label label() {
    return LABEL;
  }

  @Override
  public void run(World world, Variant variant) {
    int submitters = world.drawSize("submitters", 1, 2);
    int tasks = world.drawSize("tasks", 1, 3);
    int suspensions = world.drawSize("suspensions", 1, 3);
    Executor executor = variant == Variant.BUGGY ? new Buggy(world) : new Fixed(world);
    List<World.Client> clients = new ArrayList<>();
    for (int i = 0; i < submitters; i++) {
      clients.add(
          world.client(
              "submitter " + i,
              () -> {
                for (int task = 0; task < tasks; task++) {
                  executor.submitAndWait();
                }
              }));
    }
    clients.add(
        world.client(
            "scaler",
            () -> {
              for (int i = 0; i < suspensions; i++) {
                executor.trySuspend();
              }
            }));
    clients.forEach(World.Client::join);
    executor.stop();
  }

  private enum State {
    STARTED,
    SUSPENDING,
    /** There is no thread, or it is about to leave. */
    SUSPENDED,
    STOPPED
  }

  private static final class Task {
    private final Parker submitter;
    private final SharedFlag done;

    Task(World world) {
      submitter = world.scheduler().currentParker();
      done = new SharedFlag(world.scheduler(), "task is done");
    }

    void run() {
      done.setVolatile(true);
      submitter.unpark();
    }

    void await() {
      while (!done.getVolatile()) {
        submitter.park();
      }
    }
  }

  /** An executor with at most one thread. */
  private abstract static class Executor {
    private final World world;
    private final SharedReference<State> state;
    private final BoundedQueue<Task> queue;
    private final WakeFlag wakeFlag;

    /** Held by the thread that runs tasks. */
    private final SpinLock processing;

    Executor(World world) {
      this.world = world;
      state = new SharedReference<>(world.scheduler(), "state", State.SUSPENDED);
      queue = BoundedQueue.manyProducers(world.scheduler(), "queue", 16);
      wakeFlag = new WakeFlag(world.scheduler(), "wake flag of the executor");
      processing = new SpinLock(world.scheduler(), "processing lock");
    }

    /** The caller has moved the state from SUSPENDED to STARTED. */
    abstract void start();

    /** The thread of the executor leaves. */
    abstract void leave();

    final void issueThread() {
      world.client("thread of the executor", this::runThread);
    }

    final void submitAndWait() {
      Task task = new Task(world);
      queue.offer(task);
      if (state.getVolatile() == State.SUSPENDED
          && state.compareAndSet(State.SUSPENDED, State.STARTED)) {
        start();
      }
      wakeFlag.wake();
      task.await();
    }

    final void trySuspend() {
      if (state.compareAndSet(State.STARTED, State.SUSPENDING)) {
        wakeFlag.wake();
      }
    }

    final void stop() {
      state.setVolatile(State.STOPPED);
      wakeFlag.wake();
    }

    private void runThread() {
      processing.lock();
      Parker parker = world.scheduler().currentParker();
      wakeFlag.sleeper(parker);
      boolean leaves = false;
      while (!leaves) {
        runTasks(parker);
        leaves = state() == State.STOPPED || suspended();
      }
      leave();
      processing.unlock();
    }

    /** Runs tasks until the executor has stopped, or is to be suspended and has none. */
    private void runTasks(Parker parker) {
      while (true) {
        Task task = queue.poll();
        if (task != null) {
          task.run();
          continue;
        }
        State seen = state();
        if (seen == State.STOPPED || canSuspend(seen)) {
          return;
        }
        AnnouncedSleep.sleep(wakeFlag, parker,
            () -> queue.isEmptyVolatile() && state() == State.STARTED);
      }
    }

    /** Whether the executor is suspended; it is not if a task has come and this thread goes on. */
    private boolean suspended() {
      if (!state.compareAndSet(State.SUSPENDING, State.SUSPENDED)) {
        return false;
      }
      return canSuspend(State.SUSPENDED)
          || !state.compareAndSet(State.SUSPENDED, State.STARTED);
    }

    private boolean canSuspend(State seen) {
      return (seen == State.SUSPENDING || seen == State.SUSPENDED) && queue.isEmptyVolatile();
    }

    private State state() {
      return Objects.requireNonNull(state.getVolatile());
    }
  }

  /** As it was proposed: no second thread while the first has not left. */
  private static final class Buggy extends Executor {
    private final SharedFlag issued;

    Buggy(World world) {
      super(world);
      issued = new SharedFlag(world.scheduler(), "a thread is issued");
    }

    @Override
    void start() {
      if (issued.compareAndSet(false, true)) {
        issueThread();
      }
    }

    @Override
    void leave() {
      issued.setVolatile(false);
    }
  }

  /** As it is without the change: a thread for each start, which waits for its turn. */
  private static final class Fixed extends Executor {
    Fixed(World world) {
      super(world);
    }

    @Override
    void start() {
      issueThread();
    }

    @Override
    void leave() {}
  }
}
