package io.miniss.scenarios.zoo.wakeup;

import io.miniss.runtime.shared.BoundedQueue;
import io.miniss.runtime.shared.SharedFlag;
import io.miniss.runtime.shared.WakeFlag;
import io.miniss.runtime.spi.Parker;
import io.miniss.scenarios.zoo.AnnouncedSleep;
import io.miniss.scenarios.zoo.Exhibit;
import io.miniss.simulator.scenario.World;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.TreeMap;

/**
 * Exhibit 4: an executor keeps the waiting tasks of all its channels in one table, and a channel that is
 * closed clears the table.
 */
public final class ClosedChannelDropsAllWakers implements Exhibit {
  private static final Label LABEL =
      new Label(
          4,
          "a channel that closes throws away the wake-ups of all other channels",
          BugKind.LOST_WAKE_UP,
          List.of(
              Reference.gitHub("DataDog/glommio", 273),
              Reference.commit("DataDog/glommio", "374705b"),
              Reference.commit("DataDog/glommio", "4f70e90")),
          """
          A reactor keeps who waits for which shared channel in one table, and wakes from it when a look \
          at the channel says so. To fix a channel that was destroyed with wakers pending, unregistering \
          it was made to clear the whole table, and the tasks that waited for unrelated channels were \
          never woken again. Only the waker with the channel's own id should go.""",
          """
          Nobody's waiters are in a table with others': a future holds its own listeners (FutureCell), a \
          full queue its own producers (BoundedQueue.Waiter), and the end of one does not reach another.""");

  @Override
  public Label label() {
    return LABEL;
  }

  @Override
  public void run(World world, Variant variant) {
    int channels = world.drawSize("channels", 1, 3);
    int items = world.drawSize("items", 0, 2);
    Reactor reactor =
        variant == Variant.BUGGY ? new Buggy(world, channels) : new Fixed(world, channels);
    List<World.Client> senders = new ArrayList<>();
    for (Channel channel : reactor.channels) {
      senders.add(world.client("sender " + channel.id, () -> channel.send(items)));
    }
    world.client("executor", () -> reactor.run(items)).join();
    senders.forEach(World.Client::join);
  }

  /** One producer on another thread, one receiver on the executor. */
  private static final class Channel {
    final int id;
    final BoundedQueue<Integer> ring;
    final SharedFlag producerGone;
    private final WakeFlag receiver;

    Channel(World world, int id, WakeFlag receiver) {
      this.id = id;
      this.receiver = receiver;
      ring = BoundedQueue.singleProducer(world.scheduler(), "ring " + id, 4);
      producerGone = new SharedFlag(world.scheduler(), "the producer of ring " + id + " is gone");
    }

    void send(int items) {
      for (int item = 0; item < items; item++) {
        ring.offer(item);
        receiver.wake();
      }
      producerGone.setVolatile(true);
      receiver.wake();
    }

    boolean wouldNotBlock() {
      return !ring.isEmptyVolatile() || producerGone.getVolatile();
    }
  }

  /** A task that receives from one channel until its producer is gone. */
  private static final class Receiver {
    final Channel channel;
    int received;

    Receiver(Channel channel) {
      this.channel = channel;
    }
  }

  /** An executor's reactor: channels, and the tasks that wait for them. */
  private abstract static class Reactor {
    final List<Channel> channels = new ArrayList<>();

    /** Who waits, by the id of the channel. The executor's own. */
    final TreeMap<Integer, Receiver> wakers = new TreeMap<>();

    private final World world;
    private final WakeFlag wakeFlag;
    private final Queue<Receiver> ready = new ArrayDeque<>();

    Reactor(World world, int channelCount) {
      this.world = world;
      wakeFlag = new WakeFlag(world.scheduler(), "wake flag of the executor");
      for (int id = 0; id < channelCount; id++) {
        channels.add(new Channel(world, id, wakeFlag));
      }
    }

    /** The channel with this id is no more. */
    abstract void unregister(int id);

    /** The executor's thread, until all its tasks have ended. */
    final void run(int items) {
      Parker parker = world.scheduler().currentParker();
      wakeFlag.sleeper(parker);
      channels.forEach(channel -> ready.add(new Receiver(channel)));
      int ended = 0;
      while (ended < channels.size()) {
        processChannels();
        Receiver task = ready.poll();
        if (task == null) {
          sleep(parker);
        } else if (poll(task)) {
          world.require(task.received == items, "a receiver ends when it has received everything");
          unregister(task.channel.id);
          ended++;
        }
      }
    }

    /** Runs a task until it waits; true if it has ended. */
    private boolean poll(Receiver task) {
      Channel channel = task.channel;
      while (true) {
        boolean last = channel.producerGone.getVolatile();
        if (!channel.ring.isEmptyVolatile()) {
          Integer item = channel.ring.poll();
          if (item != null) {
            world.require(item == task.received, "items arrive once and in order");
            task.received++;
          }
        } else if (last) {
          return true;
        } else {
          wakers.put(channel.id, task);
          return false;
        }
      }
    }

    /** Wakes the tasks whose channel has something for them. */
    private int processChannels() {
      int woken = 0;
      for (Channel channel : channels) {
        if (wakers.containsKey(channel.id) && channel.wouldNotBlock()) {
          ready.add(Objects.requireNonNull(wakers.remove(channel.id)));
          woken++;
        }
      }
      return woken;
    }

    private void sleep(Parker parker) {
      AnnouncedSleep.sleep(wakeFlag, parker, () -> processChannels() == 0);
    }
  }

  private static final class Buggy extends Reactor {
    Buggy(World world, int channels) {
      super(world, channels);
    }

    @Override
    void unregister(int id) {
      wakers.clear();
    }
  }

  private static final class Fixed extends Reactor {
    Fixed(World world, int channels) {
      super(world, channels);
    }

    @Override
    void unregister(int id) {
      wakers.remove(id);
    }
  }
}
