package io.miniss.scenarios.zoo.accounting;

import io.miniss.runtime.shared.BoundedQueue;
import io.miniss.runtime.shared.SharedFlag;
import io.miniss.runtime.shared.SharedLong;
import io.miniss.runtime.shared.SharedReference;
import io.miniss.runtime.spi.Parker;
import io.miniss.scenarios.zoo.Exhibit;
import io.miniss.simulator.scenario.World;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Exhibit 27: a wheel of time-outs that counts how many are pending. A cancelled time-out is taken out
 * later, by the worker, which may have met it before.
 */
public final class PendingTimeoutsDrift implements Exhibit {
  private static final Label LABEL =
      new Label(
          27,
          "a time-out that is cancelled as its tick comes is counted out twice",
          BugKind.ACCOUNTING,
          List.of(
              Reference.gitHub("netty/netty", 15000), Reference.gitHub("netty/netty", 14959)),
          """
          HashedWheelTimer counted a time-out out when it left its bucket, and the worker took one that was \
          due out of the bucket before it knew whether it had been cancelled. If it had, the cancellation \
          found no bucket in the next tick and counted it out again, so the count sank and the limit on \
          pending time-outs let more in than it said. Now the change of the time-out's state decides: who \
          wins it, expiry or cancellation, counts once.""",
          """
          A task is counted by whoever moved it to its end, one compare-and-set deciding who that is, in \
          counters that only grow and have one writer each (TaskCounts); the number of timers is the size \
          of the queue itself (TimerQueue.size).""");

  /** 100 ms, as in HashedWheelTimer. */
  private static final long TICK = 100_000_000;

  @Override
  public Label label() {
    return LABEL;
  }

  @Override
  public void run(World world, Variant variant) {
    int users = world.drawSize("users", 1, 3);
    int timeouts = world.drawSize("timeouts", 1, 3);
    Wheel wheel = variant == Variant.BUGGY ? new Buggy(world) : new Fixed(world);
    World.Client worker = world.client("worker", wheel::work);
    List<World.Client> clients = new ArrayList<>();
    for (int user = 0; user < users; user++) {
      RandomGenerator random = world.random("user " + user);
      clients.add(
          world.client(
              "user " + user,
              () -> {
                for (int i = 0; i < timeouts; i++) {
                  wheel.use(random.nextInt(6), random.nextInt(6));
                }
              }));
    }
    clients.forEach(World.Client::join);
    wheel.stop();
    worker.join();
    world.require(
        wheel.pending.getVolatile() == 0,
        "when every time-out has fired or was cancelled none is pending: "
            + wheel.pending.getVolatile());
  }

  private enum State {
    INIT,
    CANCELLED,
    EXPIRED
  }

  private static final class Timeout {
    final long tick;
    final Parker user;
    final SharedReference<State> state;

    /** The worker's: turns of the wheel that are left, and whether it is in a bucket. */
    long rounds;

    boolean inBucket;

    Timeout(World world, long tick) {
      this.tick = tick;
      user = world.scheduler().currentParker();
      state = new SharedReference<>(world.scheduler(), "state of a time-out", State.INIT);
    }
  }

  /** The timer: users on any thread, one worker. */
  private abstract static class Wheel {
    private static final int BUCKETS = 4;

    final SharedLong pending;
    private final World world;
    private final BoundedQueue<Timeout> added;
    private final BoundedQueue<Timeout> cancelled;
    private final SharedFlag stopped;
    private final long start;

    // The worker's own.
    private final List<List<Timeout>> wheel = new ArrayList<>();
    private long tick;

    Wheel(World world) {
      this.world = world;
      pending = new SharedLong(world.scheduler(), "pending time-outs");
      added = BoundedQueue.manyProducers(world.scheduler(), "added time-outs", 16);
      cancelled = BoundedQueue.manyProducers(world.scheduler(), "cancelled time-outs", 16);
      stopped = new SharedFlag(world.scheduler(), "the timer is stopped");
      start = world.clock().nanos();
      for (int i = 0; i < BUCKETS; i++) {
        wheel.add(new ArrayList<>());
      }
    }

    /** The tick of a time-out in a bucket has come. */
    abstract void expire(Timeout timeout);

    /** A time-out in a bucket was cancelled, and the worker comes by. */
    abstract void passCancelled(Timeout timeout);

    /** The worker has heard of a cancellation. */
    abstract void removeAfterCancellation(Timeout timeout);

    /** Waits for a time-out, but cancels it after {@code patience} ticks. */
    final void use(long delay, long patience) {
      long now = world.clock().nanos();
      pending.getAndAdd(1);
      Timeout timeout = new Timeout(world, (now - start) / TICK + delay);
      added.offer(timeout);
      long deadline = now + patience * TICK;
      while (timeout.state.getVolatile() == State.INIT) {
        if (world.clock().nanos() - deadline < 0) {
          timeout.user.parkUntil(deadline);
        } else if (timeout.state.compareAndSet(State.INIT, State.CANCELLED)) {
          cancelled.offer(timeout);
        }
      }
    }

    final void stop() {
      stopped.setVolatile(true);
    }

    /** The worker's thread. */
    final void work() {
      Parker parker = world.scheduler().currentParker();
      while (!stopped.getVolatile()) {
        waitForNextTick(parker);
        processCancelled();
        transfer();
        for (Timeout timeout : List.copyOf(bucket(tick))) {
          pass(timeout);
        }
        tick++;
      }
      processCancelled();
    }

    private void waitForNextTick(Parker parker) {
      long deadline = start + (tick + 1) * TICK;
      while (world.clock().nanos() - deadline < 0) {
        parker.parkUntil(deadline);
      }
    }

    private void processCancelled() {
      while (!cancelled.isEmptyVolatile()) {
        Timeout each = cancelled.poll();
        if (each != null) { // else its slot is claimed and not yet filled
          removeAfterCancellation(each);
        } else {
          world.scheduler().spinning();
        }
      }
    }

    private void transfer() {
      for (Timeout each = added.poll(); each != null; each = added.poll()) {
        if (each.state.getVolatile() == State.CANCELLED) {
          continue;
        }
        each.rounds = (each.tick - tick) / BUCKETS;
        each.inBucket = true;
        bucket(Math.max(each.tick, tick)).add(each);
      }
    }

    private void pass(Timeout timeout) {
      if (timeout.rounds <= 0) {
        expire(timeout);
      } else if (timeout.state.getVolatile() == State.CANCELLED) {
        passCancelled(timeout);
      } else {
        timeout.rounds--;
      }
    }

    private List<Timeout> bucket(long ofTick) {
      return wheel.get((int) (ofTick % BUCKETS));
    }

    final void takeOutOfBucket(Timeout timeout) {
      timeout.inBucket = false;
      wheel.forEach(bucket -> bucket.remove(timeout));
    }

    final boolean expires(Timeout timeout) {
      return timeout.state.compareAndSet(State.INIT, State.EXPIRED);
    }

    final void countOut() {
      pending.getAndAdd(-1);
    }
  }

  /** As it shipped: what leaves a bucket is counted out. */
  private static final class Buggy extends Wheel {
    Buggy(World world) {
      super(world);
    }

    private void remove(Timeout timeout) {
      takeOutOfBucket(timeout);
      countOut();
    }

    @Override
    void expire(Timeout timeout) {
      remove(timeout);
      if (expires(timeout)) {
        timeout.user.unpark();
      }
    }

    @Override
    void passCancelled(Timeout timeout) {
      remove(timeout);
    }

    @Override
    void removeAfterCancellation(Timeout timeout) {
      if (timeout.inBucket) {
        remove(timeout);
      } else {
        countOut();
      }
    }
  }

  /** As it was fixed: who decides how it ends counts it out. */
  private static final class Fixed extends Wheel {
    Fixed(World world) {
      super(world);
    }

    private void remove(Timeout timeout) {
      takeOutOfBucket(timeout);
      countOut();
    }

    @Override
    void expire(Timeout timeout) {
      if (expires(timeout)) {
        remove(timeout);
        timeout.user.unpark();
      }
    }

    @Override
    void passCancelled(Timeout timeout) {}

    @Override
    void removeAfterCancellation(Timeout timeout) {
      remove(timeout);
    }
  }
}
