package io.miniss.scenarios.zoo.shutdown;

import io.miniss.runtime.shared.BoundedQueue;
import io.miniss.runtime.shared.SharedFlag;
import io.miniss.runtime.shared.WakeFlag;
import io.miniss.runtime.spi.Parker;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.scenarios.zoo.Exhibit;
import io.miniss.simulator.scenario.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Exhibit 11: the request to shut down is not among the things that an event loop looks at before it
 * goes to sleep, and only the time-out of its poll saves it. The model is Netty's event loop with a
 * quiet period of 0, its flag {@code wakenUp} as the runtime's {@link WakeFlag}, which has the same
 * protocol. The bound is in virtual time, so a fault that makes the clock jump breaks it in either
 * variant.
 */
public final class ProgressByPollTimeout implements Exhibit {
  private static final Label LABEL =
      new Label(
          11,
          "a shutdown makes progress only because a poll times out after a second",
          BugKind.SHUTDOWN,
          List.of(Reference.gitHub("netty/netty", 9616)),
          """
          Netty's shutdown set the loop's state and woke it. A loop that was awake needed no wake-up, and \
          before it went to sleep it looked at its task queue, but not at the state: it slept through its \
          own shutdown until the poll's default time-out of 1 s, without which it would have hung. (With \
          a quiet period it was so each time: the wake-up that the loop meant for itself did nothing.) \
          The fix puts a task that does nothing into the queue, where the loop looks.""",
          """
          A core is asked to drain, stop or exit by work in its RemoteWorkQueue, which CoreLoop looks at \
          after it has announced its sleep. A core without timers parks without any time-out, so a hole \
          like this one would be a hang and the simulator's deadlock check would see it.""");

  private static final Duration POLL_TIMEOUT = Duration.ofSeconds(1);

  /** There is nothing to do in these shutdowns, so this is an age. */
  private static final Duration BOUND = POLL_TIMEOUT.dividedBy(2);

  @Override
  public Label label() {
    return LABEL;
  }

  @Override
  public void run(World world, Variant variant) {
    int tasks = world.drawSize("tasks", 1, 3);
    int closers = world.drawSize("closers", 1, 2);
    Loop loop = variant == Variant.BUGGY ? new Buggy(world) : new Fixed(world);
    loop.execute("task 0"); // what the thread is started for
    World.Client thread = world.client("event loop", loop::run);
    for (int i = 1; i < tasks; i++) {
      loop.execute("task " + i);
    }
    long begin = world.clock().nanos();
    List<World.Client> others = new ArrayList<>();
    for (int i = 1; i < closers; i++) {
      others.add(world.client("closer " + i, loop::shutdownGracefully));
    }
    loop.shutdownGracefully();
    thread.join();
    Duration time = Duration.ofNanos(world.clock().nanos() - begin);
    world.require(
        time.compareTo(BOUND) < 0,
        "a shutdown with nothing to do ends within %s: it took %s".formatted(BOUND, time));
    others.forEach(World.Client::join);
  }

  /** An event loop; the variants differ in what a shutdown does besides setting the state. */
  private abstract static class Loop {
    static final String WAKE_UP_TASK = "wake-up task";

    private final World world;
    private final SharedFlag shuttingDown;
    private final WakeFlag wakeFlag;
    final BoundedQueue<String> queue;

    Loop(World world) {
      this.world = world;
      Scheduler scheduler = world.scheduler();
      queue = BoundedQueue.manyProducers(scheduler, "task queue", 8);
      shuttingDown = new SharedFlag(scheduler, "shutting down");
      wakeFlag = new WakeFlag(scheduler, "wake flag of the loop");
    }

    /** Any thread. */
    final void execute(String task) {
      queue.offer(task);
      wakeFlag.wake();
    }

    /** Any thread. */
    final void shutdownGracefully() {
      if (shuttingDown.compareAndSet(false, true)) {
        stateChanged();
        wakeFlag.wake();
      }
    }

    abstract void stateChanged();

    final void run() {
      Parker parker = world.scheduler().currentParker();
      wakeFlag.sleeper(parker);
      do {
        wakeFlag.announceSleep();
        if (queue.isEmptyVolatile()) {
          parker.parkUntil(world.clock().nanos() + POLL_TIMEOUT.toNanos());
        }
        wakeFlag.endSleep();
        runAllTasks();
      } while (!shuttingDown.getVolatile());
      runAllTasks();
    }

    private void runAllTasks() {
      while (!queue.isEmptyVolatile()) {
        queue.poll();
      }
    }
  }

  /** Nothing. */
  private static final class Buggy extends Loop {
    Buggy(World world) {
      super(world);
    }

    @Override
    void stateChanged() {}
  }

  /** Makes it visible where the loop looks. */
  private static final class Fixed extends Loop {
    Fixed(World world) {
      super(world);
    }

    @Override
    void stateChanged() {
      queue.offer(WAKE_UP_TASK);
    }
  }
}
