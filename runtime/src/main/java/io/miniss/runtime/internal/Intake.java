package io.miniss.runtime.internal;

import io.miniss.runtime.shared.Statistic;
import io.miniss.runtime.shared.Work;
import io.miniss.runtime.task.RejectedTaskException;
import io.miniss.runtime.task.TaskId;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a core takes from its own code: the tasks and actions in its ready queue, whose number is bounded,
 * counted in as long as intake is open; and the work in the same queue, whose number is not. The core's thread
 * only.
 */
final class Intake {
  private final RunningCore core;
  private final Termination termination;
  private final TaskCounts counts;
  private final int capacity;

  /** The largest number of ready tasks so far. */
  private final Statistic highWater;

  private final BooleanSupplier hasBacklog;
  private final ReadyQueue ready = new ReadyQueue();

  /** Takes work that came from elsewhere. */
  final Consumer<Work> toReady = ready::add;

  private int readyTasks;

  /**
   * With fewer ready tasks than this, one more is accepted without further looks: intake is open, the ready
   * queue has room and no backlog, and has been at least so long before. 0 where one of these is not known: the
   * first task of a backlog has found no room, and a backlog is sent until there is none or no room.
   */
  private int roomBelow;

  private long nextSequence = 1;
  private boolean isClosed;

  /**
   * An open intake of {@code core}.
   *
   * @param hasBacklog whether tasks wait for room in the ready queue
   */
  Intake(RunningCore core, RuntimeState runtime, Statistic highWater, BooleanSupplier hasBacklog) {
    this.core = core;
    this.termination = runtime.termination();
    this.counts = core.counts();
    this.capacity = runtime.config().capacities().ready();
    this.highWater = highWater;
    this.hasBacklog = hasBacklog;
  }

  // ---- counting in ----

  /** Counts one task in; returns its id. */
  long admit() {
    countIn();
    return TaskId.bitsOnCore(core.index(), nextSequence++);
  }

  /** Counts in one task that has no id. */
  void countIn() {
    if (isClosed) {
      throw new RejectedTaskException(
          "a runtime that is "
              + termination.phase()
              + " takes no tasks (asked on "
              + core
              + ")");
    }
    counts.countAdmitted();
  }

  boolean isClosed() {
    return isClosed;
  }

  void close() {
    isClosed = true;
    roomBelow = 0;
  }

  // ---- the ready queue ----

  /** Adds {@code work}, for which there is always room. */
  void add(Work work) {
    ready.add(work);
  }

  /** Counts {@code action} in and adds it; returns false, and has done nothing, if the queue is full. */
  boolean executeIfRoom(Runnable action) {
    if (readyTasks < roomBelow) {
      counts.countAdmitted();
      ready.add(action);
      readyTasks++;
      return true;
    }
    if (readyTasks >= capacity || hasBacklog.getAsBoolean()) {
      return false;
    }
    countIn();
    addCounted(action);
    return true;
  }

  /** Counts in and adds a task of {@code body}; null if the queue may be full, or intake closed. */
  <T extends @Nullable Object> @Nullable Task<T> spawnIfRoom(Callable<? extends T> body) {
    if (readyTasks >= roomBelow) {
      return null;
    }
    counts.countAdmitted();
    long id = TaskId.bitsOnCore(core.index(), nextSequence++);
    Task<T> task = new Task<>(core.runtime(), core, id, null, body);
    ready.add(task);
    readyTasks++;
    return task;
  }

  /** Adds what has been counted in; returns false if the queue is full. */
  boolean offer(Object taskOrAction) {
    if (readyTasks >= capacity) {
      roomBelow = 0; // it goes to the backlog, which must not be overtaken
      return false;
    }
    addCounted(taskOrAction);
    return true;
  }

  private void addCounted(Object taskOrAction) {
    ready.add(taskOrAction);
    readyTasks++;
    highWater.raiseByOwner(readyTasks);
    if (!isClosed) {
      roomBelow = (int) highWater.getByOwner();
    }
  }

  /** How many wait in the ready queue, work included. */
  int readySize() {
    return ready.size();
  }

  /** Removes and returns what is first: a {@link Work}, a {@link Task} or a {@link Runnable}; or null. */
  @Nullable Object poll() {
    Object item = ready.poll();
    if (item != null && !(item instanceof Work)) {
      readyTasks--;
    }
    return item;
  }
}
