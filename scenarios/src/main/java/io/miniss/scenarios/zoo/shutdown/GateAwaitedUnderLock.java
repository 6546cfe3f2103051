package io.miniss.scenarios.zoo.shutdown;

import io.miniss.runtime.shared.SharedFlag;
import io.miniss.runtime.shared.SharedReference;
import io.miniss.runtime.spi.Parker;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.scenarios.zoo.Exhibit;
import io.miniss.simulator.scenario.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Exhibit 13: a stop takes a lock and then waits for a gate, while somebody inside the gate waits for
 * the lock. The model is the domain manager of Redpanda's cloud topics: a loop that holds the gate for
 * its lifetime and opens a database under the lock in its first iteration, requests at the same time, and the
 * stop.
 */
public final class GateAwaitedUnderLock implements Exhibit {
  private static final Label LABEL =
      new Label(
          13,
          "a stop waits for a gate with a lock that is waited for inside the gate",
          BugKind.SHUTDOWN,
          List.of(Reference.gitHub("redpanda-data/redpanda", 29789)),
          """
          Redpanda's db_domain_manager began to close its gate, took the lock of the database for \
          writing, and only then waited for the gate. Its garbage collection holds the gate for its \
          lifetime and needs the same lock in its first iteration: each waited for the other. The fix \
          waits for the gate first; once it is closed nobody is left to contend for the lock.""",
          """
          A stop of the runtime holds nothing while it waits: cores are asked by messages and decide \
          between two tasks, the last end is noticed by counting, and no lock is taken anywhere.""");

  @Override
  public Label label() {
    return LABEL;
  }

  @Override
  public void run(World world, Variant variant) {
    Manager manager = variant == Variant.BUGGY ? new Buggy(world) : new Fixed(world);
    int iterations = world.drawSize("iterations", 1, 3);
    int requests = world.drawSize("requests", 0, 2);
    List<World.Client> clients = new ArrayList<>();
    clients.add(world.client("collection", () -> manager.collect(iterations)));
    for (int i = 0; i < requests; i++) {
      clients.add(world.client("request " + i, manager::request));
    }
    manager.stop();
    clients.forEach(World.Client::join);
    world.require(!manager.isOpen, "after the stop the database is closed, and stays so");
  }

  /** What the stop ends; the variants differ in the order of its last two steps. */
  private abstract static class Manager {
    private final World world;
    private final SharedFlag aborted;
    private final SharedReference<@Nullable Parker> collector;
    final Gate gate;
    final Lock databaseLock;

    /** Under the lock. */
    private boolean isOpen;

    Manager(World world) {
      this.world = world;
      Scheduler scheduler = world.scheduler();
      aborted = new SharedFlag(scheduler, "abort source");
      collector = new SharedReference<>(scheduler, "sleeping collection", null);
      gate = new Gate(scheduler);
      databaseLock = new Lock(scheduler);
    }

    /** The loop: holds the gate for its lifetime. */
    final void collect(int iterations) {
      if (!gate.enter()) {
        return;
      }
      Parker me = world.scheduler().currentParker();
      collector.setVolatile(me);
      for (int i = 0; i < iterations && !aborted.getVolatile(); i++) {
        useDatabase();
      }
      while (!aborted.getVolatile()) {
        me.park();
      }
      gate.leave();
    }

    final void request() {
      if (gate.enter()) {
        useDatabase();
        gate.leave();
      }
    }

    /** Opens the database if need be. */
    private void useDatabase() {
      databaseLock.lock();
      isOpen = true;
      databaseLock.unlock();
    }

    final void stop() {
      aborted.setVolatile(true);
      Parker sleeping = collector.getVolatile();
      if (sleeping != null) {
        sleeping.unpark();
      }
      gate.close();
      awaitGateAndTakeLock();
      isOpen = false;
      databaseLock.unlock();
    }

    abstract void awaitGateAndTakeLock();
  }

  /** Takes the lock, then waits for those inside the gate. */
  private static final class Buggy extends Manager {
    Buggy(World world) {
      super(world);
    }

    @Override
    void awaitGateAndTakeLock() {
      databaseLock.lock();
      gate.awaitEmpty();
    }
  }

  /** Waits for those inside the gate, then takes the lock. */
  private static final class Fixed extends Manager {
    Fixed(World world) {
      super(world);
    }

    @Override
    void awaitGateAndTakeLock() {
      gate.awaitEmpty();
      databaseLock.lock();
    }
  }

  /** Counts who is inside; once it is closed nobody enters. */
  private static final class Gate {
    private record State(int inside, boolean isClosed) {}

    private final SharedReference<State> state;
    private final Signal empty;

    Gate(Scheduler scheduler) {
      state = new SharedReference<>(scheduler, "gate", new State(0, false));
      empty = new Signal(scheduler, "gate is closed and empty");
    }

    boolean enter() {
      while (true) {
        State seen = Objects.requireNonNull(state.getVolatile());
        if (seen.isClosed) {
          return false;
        }
        if (state.compareAndSet(seen, new State(seen.inside + 1, false))) {
          return true;
        }
      }
    }

    void leave() {
      change(-1, false);
    }

    void close() {
      change(0, true);
    }

    void awaitEmpty() {
      empty.await();
    }

    private void change(int difference, boolean close) {
      while (true) {
        State seen = Objects.requireNonNull(state.getVolatile());
        State next = new State(seen.inside + difference, seen.isClosed || close);
        if (state.compareAndSet(seen, next)) {
          if (next.isClosed && next.inside == 0) {
            empty.give();
          }
          return;
        }
      }
    }
  }

  /** A lock that is handed from one to the next in the order in which they asked. */
  private static final class Lock {
    /** Who has asked, the holder first. */
    private final SharedReference<List<Parker>> line;

    private final Scheduler scheduler;

    Lock(Scheduler scheduler) {
      this.scheduler = scheduler;
      line = new SharedReference<>(scheduler, "lock of the database", List.of());
    }

    void lock() {
      Parker me = scheduler.currentParker();
      List<Parker> seen;
      List<Parker> next;
      do {
        seen = line();
        next = new ArrayList<>(seen);
        next.add(me);
      } while (!line.compareAndSet(seen, next));
      while (line().getFirst() != me) {
        me.park();
      }
    }

    void unlock() {
      List<Parker> seen;
      List<Parker> next;
      do {
        seen = line();
        next = List.copyOf(seen.subList(1, seen.size()));
      } while (!line.compareAndSet(seen, next));
      if (!next.isEmpty()) {
        next.getFirst().unpark();
      }
    }

    private List<Parker> line() {
      return Objects.requireNonNull(line.getVolatile());
    }
  }
}
