package io.miniss.scenarios.zoo.livelock;

import io.miniss.runtime.shared.SharedFlag;
import io.miniss.runtime.shared.SharedLong;
import io.miniss.runtime.shared.WakeFlag;
import io.miniss.runtime.spi.Parker;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.scenarios.zoo.Exhibit;
import io.miniss.simulator.scenario.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A reactor that leaves a descriptor in its epoll set until an event shows that nobody wants it. */
public final class ReadinessThatNobodyClears implements Exhibit {
  private static final Label LABEL =
      new Label(
          32,
          "an idle loop spins for ever on a readiness that nobody clears",
          BugKind.LIVELOCK,
          List.of(
              Reference.commit("scylladb/seastar", "157c7a376"),
              Reference.gitHub("scylladb/seastar", 3204)),
          "To save a system call, Seastar's epoll backend takes a descriptor out of its set not when"
              + " nobody waits for it any more but when the next event shows that. An error was treated as"
              + " the events that somebody waits for: if a peer reset a connection that lay in a pool,"
              + " these were none, nothing was taken out, and epoll, being level-triggered, reported the"
              + " error again and again until the connection was closed. Fixed: after an error without"
              + " takers the descriptor is taken out whatever was asked for.",
          "A core sleeps after a turn in which no source gave it work, and what keeps it awake is"
              + " what it takes out: each look in IdleProtocol.workIsVisible is at a queue that the next turn"
              + " polls, or at a backlog that moved. There is no level that only somebody else could clear.");

  /** How often in a row the reactor may wake up and find nothing to do; generous. */
  private static final int PATIENCE = 100;

  private static final Duration KEEP_ALIVE = Duration.ofMinutes(1);

  @Override
  public Label label() {
    return LABEL;
  }

  @Override
  public void run(World world, Variant variant) {
    Scheduler scheduler = world.scheduler();
    Reactor reactor =
        switch (variant) {
          case BUGGY -> new Buggy(world);
          case FIXED -> new Fixed(world);
        };
    int connections = world.drawSize("connections", 1, 2);
    List<World.Client> peers = new ArrayList<>();
    List<Connection> all = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      int messages = world.drawSize("messages-" + i, 1, 3);
      boolean resets = world.drawSize("resets-" + i, 0, 1) == 1;
      Connection connection = new Connection(scheduler, "connection " + i, messages);
      all.add(connection);
      reactor.open(connection);
      peers.add(
          world.client(
              "peer " + i,
              () -> {
                for (int sent = 0; sent < messages; sent++) {
                  connection.unread.getAndAdd(1);
                  reactor.notifyOfReadiness();
                }
                if (resets) {
                  connection.reset.setVolatile(true);
                  reactor.notifyOfReadiness();
                }
              }));
    }
    World.Client running = world.client("reactor", reactor::run);
    peers.forEach(World.Client::join);
    running.join();
    for (Connection connection : all) {
      world.require(
          connection.read + connection.unread.getVolatile() == connection.messages,
          "what was sent is read once or still there: " + connection.name);
      world.require(
          !connection.requested
              || (connection.unread.getVolatile() == 0 && !connection.reset.getVolatile()),
          "nobody waits for what is there: " + connection.name);
    }
  }

  /** A descriptor: the kernel's side of it, which the peer changes, and the reactor's. */
  static final class Connection {
    private final String name;
    private final int messages;
    private final SharedLong unread;
    private final SharedFlag reset;

    /** Somebody waits for a message. */
    boolean requested;

    /** It is in the epoll set, for messages; errors are always reported. */
    boolean inSet;

    private int read;

    Connection(Scheduler scheduler, String name, int messages) {
      this.name = name;
      this.messages = messages;
      unread = new SharedLong(scheduler, "unread messages of " + name);
      reset = new SharedFlag(scheduler, name + " is reset");
    }
  }

  /** What epoll reports of a descriptor. */
  record Event(Connection connection, boolean readable, boolean error) {}

  /** The reactor, all but what it does with an event. */
  abstract static class Reactor {
    private final World world;
    private final WakeFlag wakeFlag;
    private final List<Connection> connections = new ArrayList<>();
    private final List<Connection> completed = new ArrayList<>();

    Reactor(World world) {
      this.world = world;
      wakeFlag = new WakeFlag(world.scheduler(), "epoll");
    }

    /** The one step that differs; returns whether it did anything. */
    abstract boolean process(Event event);

    void open(Connection connection) {
      connections.add(connection);
    }

    /** The kernel's: somebody's readiness has changed. */
    void notifyOfReadiness() {
      wakeFlag.wake();
    }

    void run() {
      Parker parker = world.scheduler().currentParker();
      wakeFlag.sleeper(parker);
      long closing = world.clock().nanos() + KEEP_ALIVE.toNanos();
      connections.forEach(this::readable);
      int inVain = 0;
      while (world.clock().nanos() - closing < 0) {
        boolean worked = false;
        List<Event> events = pollWait(parker, closing);
        for (Event event : events) {
          worked |= process(event);
        }
        completed.forEach(this::read);
        completed.clear();
        inVain = worked || events.isEmpty() ? 0 : inVain + 1;
        world.require(
            inVain < PATIENCE,
            "a reactor that has nothing to do sleeps: it woke up %d times in a row and did nothing"
                .formatted(inVain));
      }
    }

    /** The level-triggered wait: returns at once while anything in the set is ready. */
    private List<Event> pollWait(Parker parker, long deadline) {
      wakeFlag.announceSleep();
      List<Event> events = new ArrayList<>();
      for (Connection connection : connections) {
        if (connection.inSet) {
          boolean error = connection.reset.getVolatile();
          boolean readable = error || connection.unread.getVolatile() > 0;
          if (readable) {
            events.add(new Event(connection, true, error));
          }
        }
      }
      if (events.isEmpty()) {
        parker.parkUntil(deadline);
      }
      wakeFlag.endSleep();
      return events;
    }

    /** The application waits for a message. */
    private void readable(Connection connection) {
      connection.requested = true;
      connection.inSet = true;
    }

    /** Completes the wait, if there is one; who waited runs after all events. */
    boolean complete(Connection connection) {
      if (!connection.requested) {
        return false;
      }
      connection.requested = false;
      completed.add(connection);
      return true;
    }

    /** The application reads, and maybe wants more. */
    private void read(Connection connection) {
      if (connection.unread.getVolatile() == 0) {
        connection.inSet = false; // nothing to read, so it was reset: it is closed
        return;
      }
      connection.unread.getAndAdd(-1);
      connection.read++;
      if (connection.read % 2 == 1 && connection.messages > 1) {
        readable(connection); // the first half of an exchange
      } // otherwise it goes into the pool until the keep-alive ends
    }

    void remove(Connection connection) {
      connection.inSet = false;
    }
  }

  /** As it shipped. */
  static final class Buggy extends Reactor {
    Buggy(World world) {
      super(world);
    }

    @Override
    boolean process(Event event) {
      Connection connection = event.connection();
      boolean wanted = connection.requested;
      boolean events = event.error() ? wanted : event.readable();
      boolean toRemove = event.error() ? wanted : events && !wanted;
      boolean completed = events && complete(connection);
      if (toRemove) {
        remove(connection);
      }
      return completed || toRemove;
    }
  }

  /** As it was fixed. */
  static final class Fixed extends Reactor {
    Fixed(World world) {
      super(world);
    }

    @Override
    boolean process(Event event) {
      Connection connection = event.connection();
      boolean wanted = connection.requested;
      boolean events = event.error() ? wanted : event.readable();
      boolean toRemove = events && !wanted;
      boolean completed = events && complete(connection);
      if (toRemove || event.error()) {
        remove(connection);
      }
      return completed || toRemove || event.error();
    }
  }
}
