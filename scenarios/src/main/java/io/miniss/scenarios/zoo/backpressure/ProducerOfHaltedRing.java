package io.miniss.scenarios.zoo.backpressure;

import io.miniss.runtime.shared.BoundedQueue;
import io.miniss.runtime.shared.SharedFlag;
import io.miniss.runtime.shared.WakeFlag;
import io.miniss.runtime.spi.Parker;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.scenarios.zoo.AnnouncedSleep;
import io.miniss.scenarios.zoo.Exhibit;
import io.miniss.scenarios.zoo.NotFullWaiter;
import io.miniss.simulator.scenario.World;
import java.util.ArrayList;
import java.util.List;

/** A ring whose producers wait for room, and whose consumer is shut down meanwhile. */
public final class ProducerOfHaltedRing implements Exhibit {
  private static final Label LABEL =
      new Label(
          34,
          "a producer blocked on a full ring stays blocked when the consumer halts",
          BugKind.BACK_PRESSURE,
          List.of(Reference.gitHub("LMAX-Exchange/disruptor", 182)),
          "Disruptor.shutdown waits until the ring is empty and halts the consumers. A producer that"
              + " publishes meanwhile can fill the ring again, and then waits for a consumer that has gone:"
              + " next() parks and looks at the consumers' positions only. \"They will remain stuck\", says"
              + " the maintainer; the documentation demands that publishing has stopped before. The fixed"
              + " variant is what the model's producers would need: a halt that they look for before they"
              + " wait, and that wakes those who wait. The model parks until woken where the Disruptor"
              + " parks for a nanosecond again and again.",
          "ExternalSender.awaitNotFull looks at the phase after it has registered for room and has a"
              + " limit; a runtime stops only when every admitted task has ended, and a submitter that"
              + " waits has been admitted, so the cores go on making room for it.");

  @Override
  public Label label() {
    return LABEL;
  }

  @Override
  public void run(World world, Variant variant) {
    Ring ring =
        switch (variant) {
          case BUGGY -> new Buggy(world.scheduler());
          case FIXED -> new Fixed(world.scheduler());
        };
    int producers = world.drawSize("producers", 1, 2);
    int events = world.drawSize("events", 1, 4);
    World.Client consuming = world.client("consumer", ring::consume);
    List<World.Client> producing = new ArrayList<>();
    List<List<Integer>> published = new ArrayList<>();
    for (int i = 0; i < producers; i++) {
      int first = i * events;
      List<Integer> accepted = new ArrayList<>();
      published.add(accepted);
      producing.add(
          world.client(
              "producer " + i,
              () -> {
                for (int event = first; event < first + events; event++) {
                  if (ring.publish(event)) {
                    accepted.add(event);
                  }
                }
              }));
    }
    ring.shutdown();
    producing.forEach(World.Client::join);
    consuming.join();
    for (int i = 0; i < producers; i++) {
      int first = i * events;
      List<Integer> there = new ArrayList<>(ring.consumed);
      there.addAll(ring.leftBehind());
      there.removeIf(event -> event < first || event >= first + events);
      world.require(
          there.equals(published.get(i)),
          "what was accepted is consumed or still in the ring, in order: %s was, and there is %s"
              .formatted(published.get(i), there));
    }
  }

  /** The ring and its consumer, all but what a producer does when it must wait. */
  abstract static class Ring {
    final Scheduler scheduler;
    final BoundedQueue<Integer> events;
    final SharedFlag halted;
    private final WakeFlag wakeFlag;
    private final SharedFlag halting;
    private final List<Integer> consumed = new ArrayList<>();
    private final List<Integer> left = new ArrayList<>();

    Ring(Scheduler scheduler) {
      this.scheduler = scheduler;
      events = BoundedQueue.manyProducers(scheduler, "ring", 2);
      wakeFlag = new WakeFlag(scheduler, "wake flag of the consumer");
      halting = new SharedFlag(scheduler, "the consumer is told to halt");
      halted = new SharedFlag(scheduler, "the consumer has halted");
    }

    /** The one step that differs: waits for room and offers; false if the event is refused. */
    abstract boolean awaitNotFull(int event, BoundedQueue.Waiter waiter, Parker parker);

    /** What the consumer does last. */
    abstract void end();

    /** A producer: publishes, and waits for room if there is none; false if it is refused. */
    boolean publish(int event) {
      Parker parker = scheduler.currentParker();
      if (!events.offer(event)
          && !awaitNotFull(event, new NotFullWaiter(scheduler, "a producer", parker::unpark),
              parker)) {
        return false;
      }
      wakeFlag.wake();
      return true;
    }

    void consume() {
      Parker parker = scheduler.currentParker();
      wakeFlag.sleeper(parker);
      while (!halting.getVolatile()) {
        Integer event = events.poll();
        if (event != null) {
          consumed.add(event);
          events.signalNotFull();
        } else {
          AnnouncedSleep.sleep(wakeFlag, parker,
              () -> events.isEmptyVolatile() && !halting.getVolatile());
        }
      }
      end();
    }

    /** Waits until nothing is left to be consumed, then halts the consumer. */
    void shutdown() {
      while (!events.isEmptyVolatile()) {
        scheduler.spinning();
      }
      halting.setVolatile(true);
      wakeFlag.wake();
    }

    /** What nobody consumed, when all threads have ended. */
    List<Integer> leftBehind() {
      while (!events.isEmptyVolatile()) {
        Integer event = events.poll(); // may miss what is there
        if (event != null) {
          left.add(event);
        }
      }
      return left;
    }
  }

  /** As it shipped. */
  static final class Buggy extends Ring {
    Buggy(Scheduler scheduler) {
      super(scheduler);
    }

    @Override
    boolean awaitNotFull(int event, BoundedQueue.Waiter waiter, Parker parker) {
      while (true) {
        events.awaitNotFull(waiter);
        if (events.offer(event)) {
          return true;
        }
        parker.park();
      }
    }

    @Override
    void end() {}
  }

  /** As it would have to be. */
  static final class Fixed extends Ring {
    Fixed(Scheduler scheduler) {
      super(scheduler);
    }

    @Override
    boolean awaitNotFull(int event, BoundedQueue.Waiter waiter, Parker parker) {
      while (true) {
        events.awaitNotFull(waiter);
        if (events.offer(event)) {
          return true;
        }
        if (halted.getVolatile()) {
          return false;
        }
        parker.park();
      }
    }

    @Override
    void end() {
      halted.setVolatile(true);
      events.signalNotFull(); // there is none, but those who wait for it look at the flag
    }
  }
}
