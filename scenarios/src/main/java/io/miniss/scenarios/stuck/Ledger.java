package io.miniss.scenarios.stuck;

import io.miniss.runtime.Core;
import io.miniss.runtime.cancel.CancelOutcome;
import io.miniss.runtime.cancel.CancelledException;
import io.miniss.runtime.diagnostics.ShutdownReport;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.RejectedTaskException;
import io.miniss.runtime.task.TaskState;
import io.miniss.scenarios.rules.Verdict;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** All submissions of one run, what became of them, and what must hold for them. Any thread. */
final class Ledger {
  /** Submits; gives the handle, or null for an action. */
  @FunctionalInterface
  interface Submission {
    @Nullable JoinHandle<Integer> submit();
  }

  private final Verdict verdict;
  private final List<Entry> entries = new ArrayList<>();

  /** By core, how many have started since it has been seen that the runtime cancels what has not ended. */
  private final int[] startsAfterStop;

  private boolean isShuttingDown;
  private boolean isStopSeen;
  private boolean isClosed;
  private boolean isGone;
  private int accepted;

  Ledger(Verdict verdict, int cores) {
    this.verdict = verdict;
    startsAfterStop = new int[cores];
  }

  // ---- submitting ----

  synchronized Entry entry(Entry.Kind kind, String what, int sender, int target) {
    Entry entry = new Entry(entries.size(), kind, what, sender, target);
    entries.add(entry);
    return entry;
  }

  /** Submits {@code entry}; returns whether it was accepted. */
  boolean submit(Entry entry, Submission how) {
    boolean wasClosed = isClosed();
    JoinHandle<Integer> handle;
    try {
      handle = how.submit();
    } catch (RejectedTaskException rejected) {
      requireNotStarted(entry);
      return false;
    }
    verdict.require(
        !wasClosed || entry.sender >= 0,
        "after close nothing of a client is accepted",
        entry);
    accepted(entry, handle);
    return true;
  }

  private synchronized void requireNotStarted(Entry entry) {
    verdict.require(entry.starts == 0, "what was rejected has run no code", entry);
  }

  private synchronized void accepted(Entry entry, @Nullable JoinHandle<Integer> handle) {
    entry.isAccepted = true;
    entry.isAcceptedBeforeShutdown = !isShuttingDown;
    entry.handle = handle;
    accepted++;
  }

  synchronized int accepted() {
    return accepted;
  }

  /** One of those that have a handle and may be cancelled; null if there is none. */
  @Nullable Entry anyCancellable(RandomGenerator random) {
    List<Entry> candidates;
    synchronized (this) {
      candidates =
          entries.stream().filter(each -> each.handle != null && each.mayBeCancelled).toList();
    }
    return candidates.isEmpty() ? null : candidates.get(random.nextInt(candidates.size()));
  }

  void cancel(Entry entry, String reason) {
    JoinHandle<Integer> handle = entry.handle;
    if (handle != null && handle.cancel(reason) == CancelOutcome.CANCELLED) {
      synchronized (this) {
        entry.neverRuns = true;
        verdict.require(entry.starts == 0, "what is cancelled while queued never runs", entry);
      }
    }
  }

  // ---- running ----

  /** The calling core begins the body of {@code entry}. */
  synchronized void begins(Entry entry) {
    int core = Core.current().index();
    verdict.require(++entry.starts == 1, "what is submitted runs once", entry);
    verdict.require(!entry.neverRuns, "what is cancelled while queued never runs", entry);
    verdict.require(
        entry.target < 0 || entry.target == core,
        "what is placed on a core runs there",
        entry);
    verdict.require(!isGone, "nothing starts after the end", entry);
    if (isStopSeen) {
      verdict.require(
          ++startsAfterStop[core] <= 1,
          "when the drain limit has passed, what is queued is cancelled and not started",
          entry);
    }
  }

  synchronized void returns(Entry entry) {
    entry.hasReturned = true;
  }

  synchronized void throwsIt(Entry entry) {
    entry.hasThrown = true;
  }

  // ---- the end ----

  /** Somebody is about to shut down. */
  synchronized void shutsDown() {
    isShuttingDown = true;
  }

  /** The drain limit has passed. At most what a core was about to start then is started still. */
  synchronized void seesStop() {
    isStopSeen = true;
  }

  synchronized boolean isStopSeen() {
    return isStopSeen;
  }

  synchronized void closed() {
    isClosed = true;
  }

  synchronized boolean isClosed() {
    return isClosed;
  }

  /** No core runs anything any more. */
  synchronized void gone() {
    isGone = true;
  }

  synchronized boolean isGone() {
    return isGone;
  }

  private synchronized List<Entry> snapshot() {
    return List.copyOf(entries);
  }

  /** One that was accepted, is one of {@code which}, and has not ended; of those that have a handle. */
  @Nullable Entry anyUnended(Predicate<Entry> which) {
    for (Entry each : snapshot()) {
      if (each.handle != null && which.test(each) && !each.isSeenEnded()) {
        return each;
      }
    }
    return null;
  }

  /** Right after {@code close} has given up: what had not ended was counted as that. */
  void judgeUnfinished(ShutdownReport report) {
    int early = 0;
    int unended = 0;
    List<Entry> all = snapshot();
    for (Entry each : all) {
      if (each.isAcceptedBeforeShutdown) {
        early++;
        unended += each.handle == null || each.isSeenEnded() ? 0 : 1;
      }
    }
    verdict.require(
        report.unfinished() >= unended
            && report.accepted() >= early
            && report.accepted() <= all.size(),
        "the report says how many have not ended: counted %d of %d, reported %s"
            .formatted(unended, early, report));
  }

  /** How many ended in each way, of those that have; an action that never started was cancelled. */
  private Map<TaskState, Integer> ends() {
    Map<TaskState, Integer> ends = new EnumMap<>(TaskState.class);
    for (Entry each : snapshot()) {
      JoinHandle<Integer> handle = each.handle;
      if (handle != null) {
        ends.merge(handle.state(), 1, Integer::sum);
      } else if (each.isAccepted) {
        TaskState end =
            each.hasReturned
                ? TaskState.COMPLETED
                : each.hasThrown ? TaskState.FAILED : TaskState.CANCELLED;
        ends.merge(end, 1, Integer::sum);
      }
    }
    return ends;
  }

  /** All has ended, and {@code close} has not given up: it has counted each once. */
  void judgeClean(ShutdownReport report) {
    Map<TaskState, Integer> ends = ends();
    verdict.require(
        report.accepted() == accepted()
            && report.completed() == ends.getOrDefault(TaskState.COMPLETED, 0)
            && report.failed() == ends.getOrDefault(TaskState.FAILED, 0)
            && report.cancelled() == ends.getOrDefault(TaskState.CANCELLED, 0),
        "the report adds up: counted %d accepted, %s, reported %s"
            .formatted(accepted(), ends, report));
  }

  /** All has ended since {@code close} gave up: it has counted no end twice. */
  void judgeGivenUp(ShutdownReport report) {
    Map<TaskState, Integer> ends = ends();
    verdict.require(
        report.completed() <= ends.getOrDefault(TaskState.COMPLETED, 0)
            && report.failed() <= ends.getOrDefault(TaskState.FAILED, 0)
            && report.cancelled() <= ends.getOrDefault(TaskState.CANCELLED, 0),
        "no end is counted twice: counted %s, reported %s".formatted(ends, report));
  }

  /** Who was cancelled by nobody else was cancelled by the runtime, which says so. */
  void judgeReasons() {
    for (Entry each : snapshot()) {
      JoinHandle<Integer> handle = each.handle;
      if (handle != null
          && !each.mayBeCancelled
          && handle.future().isDone()
          && handle.state() == TaskState.CANCELLED) {
        verdict.require(
            handle.future().failure() instanceof CancelledException cancelled
                && cancelled.reason().contains("drain"),
            "what the drain limit cancels ends for that reason",
            each);
      }
    }
  }
}
