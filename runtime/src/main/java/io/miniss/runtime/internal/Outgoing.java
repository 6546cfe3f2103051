package io.miniss.runtime.internal;

import io.miniss.runtime.mailbox.Outbox;
import io.miniss.runtime.shared.BoundedQueue;
import io.miniss.runtime.shared.Statistic;
import io.miniss.runtime.shared.WakeFlag;
import io.miniss.runtime.spi.Scheduler;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How one core sends tasks: an {@link Outbox} to each core, its own ready queue included, and one for
 * unplaced tasks. The core's thread only.
 */
final class Outgoing {
  private final int index;
  private final RuntimeConfig config;
  private final UnplacedQueues everywhere;
  private final WakeFlag ownFlag;

  /** Of all cores, by index. */
  private final CoreQueues[] queues;

  private final Outbox<Task<?>>[] placed;
  private final Outbox<Task<?>> unplaced;

  /** One for each line before the queue of another core, and one for the unplaced. */
  private final BoundedQueue.@Nullable Waiter[] roomWaiters;

  private int nextPlacement;
  private final Statistic lineHighWater = new Statistic();

  /**
   * The outboxes of core {@code index}.
   *
   * @param toSelf puts a task in the core's own ready queue, or answers false
   */
  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
  Outgoing(
      int index,
      RuntimeConfig config,
      CoreQueues[] queues,
      UnplacedQueues everywhere,
      Predicate<Task<?>> toSelf) {
    this.index = index;
    this.config = config;
    this.queues = queues;
    this.everywhere = everywhere;
    ownFlag = queues[index].wakeFlag();
    placed = new Outbox[queues.length];
    for (int i = 0; i < queues.length; i++) {
      Predicate<Task<?>> send =
          i == index ? toSelf : sending(queues[i].ringFrom(index), queues[i].wakeFlag());
      placed[i] = new Outbox<>(config.lineCapacity(), send);
    }
    unplaced = new Outbox<>(config.lineCapacity(), this::offerUnplaced);
    roomWaiters = new BoundedQueue.Waiter[queues.length + 1];
    nextPlacement = index;
  }

  private static Predicate<Task<?>> sending(BoundedQueue<Task<?>> ring, WakeFlag receiver) {
    return task -> {
      if (!ring.offer(task)) {
        return false;
      }
      receiver.wake();
      return true;
    };
  }

  private boolean offerUnplaced(Task<?> task) {
    if (everywhere.areTakenByLoad()) {
      return everywhere.offer(task, everywhere.leastLoaded());
    }
    int turn = nextPlacement;
    nextPlacement = everywhere.after(turn);
    return everywhere.offer(task, turn);
  }

  /** Sends {@code task} to core {@code target}, or anywhere if negative; false if there is no room. */
  boolean send(Task<?> task, int target) {
    Outbox<Task<?>> outbox = target < 0 ? unplaced : placed[target];
    boolean sent = outbox.offer(task);
    lineHighWater.raiseByOwner(outbox.lineLength());
    return sent;
  }

  /** Why {@link #send} answered false. */
  String fullText(int target) {
    return "the queue of "
        + (target < 0 ? "unplaced tasks of every core" : "core " + target)
        + " is full and so is core "
        + index
        + "'s line before it ("
        + config.lineCapacity()
        + ")";
  }

  /** Sends from the lines as much as there is room for; answers how many were sent. */
  int flush() {
    int sent = unplaced.hasLine() ? unplaced.flush() : 0;
    for (Outbox<Task<?>> outbox : placed) {
      if (outbox.hasLine()) {
        sent += outbox.flush();
      }
    }
    return sent;
  }

  /** For each line: asks to be woken when there is room, then tries again; true if it moved. */
  boolean moveOrAwaitRoom() {
    boolean moved = false;
    for (int i = 0; i < placed.length; i++) {
      if (i != index && placed[i].hasLine()) {
        queues[i].ringFrom(index).awaitRoom(roomWaiter(i));
        moved |= placed[i].flush() > 0;
      }
    }
    if (unplaced.hasLine()) {
      // Any queue would do. This core's own would not wake it: it is empty, or the core were awake.
      everywhere.of(everywhere.after(index)).awaitRoom(roomWaiter(queues.length));
      moved |= unplaced.flush() > 0;
    }
    return moved;
  }

  private BoundedQueue.Waiter roomWaiter(int line) {
    BoundedQueue.Waiter waiter = roomWaiters[line];
    if (waiter == null) {
      waiter = new RoomWaiter(config.scheduler(), "core " + index + " waiting for room", ownFlag);
      roomWaiters[line] = waiter;
    }
    return waiter;
  }

  /** Cancels what stands in the lines. */
  void cancelLines(String reason) {
    for (Outbox<Task<?>> outbox : placed) {
      cancelLine(outbox, reason);
    }
    cancelLine(unplaced, reason);
  }

  private static void cancelLine(Outbox<Task<?>> outbox, String reason) {
    for (Task<?> task = outbox.withdraw(); task != null; task = outbox.withdraw()) {
      task.cancel(reason);
    }
  }

  /** The longest a line has been. Any thread. */
  long lineHighWater() {
    return lineHighWater.getOpaque();
  }

  private static final class RoomWaiter extends BoundedQueue.Waiter {
    private final WakeFlag wakeFlag;

    RoomWaiter(Scheduler scheduler, String name, WakeFlag wakeFlag) {
      super(scheduler, name);
      this.wakeFlag = wakeFlag;
    }

    @Override
    protected void wakeProducer() {
      wakeFlag.wake();
    }
  }
}
