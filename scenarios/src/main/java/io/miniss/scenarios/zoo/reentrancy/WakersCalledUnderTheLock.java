package io.miniss.scenarios.zoo.reentrancy;

import io.miniss.runtime.shared.RemoteWorkQueue;
import io.miniss.runtime.shared.SharedFlag;
import io.miniss.runtime.shared.Work;
import io.miniss.runtime.shared.WorkQueue;
import io.miniss.runtime.spi.Parker;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.scenarios.zoo.Exhibit;
import io.miniss.simulator.scenario.World;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A broadcast channel that wakes its receivers while it holds the lock of their list. */
public final class WakersCalledUnderTheLock implements Exhibit {
  private static final Label LABEL =
      new Label(
          28,
          "a waker that is called inline comes back into the list that is being walked",
          BugKind.RE_ENTRANCY,
          List.of(
              Reference.gitHub("tokio-rs/tokio", 5578),
              Reference.gitHub("tokio-rs/tokio", 5925),
              Reference.commit("scylladb/seastar", "df8374789")),
          "tokio's broadcast channel walked its list of waiters and called each waker under the"
              + " lock of that list. A waker is the user's code: one that sent to the same channel waited"
              + " for the lock that its own thread held. Fixed by calling the wakers after the lock is"
              + " released; the first fix did so in batches and looked at the list again after each, so"
              + " receivers that wait again kept it busy, and now the list is taken whole. Seastar had the"
              + " same on one core: a signalled coroutine was resumed inside signal(), in the middle of"
              + " whoever signalled.",
          "Completing a future takes the whole list of continuations in one compare-and-set, holds"
              + " no lock, and runs none of them on a core: each is queued for the core that registered"
              + " it (FutureCell, CoreLoop.enqueue). BoundedQueue.signalNotFull takes all waiters before it"
              + " wakes the first.");

  @Override
  public Label label() {
    return LABEL;
  }

  @Override
  public void run(World world, Variant variant) {
    Scheduler scheduler = world.scheduler();
    Channel channel =
        switch (variant) {
          case BUGGY -> new Buggy(scheduler);
          case FIXED -> new Fixed(scheduler);
        };
    int senders = world.drawSize("senders", 1, 2);
    int messages = world.drawSize("messages", 1, 2);
    List<Receiver> receivers = new ArrayList<>();
    for (int i = world.drawSize("receivers", 0, 1); i > 0; i--) {
      receivers.add(new Receiver(scheduler, channel, null));
    }
    for (int i = world.drawSize("farewells", 1, 2); i > 0; i--) {
      receivers.add(new Receiver(scheduler, channel, -i));
    }

    List<World.Client> receiving = new ArrayList<>();
    for (int i = 0; i < receivers.size(); i++) {
      Receiver receiver = receivers.get(i);
      receiving.add(
          world.client("receiver " + i, () -> receiver.receiveAll(scheduler.currentParker())));
    }
    List<World.Client> sending = new ArrayList<>();
    for (int i = 0; i < senders; i++) {
      int first = i * messages;
      sending.add(
          world.client(
              "sender " + i,
              () -> {
                for (int message = first; message < first + messages; message++) {
                  channel.send(message);
                }
              }));
    }
    sending.forEach(World.Client::join);
    channel.close();
    receiving.forEach(World.Client::join);

    for (Receiver receiver : receivers) {
      world.require(
          receiver.received.equals(channel.sent()),
          "every receiver gets every message, in the order sent: %s were sent, it got %s"
              .formatted(channel.sent(), receiver.received));
    }
  }

  /** The channel, all but how it wakes. What is not final belongs to who holds {@code tail}. */
  abstract static class Channel {
    final Mutex tail;
    final Deque<Receiver> waiting = new ArrayDeque<>();
    private final List<Integer> sent = new ArrayList<>();
    private boolean closed;

    Channel(Scheduler scheduler) {
      tail = new Mutex(scheduler, "the channel's tail");
    }

    /** Sends to all receivers; nobody gets what is sent after the end. */
    void send(int message) {
      tail.lock();
      if (!closed) {
        sent.add(message);
      }
      wakeReceiversAndUnlock();
    }

    void close() {
      tail.lock();
      closed = true;
      wakeReceiversAndUnlock();
    }

    /** The one step that differs: wakes who waits and releases {@code tail}. */
    abstract void wakeReceiversAndUnlock();

    /** Takes what {@code receiver} has not seen, or puts it among those who wait. */
    Poll poll(Receiver receiver) {
      tail.lock();
      List<Integer> news = sent.subList(receiver.received.size(), sent.size());
      Poll poll = !news.isEmpty() ? Poll.SOME : closed ? Poll.END : Poll.NOTHING;
      receiver.received.addAll(List.copyOf(news));
      if (poll == Poll.NOTHING && !waiting.contains(receiver)) {
        waiting.add(receiver);
      }
      tail.unlock();
      return poll;
    }

    List<Integer> sent() {
      return sent;
    }
  }

  /** What a receiver found. */
  enum Poll {
    SOME,
    NOTHING,
    END
  }

  /** As it shipped. */
  static final class Buggy extends Channel {
    Buggy(Scheduler scheduler) {
      super(scheduler);
    }

    @Override
    void wakeReceiversAndUnlock() {
      while (!waiting.isEmpty()) {
        waiting.removeLast().wake();
      }
      tail.unlock();
    }
  }

  /** As it was fixed. */
  static final class Fixed extends Channel {
    Fixed(Scheduler scheduler) {
      super(scheduler);
    }

    @Override
    void wakeReceiversAndUnlock() {
      List<Receiver> woken = List.copyOf(waiting);
      waiting.clear();
      tail.unlock();
      woken.forEach(Receiver::wake);
    }
  }

  /** One who receives until the channel is closed. */
  static final class Receiver {
    private final Channel channel;
    private final List<Integer> received = new ArrayList<>();
    private @Nullable Parker parker;

    /** What its waker sends when it is called for the first time. */
    private final @Nullable Integer farewell;

    private final SharedFlag called;

    Receiver(Scheduler scheduler, Channel channel, @Nullable Integer farewell) {
      this.channel = channel;
      this.farewell = farewell;
      called = new SharedFlag(scheduler, "the waker was called");
    }

    void receiveAll(Parker own) {
      parker = own;
      for (Poll poll = channel.poll(this); poll != Poll.END; poll = channel.poll(this)) {
        if (poll == Poll.NOTHING) {
          own.park();
        }
      }
    }

    /** The user's waker; called by whoever took this receiver out of the list. */
    void wake() {
      Objects.requireNonNull(parker).unpark();
      if (farewell != null && called.compareAndSet(false, true)) {
        channel.send(farewell);
      }
    }
  }

  /** A lock that is not for its holder to take again. */
  static final class Mutex {
    private final Scheduler scheduler;
    private final SharedFlag held;
    private final RemoteWorkQueue waiting;

    Mutex(Scheduler scheduler, String name) {
      this.scheduler = scheduler;
      held = new SharedFlag(scheduler, name);
      waiting = new RemoteWorkQueue(scheduler, "waiters for " + name);
    }

    void lock() {
      while (!held.compareAndSet(false, true)) {
        Parker parker = scheduler.currentParker();
        waiting.push(new Waiter(parker));
        if (held.getVolatile()) { // otherwise it was released before the push
          parker.park();
        }
      }
    }

    void unlock() {
      held.setVolatile(false);
      WorkQueue woken = new WorkQueue();
      waiting.takeAll(woken::add);
      for (Work waiter = woken.poll(); waiter != null; waiter = woken.poll()) {
        waiter.run();
      }
    }
  }

  private static final class Waiter extends Work {
    private final Parker parker;

    Waiter(Parker parker) {
      this.parker = parker;
    }

    @Override
    public void run() {
      parker.unpark();
    }
  }
}
