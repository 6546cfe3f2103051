package io.miniss.scenarios.zoo.shutdown;

import io.miniss.scenarios.zoo.Exhibit;
import io.miniss.simulator.scenario.World;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Exhibit 16: core 0 accepts connections for all cores and sends each to its own; one that arrives
 * after its core has aborted accepting is put into a queue that nobody empties any more. The model is
 * Seastar's POSIX stack: the accept of shard 0, {@code move_connected_socket}, {@code abort_accept} and
 * the end of the server socket on the other shards.
 */
public final class ConnectionAfterAbortedAccept implements Exhibit {
  private static final Label LABEL =
      new Label(
          16,
          "a connection on its way to another core leaks when that core aborts accepting",
          BugKind.SHUTDOWN,
          List.of(
              Reference.gitHub("scylladb/seastar", 1265),
              Reference.commit("scylladb/seastar", "e9d984fed4ad1aef1e365b9464d4544d79d4058c")),
          """
          In Seastar's POSIX stack a message takes an accepted connection to the shard that is to serve \
          it. If that shard had aborted accepting meanwhile (all shards of a server are stopped at once), \
          the connection went into the queue for later accepts, which abort_accept had already emptied: \
          it stayed open until the thread ended and then leaked. The fix asks whether anybody listens, \
          closes the connection if not, and empties the queue again when the server socket ends.""",
          """
          A message that reaches a core which no longer wants it is still a task with a handle: it is \
          rejected, run or cancelled, and its sender learns which, so what it carries has an owner.""");

  @Override
  public Label label() {
    return LABEL;
  }

  @Override
  public void run(World world, Variant variant) {
    int shards = world.drawSize("shards", 2, 3);
    int connections = world.drawSize("connections", 1, 4);
    List<Listener> listeners = new ArrayList<>();
    List<World.Client> threads = new ArrayList<>();
    for (int i = 0; i < shards; i++) {
      Shard shard = new Shard(world.scheduler(), i);
      listeners.add(
          variant == Variant.BUGGY ? new Buggy(world, shard, i) : new Fixed(world, shard, i));
    }
    for (int i = 0; i < shards; i++) {
      Listener listener = listeners.get(i);
      listener.shard.post(listener::serve);
      threads.add(world.client("shard " + i, listener.shard::run));
    }
    List<Connection> all = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      all.add(new Connection());
    }
    World.Client peers = world.client("peers", () -> connectAll(all, listeners));
    listeners.forEach(listener -> listener.shard.post(listener::stop));
    peers.join();
    for (int i = 0; i < shards; i++) {
      Listener listener = listeners.get(i);
      listener.stopped.await();
      listener.shard.post(listener.shard::end);
      threads.get(i).join(); // shard 0 first, so that what it has sent arrives
    }
    for (int i = 0; i < connections; i++) {
      world.require(
          all.get(i).isServed || all.get(i).isClosed,
          "an accepted connection is served or closed: connection %d is neither".formatted(i));
    }
  }

  /** What the kernel does with connections from outside: shard 0 has the socket. */
  private static void connectAll(List<Connection> connections, List<Listener> listeners) {
    for (int i = 0; i < connections.size(); i++) {
      Connection connection = connections.get(i);
      Listener target = listeners.get(i % listeners.size());
      listeners.getFirst().shard.post(() -> listeners.getFirst().accepted(connection, target));
    }
  }

  /** Touched by the shard that has it. */
  private static final class Connection {
    private boolean isServed;
    private boolean isClosed;
  }

  /** A server on one shard, and its socket; everything belongs to that shard. */
  private abstract static class Listener {
    private final Shard shard;
    private final Signal stopped;

    /** Connections that nobody has accepted yet. */
    final Deque<Connection> queue = new ArrayDeque<>();

    /** The server waits in accept. */
    private boolean isAccepting;

    /** The server does not accept any more. */
    private boolean isStopping;

    /** The socket exists. */
    boolean isListening = true;

    Listener(World world, Shard shard, int index) {
      this.shard = shard;
      stopped = new Signal(world.scheduler(), "server of shard " + index + " has stopped");
    }

    /** The server: accepts until it is stopped. */
    final void serve() {
      if (isStopping) {
        return;
      }
      Connection next = queue.poll();
      if (next == null) {
        isAccepting = true;
      } else {
        serve(next);
      }
    }

    private void serve(Connection connection) {
      connection.isServed = true;
      shard.post(this::serve);
    }

    /** The kernel has a connection; on shard 0. */
    final void accepted(Connection connection, Listener target) {
      if (isStopping) {
        connection.isClosed = true; // by the kernel, with the socket
      } else if (target == this) {
        moveHere(connection);
      } else {
        target.shard.post(() -> target.moveHere(connection));
      }
    }

    private void moveHere(Connection connection) {
      if (isAccepting) {
        isAccepting = false;
        serve(connection);
      } else {
        nobodyAccepts(connection);
      }
    }

    abstract void nobodyAccepts(Connection connection);

    final void stop() {
      isStopping = true;
      isAccepting = false; // abort_accept fails the accept
      closeQueue();
      shard.post(this::destroy);
    }

    private void destroy() {
      socketEnds();
      isListening = false;
      stopped.give();
    }

    abstract void socketEnds();

    final void closeQueue() {
      for (Connection connection = queue.poll(); connection != null; connection = queue.poll()) {
        connection.isClosed = true;
      }
    }
  }

  /** Keeps the connection for a later accept. */
  private static final class Buggy extends Listener {
    Buggy(World world, Shard shard, int index) {
      super(world, shard, index);
    }

    @Override
    void nobodyAccepts(Connection connection) {
      queue.add(connection);
    }

    @Override
    void socketEnds() {}
  }

  /** Keeps it while there is a socket, and leaves none behind when the socket ends. */
  private static final class Fixed extends Listener {
    Fixed(World world, Shard shard, int index) {
      super(world, shard, index);
    }

    @Override
    void nobodyAccepts(Connection connection) {
      if (isListening) {
        queue.add(connection);
      } else {
        connection.isClosed = true;
      }
    }

    @Override
    void socketEnds() {
      closeQueue();
    }
  }
}
