package io.miniss.scenarios.zoo.cancel;

import io.miniss.runtime.shared.SharedFlag;
import io.miniss.runtime.spi.Parker;
import io.miniss.scenarios.zoo.Exhibit;
import io.miniss.scenarios.zoo.Mailbox;
import io.miniss.scenarios.zoo.SpinLock;
import io.miniss.simulator.scenario.World;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * Exhibit 21: a channel remembers the accept that it has outstanding, and forgets it when it asks the
 * kernel to cancel it. The completion may be in the ring already.
 */
public final class CancelAndCompletionBothWin implements Exhibit {
  private static final Label LABEL =
      new Label(
          21,
          "cancel and completion both think they won",
          BugKind.CANCELLATION,
          List.of(
              Reference.gitHub("netty/netty", 14921), Reference.gitHub("netty/netty", 14915)),
          """
          A closing io_uring channel cancelled its outstanding accept and took it as gone: whatever came \
          afterwards was asserted to be a cancellation. A connection that the kernel had completed before, \
          and that the event loop had not processed yet, met the assertion, and the event loop ended with \
          an AssertionError. The assertions were removed: the completion decides what became of the \
          operation, also after a cancel.""",
          """
          Start and cancel of a task compete with one compare-and-set on its phase, and only the winner \
          acts; a cancel that comes later is a request, and the core alone stores how the task ended \
          (Task).""");

  @Override
  public Label label() {
    return LABEL;
  }

  @Override
  public void run(World world, Variant variant) {
    int peers = world.drawSize("peers", 1, 3);
    int closers = world.drawSize("closers", 1, 2);
    Mailbox<Runnable> events = new Mailbox<>(world.scheduler(), "events");
    Channel channel =
        variant == Variant.BUGGY ? new Buggy(world, events) : new Fixed(world, events);
    events.put(channel::read);
    World.Client loop = world.client("event loop", () -> runLoop(events));
    List<Connection> connections = new ArrayList<>();
    List<World.Client> clients = new ArrayList<>();
    for (int i = 0; i < peers; i++) {
      Connection connection = new Connection("connection " + i);
      connections.add(connection);
      clients.add(
          world.client("peer " + i, () -> channel.kernel.connect(connection, channel)));
    }
    for (int i = 0; i < closers; i++) {
      clients.add(world.client("closer " + i, () -> closeAndWait(world, events, channel)));
    }
    clients.forEach(World.Client::join);
    events.close();
    loop.join();
    for (Connection connection : connections) {
      world.require(
          connection.ends == (connection.accepted ? 1 : 0),
          "what the kernel accepted is handed on or closed, once: " + connection.name
              + ", accepted " + connection.accepted + ", ended " + connection.ends + " times");
    }
  }

  /** Runs events until it is closed, or until one throws. */
  private static void runLoop(Mailbox<Runnable> events) {
    try {
      for (Runnable event = events.take(); event != null; event = events.take()) {
        event.run();
      }
    } catch (AssertionError unexpected) {
      // Such an event loop logs this and ends; its channels are left as they are.
    }
  }

  private static void closeAndWait(World world, Mailbox<Runnable> events, Channel channel) {
    Parker parker = world.scheduler().currentParker();
    SharedFlag closed = new SharedFlag(world.scheduler(), "close is done");
    events.put(
        () -> channel.close(
            () -> {
              closed.setVolatile(true);
              parker.unpark();
            }));
    while (!closed.getVolatile()) {
      parker.park();
    }
  }

  private static final class Connection {
    final String name;

    /** The kernel's, under its lock. */
    boolean accepted;

    /** The event loop's. */
    int ends;

    Connection(String name) {
      this.name = name;
    }
  }

  /** One listening socket. */
  private static final class Kernel {
    private final SpinLock lock;
    private final Mailbox<Runnable> ring;
    private final Queue<Connection> backlog = new ArrayDeque<>();
    private long armed;

    Kernel(World world, Mailbox<Runnable> ring) {
      lock = new SpinLock(world.scheduler(), "lock of the socket");
      this.ring = ring;
    }

    void connect(Connection connection, Channel channel) {
      lock.lock();
      backlog.add(connection);
      completeIfPossible(channel);
      lock.unlock();
    }

    void accept(long id, Channel channel) {
      lock.lock();
      armed = id;
      completeIfPossible(channel);
      lock.unlock();
    }

    /** Ends the accept with this id as cancelled, if it is still to be done. */
    void cancel(long id, Channel channel) {
      lock.lock();
      if (armed == id) {
        armed = 0;
        ring.put(channel::cancelled);
      }
      lock.unlock();
    }

    private void completeIfPossible(Channel channel) {
      if (armed != 0 && !backlog.isEmpty()) {
        Connection connection = backlog.remove();
        connection.accepted = true;
        armed = 0;
        ring.put(() -> channel.completed(connection));
      }
    }
  }

  /** A server channel; all of it belongs to the event loop. */
  private abstract static class Channel {
    final Kernel kernel;
    private final List<Runnable> closers = new ArrayList<>();
    private long nextId = 1;

    /** The accept that can still be cancelled; 0 for none. */
    long acceptId;

    /** Accepts without a completion. */
    int outstanding;

    boolean closing;

    Channel(World world, Mailbox<Runnable> events) {
      kernel = new Kernel(world, events);
    }

    /** Looks at a completion with a connection. */
    abstract void checkCompleted();

    /** Looks at a cancel while there is no accept to cancel. */
    abstract void checkNothingToCancel();

    final void read() {
      if (!closing) {
        acceptId = nextId++;
        outstanding++;
        kernel.accept(acceptId, this);
      }
    }

    final void close(Runnable whenClosed) {
      closing = true;
      closers.add(whenClosed);
      if (acceptId != 0) {
        long id = acceptId;
        acceptId = 0;
        kernel.cancel(id, this);
      } else {
        checkNothingToCancel();
      }
      endIfClosed();
    }

    final void cancelled() {
      outstanding--;
      acceptId = 0;
      endIfClosed();
    }

    final void completed(Connection connection) {
      outstanding--;
      checkCompleted();
      acceptId = 0;
      connection.ends++; // to the pipeline, which closes it if the channel is closing
      read();
      endIfClosed();
    }

    private void endIfClosed() {
      if (closing && outstanding == 0) {
        closers.forEach(Runnable::run);
        closers.clear();
      }
    }
  }

  /** As it shipped: what was cancelled does not complete. */
  private static final class Buggy extends Channel {
    Buggy(World world, Mailbox<Runnable> events) {
      super(world, events);
    }

    @Override
    void checkCompleted() {
      if (acceptId == 0) {
        throw new AssertionError("a completion, and no accept is outstanding");
      }
    }

    @Override
    void checkNothingToCancel() {
      if (outstanding != 0) {
        throw new AssertionError("an accept is outstanding, and there is nothing to cancel");
      }
    }
  }

  /** As it was fixed. */
  private static final class Fixed extends Channel {
    Fixed(World world, Mailbox<Runnable> events) {
      super(world, events);
    }

    @Override
    void checkCompleted() {}

    @Override
    void checkNothingToCancel() {}
  }
}
