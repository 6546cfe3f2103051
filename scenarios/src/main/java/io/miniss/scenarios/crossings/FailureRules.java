package io.miniss.scenarios.crossings;

import io.miniss.runtime.task.RejectedTaskException;
import io.miniss.runtime.task.TaskFailure;
import io.miniss.scenarios.rules.Verdict;
import io.miniss.simulator.scenario.World;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;

/** What the failure handler of one run was told, and the rules of what it is told. Guarded by the {@link Book}. */
final class FailureRules {
  private final World world;
  private final Verdict verdict;

  /** Whether no failure is reported before the end. */
  private final boolean reportsAtEnd;

  /** Failures that only the handler can be told of, and how often it was. */
  private final IdentityHashMap<Throwable, int[]> planned = new IdentityHashMap<>();

  private final List<Throwable> plannedInOrder = new ArrayList<>();
  private long reported;

  /** Rejected submissions whose futures nobody looks at, and how many of them the handler was told of. */
  private int ignoredRejections;

  private int reportedRejections;

  FailureRules(World world, Verdict verdict, boolean reportsAtEnd) {
    this.world = world;
    this.verdict = verdict;
    this.reportsAtEnd = reportsAtEnd;
  }

  /** A submission was rejected, and nobody will look at its future. */
  void ignored() {
    ignoredRejections++;
  }

  PlannedFailure plan(String where) {
    PlannedFailure failure = new PlannedFailure(where);
    planned.put(failure, new int[1]);
    plannedInOrder.add(failure);
    return failure;
  }

  /** The handler is told of {@code failure}, perhaps that of one of {@code tasks}. */
  void reported(
      Throwable failure, String where, List<TaskRecord> tasks, boolean isShuttingDown) {
    reported++;
    int[] count = planned.get(failure);
    if (count != null) {
      verdict.require(++count[0] == 1, "a failure is reported once: " + where);
      return;
    }
    if (failure instanceof RejectedTaskException) {
      String words = String.valueOf(failure.getMessage());
      Throwable first = failure.getCause();
      verdict.require(
          first != null && words.endsWith(String.valueOf(first.getMessage())),
          "a report of rejections has the first as its cause: " + words);
      reportedRejections += Integer.parseInt(words.substring(0, words.indexOf(' ')));
      return;
    }
    for (TaskRecord task : tasks) {
      if (failure instanceof TaskFailure told && told.getCause() == task.thrown) {
        reported(task, isShuttingDown);
        return;
      }
    }
    verdict.require(false,
        "only failures of the workload are reported: %s in %s".formatted(failure, where));
  }

  private void reported(TaskRecord task, boolean isShuttingDown) {
    long late =
        world.clock().nanos()
            - Objects.requireNonNull(task.endNanos, "what has thrown has ended");
    verdict.require(++task.reports == 1, "a failure is reported once: " + task);
    verdict.require(
        !task.isLookedAt || (!reportsAtEnd && !task.isLookedAtByItsCore),
        "a failure that somebody has looked at is not reported: " + task);
    verdict.require(
        isShuttingDown || !world.isSimulated() || late >= Crossings.GRACE_NANOS,
        "a failure is given time to be looked at: " + task);
    verdict.requireNotLate("the report of " + task, late, reportsAtEnd);
  }

  /** {@code task} has failed, and the runtime has ended. */
  void judge(TaskRecord task) {
    verdict.require(
        task.reports == 1 || task.mayBeLookedAt,
        "a failure that nobody looked at is reported: " + task);
    for (FutureRecord looker : task.lookers) {
      verdict.require(
          task.reports == 0 || !reportsAtEnd || looker.hasTimedOut(),
          "a failure that something waits for is not reported: %s, of which comes %s"
              .formatted(task, looker));
    }
  }

  /** All threads have ended; the runtime has counted {@code counted} failures. */
  void judge(long counted) {
    verdict.require(
        reported == counted,
        "failures are counted: %d, the runtime counted %d".formatted(reported, counted));
    for (Throwable failure : plannedInOrder) {
      int[] count = planned.get(failure);
      verdict.require(count != null && count[0] == 1,
          "a failure is reported once: " + failure.getMessage());
    }
    verdict.require(
        reportedRejections == ignoredRejections,
        "rejections that nobody looked at are reported: %d of %d"
            .formatted(reportedRejections, ignoredRejections));
  }
}
