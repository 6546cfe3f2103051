package io.miniss.scenarios.crossings;

import io.miniss.runtime.future.Future;
import io.miniss.runtime.task.JoinHandle;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A task of the workload: what was done to it and what was seen of it. Guarded by its {@link Book}. */
final class TaskRecord {
  /** From where a task is sent to a core: by each core, by threads outside, or to no core in particular. */
  static final int OUTSIDE = -1;

  final int number;
  final boolean isFiber;

  /** The core it is for, or -1 for any. */
  final int target;

  /** The core that sends it, or {@link #OUTSIDE}. */
  final int sender;

  /** The thread that sends it: a core, or one outside. */
  final String thread;

  /** When its submission began, counted over all. */
  int order;

  final @Nullable ScopeRecord scope;
  final boolean hasDeadline;

  /** Once it is accepted. */
  @Nullable Future<Integer> future;

  /** Once it is accepted, but for what {@code submit} sends. */
  @Nullable JoinHandle<Integer> handle;

  boolean isRejected;
  int starts;
  int core = -1;
  boolean hasReturned;
  @Nullable Throwable thrown;

  /** When its body returned or threw, once it has. */
  @Nullable Long endNanos;

  // ---- cancelling ----

  /** The reasons of those who may have been first. */
  final List<String> reasons = new ArrayList<>(0);

  /** Somebody was told that the task is cancelled or asked to end: nobody later can be first. */
  boolean isReasonSettled;

  /** The reason of who was told that the task never runs. */
  @Nullable String winner;

  /** It was asked to end while it waited and its core was in the middle of another one. */
  boolean isAskedInTime;

  /** It may throw the cancellation of another task on. */
  boolean maySeeCancellations;

  // ---- looking at the failure ----

  /** Somebody may have looked at its result. */
  boolean mayBeLookedAt;

  /** Somebody has looked at its failure for sure, before the runtime's end. */
  boolean isLookedAt;

  /** What was derived from it before it failed, and so looks at its failure. */
  final List<FutureRecord> lookers = new ArrayList<>(0);

  /** The core that it ran on has looked, which is the one that reports. */
  boolean isLookedAtByItsCore;

  int reports;

  // ---- fairness ----

  /** Since it stands in a queue, so that its core must come to it within a bound. */
  @Nullable Wait wait;

  /** What is behind it in the ready queue of its core, if that is known. */
  @Nullable TaskRecord next;

  TaskRecord(
      int number,
      boolean isFiber,
      int target,
      int sender,
      String thread,
      @Nullable ScopeRecord scope,
      boolean hasDeadline) {
    this.number = number;
    this.isFiber = isFiber;
    this.target = target;
    this.sender = sender;
    this.thread = thread;
    this.scope = scope;
    this.hasDeadline = hasDeadline;
  }

  /** As its handle says, of which there is one. */
  boolean hasEnded() {
    JoinHandle<Integer> known = handle;
    return known != null && known.state().isEnd();
  }

  boolean mayBeCancelled() {
    return scope != null || hasDeadline || !reasons.isEmpty();
  }

  boolean isWaiting() {
    return future != null && starts == 0 && winner == null;
  }

  @Override
  public String toString() {
    JoinHandle<Integer> known = handle;
    return (isFiber ? "fiber " : "task ") + number + (known == null ? "" : " (" + known.id() + ")");
  }
}
