package io.miniss.scenarios.zoo.wakeup;

import io.miniss.runtime.shared.BoundedQueue;
import io.miniss.runtime.shared.SharedFlag;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.scenarios.zoo.Exhibit;
import io.miniss.simulator.scenario.World;
import java.util.List;

/**
 * Exhibit 1: a worker reads that the reactor is awake while the completion it has just pushed is still
 * in its store buffer, and the reactor looks at the queue, sees nothing and goes to sleep.
 *
 * <p>What the hardware does here by itself is made visible with a {@link StoreBuffer}. On hardware it is
 * the control without a fence of {@code WakeFlagStress} in {@code ci/stress}.
 */
public final class CompletionWhileGoingToSleep implements Exhibit {
  private static final Label LABEL =
      new Label(
          1,
          "a completion arrives while the reactor goes to sleep, and the wake is missed",
          BugKind.LOST_WAKE_UP,
          List.of(
              Reference.gitHub("scylladb/seastar", 1488),
              Reference.commit("scylladb/seastar", "788c46cb3")),
          """
          A worker thread that has finished a system call pushes the completion and then reads whether \
          the reactor sleeps, to write its eventfd if it does. The push is a release store and the read a \
          sequentially consistent load, which orders nothing between the two: the store was still in the \
          CPU's store buffer when the flag was read, and the reactor, which set its flag and looked at \
          the queue meanwhile, slept on. The fix is a full fence between them.""",
          """
          WakeFlag.wake begins with a full fence, and announceSleep ends with one: a waker that has made \
          work visible sees the sleeper, or the sleeper sees the work. WakeFlagStress in ci/stress tests \
          that on hardware, and that the same without the fence loses wake-ups.""");

  private static final int QUEUE = 8;

  @Override
  public Label label() {
    return LABEL;
  }

  @Override
  public void run(World world, Variant variant) {
    int calls = world.drawSize("calls", 1, 4);
    int atOnce = world.drawSize("calls-at-once", 1, 2);
    ThreadPool pool = variant == Variant.BUGGY ? new Buggy(world) : new Fixed(world);
    World.Client worker = world.client("worker", pool::work);
    world.client("reactor", () -> pool.react(calls, atOnce)).join();
    worker.join();
  }

  /** A reactor and the thread on which it has system calls done that would block it. */
  private abstract static class ThreadPool {
    private final World world;
    private final BoundedQueue<Integer> pending;
    private final BoundedQueue<Integer> completed;
    private final EventFd start;
    private final EventFd notification;
    private final SharedFlag reactorIdle;
    private final SharedFlag stopped;

    /** The worker's. The reactor's stores are sequentially consistent or before a system call. */
    final StoreBuffer stores;

    ThreadPool(World world) {
      this.world = world;
      Scheduler scheduler = world.scheduler();
      pending = BoundedQueue.singleProducer(scheduler, "pending calls", QUEUE);
      completed = BoundedQueue.singleProducer(scheduler, "completed calls", QUEUE);
      start = new EventFd(scheduler, "eventfd of the worker");
      notification = new EventFd(scheduler, "eventfd of the reactor");
      reactorIdle = new SharedFlag(scheduler, "the reactor is idle");
      stopped = new SharedFlag(scheduler, "the pool has stopped");
      stores = new StoreBuffer(world, "store buffer of the worker");
    }

    /** Between the push of the completions and the look at the reactor. */
    abstract void orderStoresBeforeLoads();

    /** The worker's thread. */
    final void work() {
      while (true) {
        start.read();
        if (stopped.getAcquire()) {
          return;
        }
        while (!pending.isEmptyVolatile()) {
          Integer call = pending.poll();
          if (call != null) {
            stores.store(() -> completed.offer(call));
          }
        }
        orderStoresBeforeLoads();
        if (reactorIdle.getVolatile()) {
          notification.write();
        }
      }
    }

    /** The reactor's thread: nothing but system calls to wait for. */
    final void react(int calls, int atOnce) {
      int submitted = 0;
      int done = 0;
      while (done < calls) {
        while (submitted < calls && submitted - done < atOnce) {
          pending.offer(submitted++);
          start.write();
        }
        Integer call = completed.poll();
        if (call == null) {
          sleep();
        } else {
          world.require(call == done, "calls complete once and in order");
          done++;
        }
      }
      stopped.setVolatile(true);
      start.write();
    }

    private void sleep() {
      reactorIdle.setVolatile(true);
      if (completed.isEmptyVolatile()) {
        notification.read();
      }
      reactorIdle.setVolatile(false);
    }
  }

  private static final class Buggy extends ThreadPool {
    Buggy(World world) {
      super(world);
    }

    @Override
    void orderStoresBeforeLoads() {
      // A sequentially consistent load does not wait for release stores before it.
    }
  }

  private static final class Fixed extends ThreadPool {
    Fixed(World world) {
      super(world);
    }

    @Override
    void orderStoresBeforeLoads() {
      stores.drain();
    }
  }
}
