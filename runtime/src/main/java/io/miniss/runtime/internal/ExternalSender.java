package io.miniss.runtime.internal;

import io.miniss.runtime.diagnostics.Phase;
import io.miniss.runtime.shared.BoundedQueue;
import io.miniss.runtime.spi.Clock;
import io.miniss.runtime.spi.Parker;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.runtime.task.RejectedTaskException;
import io.miniss.runtime.util.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * How external threads, those that are no core of the runtime, send tasks and actions: at once, or by waiting for room.
 * A stealable task waits for room in any of the queues, whichever has it first. Any thread.
 */
final class ExternalSender {
  private final Scheduler scheduler;
  private final Clock clock;
  private final long limitNanos;
  private final Termination termination;

  /** Of the cores, by index. */
  private final CoreQueues[] queues;

  private final StealableQueues stealable;

  ExternalSender(RuntimeState runtime, CoreQueues[] queues, StealableQueues stealable) {
    this.scheduler = runtime.scheduler();
    this.clock = runtime.clock();
    this.limitNanos = runtime.config().limits().spawnNanos();
    this.termination = runtime.termination();
    this.queues = queues;
    this.stealable = stealable;
  }

  /**
   * Sends {@code task} to core {@code target}, or anywhere if negative.
   *
   * @param whenFull whether to wait for room, up to the spawn limit
   * @return false if there was no room and the caller does not wait
   * @throws RejectedTaskException if there is none within the limit, if the runtime terminates first, or
   *     if the caller is a core of another runtime, which cannot wait
   */
  boolean send(Task<?> task, int target, WhenFull whenFull) {
    boolean wait = whenFull == WhenFull.WAIT_OR_REJECT;
    return target < 0
        ? sendStealable(task, wait)
        : sendPlaced(task, target, wait);
  }

  /**
   * Sends {@code action} to core {@code target}; waits for room, up to the spawn limit.
   *
   * @throws RejectedTaskException as {@link #send(Task, int, WhenFull)}
   */
  void send(Runnable action, int target) {
    boolean _ = sendPlaced(action, target, true);
  }

  private boolean sendPlaced(Object taskOrAction, int target, boolean wait) {
    BoundedQueue<Object> inbox = queues[target].inbox();
    if (!inbox.offer(taskOrAction)) {
      if (!wait) {
        return false;
      }
      awaitRoom(taskOrAction, target);
    }
    queues[target].wakeFlag().wakeAfterUpdate();
    return true;
  }

  private void awaitRoom(Object taskOrAction, int target) {
    BoundedQueue<Object> inbox = queues[target].inbox();
    String label =
        taskOrAction instanceof Task<?> task ? task.label() : ExecutedAction.label(target);
    awaitNotFull(label, List.of(inbox), () -> inbox.offer(taskOrAction));
  }

  private boolean sendStealable(Task<?> task, boolean wait) {
    int first = stealable.order().nextExternal();
    if (!stealable.offer(task, first)) {
      if (!wait) {
        return false;
      }
      awaitNotFull(task.label(), stealable.all(), () -> stealable.offer(task, first));
    }
    return true;
  }

  /** Waits for room in one of {@code full} until the offer succeeds; throws at the limit. */
  private void awaitNotFull(
      String label, List<? extends BoundedQueue<?>> full, BooleanSupplier offer) {
    requireMayBlock(label, full);
    Parker parker = scheduler.currentParker();
    List<Waiter> waiters = new ArrayList<>(full.size());
    for (BoundedQueue<?> queue : full) {
      waiters.add(new Waiter(scheduler, queue, parker));
    }
    long deadline = Durations.deadline(clock.nanos(), limitNanos);
    try {
      while (true) {
        waiters.forEach(Waiter::register);
        if (offer.getAsBoolean()) {
          return;
        }
        if (termination.phase() == Phase.TERMINATED) {
          throw new RejectedTaskException(
              label + " was rejected: the runtime terminated while it waited for room");
        }
        if (clock.nanos() - deadline >= 0) {
          throw rejected(
              label, full, " within the spawn limit of " + Duration.ofNanos(limitNanos));
        }
        parker.parkUntil(deadline);
      }
    } finally {
      waiters.forEach(Waiter::leave);
      parker.finishWait();
    }
  }

  /** A core of another runtime is as little to be blocked as one of this. */
  private static void requireMayBlock(String label, List<? extends BoundedQueue<?>> full) {
    CoreLoop foreign = CoreLoop.current();
    if (foreign != null && !foreign.isInFiber()) {
      throw rejected(
          label, full, ", and core " + foreign.index() + " of another runtime cannot wait");
    }
  }

  private static RejectedTaskException rejected(
      String label, List<? extends BoundedQueue<?>> full, String why) {
    BoundedQueue<?> first = full.getFirst();
    String others = full.size() == 1 ? "" : " and the " + (full.size() - 1) + " others";
    return new RejectedTaskException(
        label + " was rejected: no room in " + first + others + " (capacity "
            + first.capacity()
            + ")"
            + why);
  }

  private static final class Waiter extends BoundedQueue.Waiter {
    private final BoundedQueue<?> queue;
    private final Parker parker;

    Waiter(Scheduler scheduler, BoundedQueue<?> queue, Parker parker) {
      super(scheduler, "external thread waiting for room in " + queue);
      this.queue = queue;
      this.parker = parker;
    }

    void register() {
      queue.awaitNotFull(this);
    }

    void leave() {
      queue.leave(this);
    }

    @Override
    protected void wakeProducer() {
      parker.unpark();
    }
  }
}
