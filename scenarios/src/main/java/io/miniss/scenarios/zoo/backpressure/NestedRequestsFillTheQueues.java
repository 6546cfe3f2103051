package io.miniss.scenarios.zoo.backpressure;

import io.miniss.runtime.shared.BoundedQueue;
import io.miniss.runtime.shared.SharedFlag;
import io.miniss.runtime.shared.WakeFlag;
import io.miniss.runtime.spi.Parker;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.scenarios.zoo.AnnouncedSleep;
import io.miniss.scenarios.zoo.Exhibit;
import io.miniss.scenarios.zoo.NotFullWaiter;
import io.miniss.scenarios.zoo.Reply;
import io.miniss.simulator.scenario.World;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Two cores that send each other a bounded number of requests, some of which send requests back. */
public final class NestedRequestsFillTheQueues implements Exhibit {
  private static final Label LABEL =
      new Label(
          33,
          "two cores with full queues wait for each other",
          BugKind.BACK_PRESSURE,
          List.of(
              new Reference(
                  "seastar smp_service_group",
                  URI.create(
                      "https://github.com/scylladb/seastar/blob/525fcc86e/include/seastar/core/smp.hh")),
              Reference.commit("scylladb/seastar", "15a92cfe7"),
              Reference.gitHub("scylladb/scylladb", 1088)),
          "Seastar allowed 128 requests from one core to another that had been sent and not yet"
              + " answered. A request that needed a request back, which needed another, waited for one of"
              + " those places while it held one itself: creating many tables hung Scylla. Fixed by"
              + " bounding only what has not been taken out of the queue. The concurrency limits that"
              + " came later (smp_service_group) have the same trap, and their documentation forbids to"
              + " nest requests of one group.",
          "A place in a ring is held until the other core has taken the task, not until it has ended"
              + " (CoreLoop.serve). A core never waits for a place: what it submits waits in a bounded"
              + " backlog and is rejected when that is full. The end is a rejected task, not a wait.");

  private static final int QUEUE_LENGTH = 2;

  @Override
  public Label label() {
    return LABEL;
  }

  @Override
  public void run(World world, Variant variant) {
    Scheduler scheduler = world.scheduler();
    List<Core> cores = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      cores.add(
          switch (variant) {
            case BUGGY -> new Buggy(scheduler, i);
            case FIXED -> new Fixed(scheduler, i);
          });
    }
    cores.get(0).connect(cores.get(1));
    cores.get(1).connect(cores.get(0));
    List<World.Client> running = new ArrayList<>();
    for (Core core : cores) {
      running.add(world.client("core " + core.index, core::run));
    }

    int requests = world.drawSize("requests", 1, 2);
    List<World.Client> clients = new ArrayList<>();
    for (Core core : cores) {
      int count = world.drawSize("clients-of-core-" + core.index, 0, 3);
      int depth = world.drawSize("depth-on-core-" + core.index, 1, 3);
      for (int i = 0; i < count; i++) {
        clients.add(
            world.client(
                "client " + i + " of core " + core.index,
                () -> {
                  for (int request = 0; request < requests; request++) {
                    Reply<Integer> reply = new Reply<>(scheduler, "reply");
                    core.spawn(new Request(depth, null, reply));
                    int steps = reply.await();
                    world.require(steps == depth, "every step of a request is taken: " + steps);
                  }
                }));
      }
    }
    clients.forEach(World.Client::join);
    cores.forEach(Core::stop);
    running.forEach(World.Client::join);
  }

  /**
   * A request for the other core, which ends when the request that it needs itself has ended.
   *
   * @param depth how many requests it takes, itself included
   * @param parent the request that needs this one
   * @param reply where the end of the outermost is told
   */
  record Request(int depth, @Nullable Request parent, Reply<Integer> reply) {}

  /** One core, all but what bounds the requests it sends. */
  abstract static class Core {
    final int index;
    private final Scheduler scheduler;
    private final WakeFlag wakeFlag;
    private final SharedFlag stopped;
    private final BoundedQueue<Request> inbox;

    /** From the other core. */
    private final BoundedQueue<Request> requests;

    /** From the other core, to requests of this one. */
    private final BoundedQueue<Request> answers;

    private final BoundedQueue.Waiter room;
    private @Nullable Core other;
    private final Deque<Request> toSend = new ArrayDeque<>();
    private final Deque<Request> toAnswer = new ArrayDeque<>();

    /** Sent and not yet answered. */
    int inFlight;

    Core(Scheduler scheduler, int index) {
      this.scheduler = scheduler;
      this.index = index;
      String me = "core " + index;
      wakeFlag = new WakeFlag(scheduler, "wake flag of " + me);
      stopped = new SharedFlag(scheduler, me + " is stopped");
      inbox = BoundedQueue.manyProducers(scheduler, "inbox of " + me, 8);
      requests = BoundedQueue.singleProducer(scheduler, "requests to " + me, QUEUE_LENGTH);
      answers = BoundedQueue.singleProducer(scheduler, "answers to " + me, QUEUE_LENGTH);
      room = new NotFullWaiter(scheduler, me + " waiting for room", wakeFlag::wake);
    }

    /** The one step that differs: whether one more request may be sent if the ring has room. */
    abstract boolean maySend();

    void connect(Core neighbour) {
      other = neighbour;
    }

    /** Any thread outside the cores. */
    void spawn(Request request) {
      if (!inbox.offer(request)) {
        throw new AssertionError("there is room for every client's request");
      }
      wakeFlag.wake();
    }

    void stop() {
      stopped.setVolatile(true);
      wakeFlag.wake();
    }

    void run() {
      Core neighbour = other;
      if (neighbour == null) {
        throw new IllegalStateException("the core is connected before it runs");
      }
      Parker parker = scheduler.currentParker();
      wakeFlag.sleeper(parker);
      while (!stopped.getVolatile()) {
        boolean worked = serveAnswers();
        worked |= serveRequests();
        for (Request request = inbox.poll(); request != null; request = inbox.poll()) {
          toSend.add(request);
          worked = true;
        }
        worked |= flush(neighbour);
        if (!worked) {
          sleep(parker, neighbour);
        }
      }
    }

    private boolean serveAnswers() {
      boolean served = false;
      for (Request ended = answers.poll(); ended != null; ended = answers.poll()) {
        inFlight--;
        served = true;
        Request parent = ended.parent();
        if (parent == null) {
          ended.reply().set(ended.depth());
        } else {
          toAnswer.add(parent);
        }
      }
      if (served) {
        answers.signalNotFull();
      }
      return served;
    }

    private boolean serveRequests() {
      boolean served = false;
      for (Request request = requests.poll(); request != null; request = requests.poll()) {
        served = true;
        if (request.depth() == 1) {
          toAnswer.add(request);
        } else {
          toSend.add(new Request(request.depth() - 1, request, request.reply()));
        }
      }
      if (served) {
        requests.signalNotFull();
      }
      return served;
    }

    private boolean flush(Core neighbour) {
      boolean sent = false;
      while (!toSend.isEmpty() && maySend() && neighbour.requests.offer(toSend.getFirst())) {
        toSend.removeFirst();
        inFlight++;
        sent = true;
      }
      while (!toAnswer.isEmpty() && neighbour.answers.offer(toAnswer.getFirst())) {
        toAnswer.removeFirst();
        sent = true;
      }
      if (sent) {
        neighbour.wakeFlag.wake();
      }
      return sent;
    }

    private void sleep(Parker parker, Core neighbour) {
      AnnouncedSleep.sleep(wakeFlag, parker, () -> !stopped.getVolatile() && inbox.isEmptyVolatile()
          && requests.isEmptyVolatile() && answers.isEmptyVolatile() && !roomAppeared(neighbour));
    }

    /** For what waits for room: asks to be woken when there is some, then tries again. */
    private boolean roomAppeared(Core neighbour) {
      if (!toSend.isEmpty() && maySend()) {
        neighbour.requests.awaitNotFull(room);
      }
      if (!toAnswer.isEmpty()) {
        neighbour.answers.awaitNotFull(room);
      }
      return flush(neighbour);
    }
  }

  /** As it shipped. */
  static final class Buggy extends Core {
    Buggy(Scheduler scheduler, int index) {
      super(scheduler, index);
    }

    @Override
    boolean maySend() {
      return inFlight < QUEUE_LENGTH;
    }
  }

  /** As it was fixed. */
  static final class Fixed extends Core {
    Fixed(Scheduler scheduler, int index) {
      super(scheduler, index);
    }

    @Override
    boolean maySend() {
      return true;
    }
  }
}
