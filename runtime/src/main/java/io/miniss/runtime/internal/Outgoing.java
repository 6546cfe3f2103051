package io.miniss.runtime.internal;

import io.miniss.runtime.shared.BoundedQueue;
import io.miniss.runtime.shared.Statistic;
import io.miniss.runtime.shared.WakeFlag;
import io.miniss.runtime.spi.Scheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How one core sends tasks and actions: an {@link Outbox} to each core, its own ready queue included, and one
 * for stealable tasks. The core's thread only.
 */
final class Outgoing {
  private final int index;
  private final RuntimeConfig config;
  private final StealableQueues everywhere;
  private final PlacementOrder order;
  private final WakeFlag ownFlag;

  /** Of all cores, by index. */
  private final CoreQueues[] queues;

  private final Outbox<Object>[] placed;
  private final Outbox<Task<?>> stealable;

  /** By receiving core; the last one is for stealable tasks. */
  private final BoundedQueue.@Nullable Waiter[] notFullWaiters;

  private final List<RingSender> toLookAgain = new ArrayList<>();
  private int nextPlacement;
  private final TaskCounts counts;

  /** The largest size that a backlog has had. */
  private final Statistic backlogHighWater;

  /**
   * The outboxes of core {@code index}.
   *
   * @param toSelf puts a task or an action in the core's own ready queue, or returns false
   */
  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
  Outgoing(
      int index,
      RuntimeConfig config,
      CoreQueues[] queues,
      StealableQueues everywhere,
      TaskCounts counts,
      Predicate<Object> toSelf,
      Statistic backlogHighWater) {
    this.index = index;
    this.config = config;
    this.queues = queues;
    this.everywhere = everywhere;
    this.counts = counts;
    this.backlogHighWater = backlogHighWater;
    order = everywhere.order();
    ownFlag = queues[index].wakeFlag();
    placed = new Outbox[queues.length];
    for (int i = 0; i < queues.length; i++) {
      Predicate<Object> send =
          i == index
              ? toSelf
              : new RingSender(queues[i].ringFrom(index), queues[i].wakeFlag(), toLookAgain);
      placed[i] = new Outbox<>(config.capacities().backlog(), send);
    }
    stealable = new Outbox<>(config.capacities().backlog(), this::offerStealable);
    notFullWaiters = new BoundedQueue.Waiter[queues.length + 1];
    nextPlacement = index;
  }

  private boolean offerStealable(Task<?> task) {
    if (order.isByLoad()) {
      return everywhere.offer(task, order.leastLoaded());
    }
    int turn = nextPlacement;
    nextPlacement = order.after(turn);
    return everywhere.offer(task, turn);
  }

  /** Sends {@code task} to core {@code target}, or anywhere if negative; false if there is no room. */
  boolean send(Task<?> task, int target) {
    return target < 0 ? offer(stealable, task) : offer(placed[target], task);
  }

  /** Sends {@code action} to core {@code target}; false if there is no room. */
  boolean send(Runnable action, int target) {
    return offer(placed[target], action);
  }

  private <W> boolean offer(Outbox<W> outbox, W work) {
    boolean sent = outbox.offer(work);
    backlogHighWater.raiseByOwner(outbox.backlogSize());
    return sent;
  }

  /** Whether tasks wait for room in the core's own ready queue. */
  boolean hasBacklogForSelf() {
    return placed[index].hasBacklog();
  }

  /** Why {@link #send} returned false. */
  String fullText(int target) {
    return "the queue of "
        + (target < 0 ? "stealable tasks of every core" : "core " + target)
        + " is full, and so is core "
        + index
        + "'s backlog for it (capacity "
        + config.capacities().backlog()
        + ")";
  }

  /** Sends from the backlogs while there is room; returns how many tasks were sent. */
  int flush() {
    int sent = stealable.hasBacklog() ? stealable.flush() : 0;
    for (Outbox<Object> outbox : placed) {
      if (outbox.hasBacklog()) {
        sent += outbox.flush();
      }
    }
    return sent;
  }

  /**
   * Wakes those that were sent something in this turn and have gone to sleep without having seen it. Before the
   * core sleeps, and at the end of each turn.
   */
  void wakeReceivers() {
    for (int i = 0; i < toLookAgain.size(); i++) {
      toLookAgain.get(i).lookAgain();
    }
    toLookAgain.clear();
  }

  /** For each backlog: asks to be woken when there is room, then tries again; whether any task was sent. */
  boolean flushOrAwaitNotFull() {
    boolean moved = false;
    for (int i = 0; i < placed.length; i++) {
      if (i != index && placed[i].hasBacklog()) {
        queues[i].ringFrom(index).awaitNotFull(notFullWaiter(i));
        moved |= placed[i].flush() > 0;
      }
    }
    if (stealable.hasBacklog()) {
      // Any queue would do. This core's own would not wake it: it is empty, or the core were awake.
      everywhere.of(order.after(index)).awaitNotFull(notFullWaiter(queues.length));
      moved |= stealable.flush() > 0;
    }
    return moved;
  }

  private BoundedQueue.Waiter notFullWaiter(int receiver) {
    BoundedQueue.Waiter waiter = notFullWaiters[receiver];
    if (waiter == null) {
      waiter =
          new NotFullWaiter(config.scheduler(), "core " + index + " waiting for room", ownFlag);
      notFullWaiters[receiver] = waiter;
    }
    return waiter;
  }

  /** Cancels all that is in the backlogs. */
  void cancelBacklogs(String reason) {
    for (Outbox<Object> outbox : placed) {
      cancelBacklog(outbox, reason);
    }
    cancelBacklog(stealable, reason);
  }

  private void cancelBacklog(Outbox<?> outbox, String reason) {
    for (Object work = outbox.withdraw(); work != null; work = outbox.withdraw()) {
      if (work instanceof Task<?> task) {
        task.cancel(reason);
      } else {
        counts.countCancelled();
      }
    }
  }

  private static final class NotFullWaiter extends BoundedQueue.Waiter {
    private final WakeFlag wakeFlag;

    NotFullWaiter(Scheduler scheduler, String name, WakeFlag wakeFlag) {
      super(scheduler, name);
      this.wakeFlag = wakeFlag;
    }

    @Override
    protected void wakeProducer() {
      wakeFlag.wake();
    }
  }
}
