package io.miniss.scenarios.crossings;

import io.miniss.runtime.future.Future;
import io.miniss.runtime.future.Promise;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A future of the workload, and which results it may have. */
final class FutureRecord {
  /** How the future of a round of a loop comes about. */
  static final String LOOP = "loop";

  final int number;
  final String how;
  final Future<Integer> future;

  /** If somebody completes it by hand. */
  final @Nullable Promise<Integer> promise;

  /** The only core that may complete the promise, or {@link TaskRecord#OUTSIDE}. */
  final int core;

  /** If it is that of a task. */
  final @Nullable TaskRecord task;

  private final List<FutureRecord> sources;
  private final @Nullable Function<List<Outcome>, List<Outcome>> allowed;

  /** Who completed the promise; set once. */
  @Nullable Outcome winner;

  /** The promise was completed, or the future derived, before anybody began to shut down. */
  boolean isEarly;

  /** When the promise was completed, once it is. */
  private @Nullable Long completedNanos;

  FutureRecord(int number, Promise<Integer> promise, int core) {
    this(number, "promise", promise.future(), promise, core, null, List.of(), null);
  }

  FutureRecord(int number, TaskRecord task, Future<Integer> future) {
    this(number, "task", future, null, TaskRecord.OUTSIDE, task, List.of(), null);
  }

  /** A future derived from {@code sources} that may have one of the results that {@code allowed} answers. */
  FutureRecord(
      int number,
      String how,
      Future<Integer> future,
      List<FutureRecord> sources,
      Function<List<Outcome>, List<Outcome>> allowed) {
    this(number, how, future, null, TaskRecord.OUTSIDE, null, sources, allowed);
  }

  private FutureRecord(
      int number,
      String how,
      Future<Integer> future,
      @Nullable Promise<Integer> promise,
      int core,
      @Nullable TaskRecord task,
      List<FutureRecord> sources,
      @Nullable Function<List<Outcome>, List<Outcome>> allowed) {
    this.number = number;
    this.how = how;
    this.future = future;
    this.promise = promise;
    this.core = core;
    this.task = task;
    this.sources = sources;
    this.allowed = allowed;
  }

  /** The promise has been completed. */
  void completed(Outcome outcome, boolean early, long nanos) {
    winner = outcome;
    isEarly = early;
    completedNanos = nanos;
  }

  /** When what leads to its result was over, or null if that has not happened or is not known. */
  @Nullable Long doneNanos() {
    return task == null ? completedNanos : task.endNanos;
  }

  /** Whether its result is there before the cores exit, so that what waits for it is never broken. */
  private boolean isCertain() {
    return task != null
        || (isEarly && !how.equals(LOOP) && sources.stream().allMatch(FutureRecord::isCertain));
  }

  /** What is wrong with it when everything has ended, or null. */
  @Nullable String fault() {
    if (promise != null) {
      if (winner == null) {
        return future.isDone() ? this + " is complete and nobody has completed it" : null;
      }
      return future.isDone() && Outcome.read(future).isSameAs(winner)
          ? null
          : this + " was completed with " + winner + " and is " + text();
    }
    if (allowed == null) {
      return null; // that of a task is judged with the task
    }
    if (!future.isDone()) {
      return "nobody is left hanging: " + this + " is not complete after the end";
    }
    Outcome mine = Outcome.read(future);
    List<FutureRecord> done = sources.stream().filter(each -> each.future.isDone()).toList();
    if (done.size() < sources.size()) {
      return isFromBroken(mine) || followsFrom(done, mine)
          ? null
          : this + " waits for what nobody completed, and is " + mine;
    }
    List<Outcome> results = sources.stream().map(each -> Outcome.read(each.future)).toList();
    for (Outcome expected : allowed.apply(results)) {
      if (mine.isSameAs(expected)) {
        return null;
      }
    }
    // What a loop waits for between its rounds is broken at the end.
    if (isFromBroken(mine)
        && (how.equals(LOOP) || !sources.stream().allMatch(FutureRecord::isCertain))) {
      return null;
    }
    return "%s of %s with %s is %s".formatted(this, sources, results, mine);
  }

  /** A broken promise may have become a value in a recovery, and a time limit may have passed before. */
  private boolean isFromBroken(Outcome mine) {
    return mine.isBroken()
        || (how.equals("recover") && mine.isSameAs(Outcome.of(Derivation.RECOVERED)))
        || (how.equals("timeout") && Derivation.isTimeout(mine));
  }

  /** Whether the result is known although some sources have none: the first success, or a failed head. */
  private boolean followsFrom(List<FutureRecord> done, Outcome mine) {
    return switch (how) {
      case "any" -> mine.failure() == null
          && done.stream().anyMatch(each -> mine.isSameAs(Outcome.read(each.future)));
      case "flatMap" -> done.contains(sources.getFirst())
          && mine.failure() != null
          && mine.isSameAs(Outcome.read(sources.getFirst().future));
      default -> false;
    };
  }

  /** Whether its time limit passed before its result came. */
  boolean hasTimedOut() {
    return how.equals("timeout") && future.isDone()
        && Derivation.isTimeout(Outcome.read(future));
  }

  String text() {
    return future.isDone() ? Outcome.read(future).toString() : "not complete";
  }

  @Override
  public String toString() {
    return how + " " + number;
  }
}
