package io.miniss.scenarios.crossings;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.future.BrokenPromiseException;
import io.miniss.runtime.future.Future;
import io.miniss.runtime.task.RejectedTaskException;
import io.miniss.scenarios.rules.Verdict;
import java.time.Duration;

/** What a runtime that has terminated still does for a thread outside: nothing that has to wait for a core. */
final class AfterEnd {
  private static final Duration DAY = Duration.ofDays(1);

  private final MultiCoreRuntime runtime;
  private final Verdict verdict;

  AfterEnd(MultiCoreRuntime runtime, Verdict verdict) {
    this.runtime = runtime;
    this.verdict = verdict;
  }

  /** All cores have exited. */
  void judge() {
    requireRejected("a task", () -> {
      var _ = runtime.spawn(() -> 1);
    });
    requireRejected("a placed task", () -> {
      var _ = runtime.spawnOn(0, () -> 1);
    });
    requireRejected("an action", () -> runtime.core(0).execute(() -> {}));
    verdict.require(
        runtime.newScope().cancelAfter(DAY).isCancelled(),
        "nobody keeps the limit of a scope after the end, which is cancelled at once");
    Future<Integer> never = runtime.<Integer>newPromise().future();
    requireBroken("a promise", never);
    requireBroken("what is derived", never.map(value -> value + 1));
    requireBroken("what has a time limit", never.timeout(DAY));
    boolean[] called = {false};
    never.onComplete((value, failure) -> called[0] = failure instanceof BrokenPromiseException);
    verdict.require(called[0], "a callback that is registered after the end is broken at once");
  }

  private void requireRejected(String what, Runnable submission) {
    boolean rejected = false;
    try {
      submission.run();
    } catch (RejectedTaskException expected) {
      rejected = true;
    }
    verdict.require(rejected, "a runtime that has ended takes nothing: " + what);
  }

  private void requireBroken(String what, Future<Integer> future) {
    boolean broken = false;
    try {
      int _ = future.join();
    } catch (BrokenPromiseException expected) {
      broken = true;
    }
    verdict.require(broken, "nobody waits for a runtime that has ended: " + what);
  }
}
