package io.miniss.scenarios.zoo.shutdown;

import io.miniss.runtime.shared.SharedLong;
import io.miniss.runtime.shared.SharedReference;
import io.miniss.runtime.shared.WakeFlag;
import io.miniss.runtime.spi.Parker;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.scenarios.zoo.AnnouncedSleep;
import io.miniss.scenarios.zoo.Exhibit;
import io.miniss.simulator.scenario.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Exhibit 15: a shutdown that waits for the backlog of all consumers that run, and a consumer that has
 * been started and does not run yet. The model is the Disruptor's {@code shutdown} with its {@code
 * BatchEventProcessor}; the ring is never full.
 */
public final class EventsBeforeConsumerRuns implements Exhibit {
  private static final Label LABEL =
      new Label(
          15,
          "events published before a consumer runs are lost by a shutdown that waits for the backlog",
          BugKind.SHUTDOWN,
          List.of(Reference.gitHub("LMAX-Exchange/disruptor", 517)),
          """
          The Disruptor's shutdown promises that what was published is consumed before consumers are \
          halted, but it asks only those whose thread has reached RUNNING. One that was started a moment \
          ago counts as having no backlog, is halted, finds itself halted when its thread begins, and the \
          events are never handled. The issue was open when this was written; the fix shown lets a \
          consumer count from the moment it is started, by the thread that starts it.""",
          """
          Termination counts what was accepted and what has ended, and asks no core whether it runs: a \
          core that has not had its first turn still holds tasks that have not ended, so no core is asked \
          to exit.""");

  @Override
  public Label label() {
    return LABEL;
  }

  @Override
  public void run(World world, Variant variant) {
    int events = world.drawSize("events", 1, 4);
    int consumers = world.drawSize("consumers", 1, 2);
    Disruptor disruptor = variant == Variant.BUGGY ? new Buggy(world) : new Fixed(world);
    for (int i = 0; i < consumers; i++) {
      disruptor.add("consumer " + i);
    }
    disruptor.start();
    for (int i = 0; i < events; i++) {
      disruptor.publish();
    }
    disruptor.shutdown();
    for (Consumer consumer : disruptor.consumers) {
      Objects.requireNonNull(consumer.thread).join();
      world.require(
          consumer.handled == events,
          "what was published before the shutdown is handled: %s handled %d of %d"
              .formatted(consumer.name, consumer.handled, events));
    }
  }

  private enum RunState {
    IDLE,
    /** Its thread has been asked for; only the fixed protocol says so. */
    STARTED,
    RUNNING,
    HALTED
  }

  /** A ring with its consumers; the variants differ in when a consumer begins to count. */
  private abstract static class Disruptor {
    private final World world;
    private final Scheduler scheduler;
    private final SharedLong cursor;
    private final List<Consumer> consumers = new ArrayList<>();

    Disruptor(World world) {
      this.world = world;
      scheduler = world.scheduler();
      cursor = new SharedLong(scheduler, "cursor");
    }

    /** Called for each consumer before its thread is started. */
    abstract void starting(Consumer consumer);

    final void add(String name) {
      consumers.add(new Consumer(this, name));
    }

    final void start() {
      for (Consumer consumer : consumers) {
        starting(consumer);
        consumer.thread = world.client(consumer.name, consumer::run);
      }
    }

    final void publish() {
      cursor.getAndAdd(1);
      for (Consumer consumer : consumers) {
        consumer.wakeFlag.wake();
      }
    }

    /** Waits until everything published was consumed, then halts the consumers. */
    final void shutdown() {
      while (hasBacklog()) {
        scheduler.spinning();
      }
      for (Consumer consumer : consumers) {
        consumer.halt();
      }
    }

    private boolean hasBacklog() {
      long published = cursor.getVolatile();
      for (Consumer consumer : consumers) {
        if (consumer.runState() != RunState.IDLE && published > consumer.sequence.getVolatile()) {
          return true;
        }
      }
      return false;
    }
  }

  /** A consumer with a thread of its own, which handles every event. */
  private static final class Consumer {
    private final Disruptor disruptor;
    private final String name;
    private final SharedLong sequence;
    private final SharedReference<RunState> runState;
    private final WakeFlag wakeFlag;
    private World.@Nullable Client thread;

    /** Written by its thread alone. */
    private int handled;

    Consumer(Disruptor disruptor, String name) {
      this.disruptor = disruptor;
      this.name = name;
      Scheduler scheduler = disruptor.scheduler;
      sequence = new SharedLong(scheduler, "sequence of " + name);
      runState = new SharedReference<>(scheduler, "run state of " + name, RunState.IDLE);
      wakeFlag = new WakeFlag(scheduler, "wake flag of " + name);
    }

    private RunState runState() {
      return Objects.requireNonNull(runState.getVolatile());
    }

    private void halt() {
      runState.setVolatile(RunState.HALTED);
      wakeFlag.wake();
    }

    private void run() {
      RunState seen = runState();
      if (seen == RunState.HALTED || !runState.compareAndSet(seen, RunState.RUNNING)) {
        return; // halted before it began
      }
      Parker parker = disruptor.scheduler.currentParker();
      wakeFlag.sleeper(parker);
      while (runState() == RunState.RUNNING) {
        long published = disruptor.cursor.getVolatile();
        if (handled < published) {
          handled++;
          sequence.getAndAdd(1);
        } else {
          awaitEvent(parker);
        }
      }
      runState.setVolatile(RunState.IDLE);
    }

    private void awaitEvent(Parker parker) {
      AnnouncedSleep.sleep(wakeFlag, parker,
          () -> disruptor.cursor.getVolatile() == handled && runState() == RunState.RUNNING);
    }
  }

  /** A consumer counts from the moment its thread says RUNNING. */
  private static final class Buggy extends Disruptor {
    Buggy(World world) {
      super(world);
    }

    @Override
    void starting(Consumer consumer) {}
  }

  /** A consumer counts from the moment it is started. */
  private static final class Fixed extends Disruptor {
    Fixed(World world) {
      super(world);
    }

    @Override
    void starting(Consumer consumer) {
      consumer.runState.setVolatile(RunState.STARTED);
    }
  }
}
