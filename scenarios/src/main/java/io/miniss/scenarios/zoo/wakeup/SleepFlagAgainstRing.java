package io.miniss.scenarios.zoo.wakeup;

import io.miniss.runtime.shared.SharedFlag;
import io.miniss.runtime.shared.SharedLong;
import io.miniss.scenarios.zoo.Exhibit;
import io.miniss.simulator.scenario.World;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Exhibit 2: two executors with a bounded ring between them. Each says that it sleeps and looks at the
 * ring; each moves the ring and looks whether the other sleeps. Without a fence anywhere, one of them
 * sees both in the opposite order.
 *
 * <p>What the hardware does here by itself is made visible with a {@link StoreBuffer} for each. On
 * hardware it is the control without any fence of {@code WakeFlagStress} in {@code ci/stress}.
 */
public final class SleepFlagAgainstRing implements Exhibit {
  private static final Label LABEL =
      new Label(
          2,
          "an executor sleeps on a ring while its peer reads a stale \"not sleeping\"",
          BugKind.LOST_WAKE_UP,
          List.of(
              Reference.commit("DataDog/glommio", "68552c2"),
              Reference.gitHub("DataDog/glommio", 261),
              Reference.gitHub("DataDog/glommio", 263)),
          """
          An executor that found a shared channel empty, or full, stored that it sleeps, looked at the \
          channel again and blocked; its peer moved the channel and then read whether it had to notify. \
          All stores were release stores, so either could still be on its way when the load after it was \
          done, and a benchmark hung now and then. The fix puts both barriers on the side that sleeps, \
          which is slow anyway: a sequentially consistent store, and membarrier(2), which makes every \
          thread of the process wait for its stores.""",
          """
          WakeFlag has a full fence on both sides, and BoundedQueue's waiting for room has one in \
          awaitNotFull and one in signalNotFull. SleepAgainstWake and the controls next to it in ci/stress test \
          them on hardware.""");

  @Override
  public Label label() {
    return LABEL;
  }

  @Override
  public void run(World world, Variant variant) {
    int items = world.drawSize("items", 1, 4);
    int capacity = world.drawSize("capacity", 1, 2);
    Channel channel =
        variant == Variant.BUGGY ? new Buggy(world, capacity) : new Fixed(world, capacity);
    World.Client sender = world.client("sender", () -> channel.send(items));
    world.client("receiver", () -> channel.receive(items)).join();
    sender.join();
  }

  /** A ring for one sender and one receiver, each on an executor that has nothing else to do. */
  private abstract static class Channel {
    private final World world;
    private final int[] slots;
    private final SharedLong tail;
    private final SharedLong head;
    private final Executor sending;
    private final Executor receiving;

    Channel(World world, int capacity) {
      this.world = world;
      slots = new int[capacity];
      tail = new SharedLong(world.scheduler(), "tail of the ring");
      head = new SharedLong(world.scheduler(), "head of the ring");
      sending = new Executor(world, "sender");
      receiving = new Executor(world, "receiver");
    }

    /** Between saying that {@code self} sleeps and its last look at the ring. */
    abstract void barrier(Executor self, Executor peer);

    final void send(int items) {
      for (int item = 0; item < items; item++) {
        int sent = item;
        BooleanSupplier room = () -> sent - head.getAcquire() < slots.length;
        while (!room.getAsBoolean()) {
          sleepUnless(room, sending, receiving);
        }
        slots[item % slots.length] = item;
        sending.stores.store(tail::incrementByOwnerRelease);
        receiving.notifyIfAsleep();
      }
    }

    final void receive(int items) {
      for (int item = 0; item < items; item++) {
        int taken = item;
        BooleanSupplier some = () -> tail.getAcquire() > taken;
        while (!some.getAsBoolean()) {
          sleepUnless(some, receiving, sending);
        }
        world.require(
            slots[item % slots.length] == item, "every item is received once and in order");
        receiving.stores.store(head::incrementByOwnerRelease);
        sending.notifyIfAsleep();
      }
    }

    private void sleepUnless(BooleanSupplier ready, Executor self, Executor peer) {
      self.stores.store(() -> self.asleep.setVolatile(true));
      barrier(self, peer);
      if (!ready.getAsBoolean()) {
        self.eventfd.read();
      }
      self.stores.store(() -> self.asleep.setVolatile(false));
    }
  }

  /** What its peers need to know of an executor. */
  private static final class Executor {
    final StoreBuffer stores;
    final SharedFlag asleep;
    final EventFd eventfd;

    Executor(World world, String name) {
      stores = new StoreBuffer(world, "store buffer of the " + name);
      asleep = new SharedFlag(world.scheduler(), "the " + name + " sleeps");
      eventfd = new EventFd(world.scheduler(), "eventfd of the " + name);
    }

    void notifyIfAsleep() {
      if (asleep.getAcquire()) {
        eventfd.write();
      }
    }
  }

  private static final class Buggy extends Channel {
    Buggy(World world, int capacity) {
      super(world, capacity);
    }

    @Override
    void barrier(Executor self, Executor peer) {
      // Release stores and acquire loads are thought to be enough.
    }
  }

  private static final class Fixed extends Channel {
    Fixed(World world, int capacity) {
      super(world, capacity);
    }

    @Override
    void barrier(Executor self, Executor peer) {
      self.stores.drain();
      peer.stores.drain();
    }
  }
}
