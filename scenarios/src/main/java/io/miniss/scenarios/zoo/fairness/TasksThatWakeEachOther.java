package io.miniss.scenarios.zoo.fairness;

import io.miniss.runtime.shared.BoundedQueue;
import io.miniss.runtime.shared.SharedFlag;
import io.miniss.runtime.shared.WakeFlag;
import io.miniss.runtime.spi.Parker;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.scenarios.zoo.AnnouncedSleep;
import io.miniss.scenarios.zoo.Exhibit;
import io.miniss.simulator.scenario.World;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A worker that runs what was woken last before everything else. */
public final class TasksThatWakeEachOther implements Exhibit {
  private static final Label LABEL =
      new Label(
          31,
          "tasks that wake each other starve the rest of the loop",
          BugKind.FAIRNESS,
          List.of(
              Reference.gitHub("tokio-rs/tokio", 5686),
              Reference.gitHub("tokio-rs/tokio", 5712),
              Reference.gitHub("netty/netty", 1154)),
          "A worker of tokio runs the task that was woken last before its queues. Two tasks that"
              + " wake each other and use up no budget held the worker for ever: neither its queue nor"
              + " what came from outside got a turn. Fixed twice: each such run costs budget (#5686), and"
              + " after three in a row the woken task goes to the end of the queue (#5712). Netty's loop"
              + " had the same shape: no I/O until its task queue was empty.",
          "What becomes ready goes to the end of the core's one ready queue, and a turn runs at most"
              + " a batch of it, not counting what becomes ready meanwhile; then the inbox, the rings, the"
              + " timers and the stealable tasks are served (CoreLoop).");

  /** How many polls of others a ready task may have to wait for; generous. */
  private static final int PATIENCE = 200;

  @Override
  public Label label() {
    return LABEL;
  }

  @Override
  public void run(World world, Variant variant) {
    Scheduler scheduler = world.scheduler();
    Worker worker =
        switch (variant) {
          case BUGGY -> new Buggy(scheduler);
          case FIXED -> new Fixed(scheduler);
        };
    int players = world.drawSize("players", 2, 3);
    int rallies = world.drawSize("rallies", 1, 400);
    int requests = world.drawSize("requests", 1, 3);
    List<Request> waiting = new ArrayList<>();
    for (int i = 0; i < requests; i++) {
      waiting.add(new Request("request " + i));
    }
    world.invariant(
        "a ready task gets its turn",
        () -> waiting.forEach(request -> request.requireNotOvertaken(worker)));

    World.Client working = world.client("worker", worker::run);
    World.Client game =
        world.client(
            "game",
            () -> {
              List<Player> all = new ArrayList<>();
              for (int i = 0; i < players; i++) {
                all.add(new Player(all, i, rallies));
              }
              worker.spawn(all.getFirst());
            });
    World.Client front =
        world.client(
            "front end",
            () -> {
              for (Request request : waiting) {
                worker.spawn(request);
                request.pollsWhenAccepted = worker.polls;
              }
            });
    game.join();
    front.join();
    worker.close();
    working.join();
    waiting.forEach(
        request -> world.require(request.ended, "every task ends: " + request.name));
  }

  /** Something to run on the worker; called again each time it is scheduled. */
  interface Task {
    void poll(Worker worker);
  }

  /** Wakes the next player, so many times. */
  static final class Player implements Task {
    private final List<Player> all;
    private final int number;
    private int left;

    Player(List<Player> all, int number, int rallies) {
      this.all = all;
      this.number = number;
      left = rallies;
    }

    @Override
    public void poll(Worker worker) {
      if (left > 0) {
        left--;
        worker.schedule(all.get((number + 1) % all.size()));
      }
    }
  }

  /** Runs once. */
  static final class Request implements Task {
    private final String name;
    private int pollsWhenAccepted = Integer.MAX_VALUE;
    private boolean ended;

    Request(String name) {
      this.name = name;
    }

    @Override
    public void poll(Worker worker) {
      ended = true;
    }

    void requireNotOvertaken(Worker worker) {
      int overtaken = worker.polls - pollsWhenAccepted;
      if (!ended && overtaken > PATIENCE) {
        throw new AssertionError(
            "%s is ready and was overtaken %d times".formatted(name, overtaken));
      }
    }
  }

  /** The worker, all but how long the slot comes first. */
  abstract static class Worker {
    /** So often what came from outside is looked at before the queue, not after it. */
    private static final int INTERVAL = 4;

    private final Scheduler scheduler;
    private final BoundedQueue<Task> injected;
    private final WakeFlag wakeFlag;
    private final SharedFlag closed;
    private final Deque<Task> queue = new ArrayDeque<>();
    private @Nullable Task slot;
    private boolean slotEnabled = true;
    private int tick;
    private int polls;

    Worker(Scheduler scheduler) {
      this.scheduler = scheduler;
      injected = BoundedQueue.manyProducers(scheduler, "injection queue", 8);
      wakeFlag = new WakeFlag(scheduler, "wake flag of the worker");
      closed = new SharedFlag(scheduler, "closed");
    }

    /** The one step that differs: whether the slot still comes first after so many in a row. */
    abstract boolean slotComesFirst(int inARow);

    /** Any thread but the worker. */
    void spawn(Task task) {
      if (!injected.offer(task)) {
        throw new AssertionError("there is room for every task");
      }
      wakeFlag.wake();
    }

    void close() {
      closed.setVolatile(true);
      wakeFlag.wake();
    }

    /** From a task that runs here. */
    void schedule(Task woken) {
      if (!slotEnabled) {
        queue.add(woken);
        return;
      }
      if (slot != null) {
        queue.add(slot);
      }
      slot = woken;
    }

    void run() {
      Parker parker = scheduler.currentParker();
      wakeFlag.sleeper(parker);
      while (true) {
        tick++;
        Task task = next();
        if (task != null) {
          runTask(task);
        } else if (closed.getVolatile() && injected.isEmptyVolatile()) {
          return;
        } else {
          sleep(parker);
        }
      }
    }

    private @Nullable Task next() {
      Task task = tick % INTERVAL == 0 ? injected.poll() : queue.poll();
      if (task != null) {
        return task;
      }
      return tick % INTERVAL == 0 ? queue.poll() : injected.poll();
    }

    private void runTask(Task first) {
      int inARow = 0;
      for (Task task = first; task != null; inARow++) {
        slotEnabled = slotComesFirst(inARow);
        polls++;
        task.poll(this);
        task = slot;
        slot = null;
      }
      slotEnabled = true;
    }

    private void sleep(Parker parker) {
      AnnouncedSleep.sleep(wakeFlag, parker,
          () -> injected.isEmptyVolatile() && !closed.getVolatile());
    }
  }

  /** As it shipped. */
  static final class Buggy extends Worker {
    Buggy(Scheduler scheduler) {
      super(scheduler);
    }

    @Override
    boolean slotComesFirst(int inARow) {
      return true;
    }
  }

  /** As it was fixed. */
  static final class Fixed extends Worker {
    private static final int MAX_IN_A_ROW = 3;

    Fixed(Scheduler scheduler) {
      super(scheduler);
    }

    @Override
    boolean slotComesFirst(int inARow) {
      return inARow < MAX_IN_A_ROW;
    }
  }
}
