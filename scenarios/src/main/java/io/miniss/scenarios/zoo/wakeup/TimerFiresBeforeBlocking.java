package io.miniss.scenarios.zoo.wakeup;

import io.miniss.runtime.shared.BoundedQueue;
import io.miniss.runtime.shared.SharedFlag;
import io.miniss.runtime.spi.Parker;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.scenarios.zoo.Exhibit;
import io.miniss.simulator.scenario.World;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.random.RandomGenerator;

/**
 * Exhibit 3: a reactor hands its next deadline to the kernel and then blocks; the timer of a short sleep
 * fires between the two, and what the reactor waits for has already been.
 */
public final class TimerFiresBeforeBlocking implements Exhibit {
  private static final Label LABEL =
      new Label(
          3,
          "a short sleep's timer fires between arming it and blocking, and nobody is woken",
          BugKind.LOST_WAKE_UP,
          List.of(
              Reference.gitHub("DataDog/glommio", 326),
              Reference.gitHub("DataDog/glommio", 552),
              Reference.commit("DataDog/glommio", "dfbd8e7")),
          """
          A reactor with nothing to do put a time-out into one ring and then waited, on another ring, for \
          a poll of the first; with short sleeps that wait sometimes never ended. The issue did not \
          settle why: a timer that fires on the way to sleep, a kernel bug, or a poll that says nothing \
          of a completion that was there before it; the model has the last. The change proposed in #552, \
          after which the hangs were gone, drops the poll: the kernel writes an eventfd with every \
          completion, whenever that is, and the reactor waits for that.""",
          """
          A core arms nothing before it blocks: IdleProtocol.sleep hands TimerQueue's absolute deadline to \
          Parker.parkUntil, which returns at once if it has passed, and timers without a deadline yet \
          (hasFresh) keep the core awake for one more turn.""");

  private static final int LONGEST_NANOS = 2_000;

  @Override
  public Label label() {
    return LABEL;
  }

  @Override
  public void run(World world, Variant variant) {
    int sleeps = world.drawSize("sleeps", 1, 4);
    RandomGenerator durations = world.random("durations");
    Queue<Long> nanos = new ArrayDeque<>();
    for (int i = 0; i < sleeps; i++) {
      nanos.add((long) durations.nextInt(LONGEST_NANOS));
    }
    Reactor reactor = variant == Variant.BUGGY ? new Buggy(world) : new Fixed(world);
    world.client("reactor", () -> reactor.sleepEach(nanos)).join();
  }

  /** A reactor and a ring of the kernel into which it puts time-outs. */
  private abstract static class Reactor {
    private final World world;
    private final Scheduler scheduler;
    private final BoundedQueue<Long> completions;

    Reactor(World world) {
      this.world = world;
      scheduler = world.scheduler();
      completions = BoundedQueue.manyProducers(scheduler, "completions of the timer ring", 8);
    }

    /** The kernel, after it has posted a completion in the timer ring. */
    abstract void posted();

    /** The reactor, at the beginning of a turn. */
    abstract void beginTurn();

    /** The reactor: waits for a completion in the timer ring. */
    abstract void block();

    /** The reactor's thread: one task, which sleeps for each of {@code nanos} in turn. */
    final void sleepEach(Queue<Long> nanos) {
      for (Long duration = nanos.poll(); duration != null; duration = nanos.poll()) {
        sleep(world.clock().nanos() + duration);
      }
    }

    private void sleep(long deadline) {
      while (true) {
        beginTurn();
        boolean some = false;
        while (!completions.isEmptyVolatile()) {
          some |= completions.poll() != null;
        }
        long left = deadline - world.clock().nanos();
        if (left <= 0) {
          return;
        }
        if (!some) {
          arm(left);
          block();
        }
      }
    }

    private void arm(long nanos) {
      long deadline = world.clock().nanos() + nanos;
      world.client(
          "timer of the kernel",
          () -> {
            Parker parker = scheduler.currentParker();
            while (world.clock().nanos() - deadline < 0) {
              parker.parkUntil(deadline);
            }
            completions.offer(deadline);
            posted();
          });
    }
  }

  private static final class Buggy extends Reactor {
    private final SharedFlag polled;
    private final EventFd mainRing;

    Buggy(World world) {
      super(world);
      polled = new SharedFlag(world.scheduler(), "poll of the timer ring");
      mainRing = new EventFd(world.scheduler(), "completions of the main ring");
    }

    @Override
    void posted() {
      if (polled.compareAndSet(true, false)) {
        mainRing.write();
      }
    }

    @Override
    void beginTurn() {}

    @Override
    void block() {
      polled.setVolatile(true);
      mainRing.read();
    }
  }

  private static final class Fixed extends Reactor {
    private final EventFd anyCompletion;

    Fixed(World world) {
      super(world);
      anyCompletion = new EventFd(world.scheduler(), "eventfd of the timer ring");
    }

    @Override
    void posted() {
      anyCompletion.write();
    }

    @Override
    void beginTurn() {
      anyCompletion.readNow();
    }

    @Override
    void block() {
      anyCompletion.read();
    }
  }
}
