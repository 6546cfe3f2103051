package io.miniss.scenarios.crossings;

import io.miniss.runtime.Core;
import io.miniss.runtime.Fiber;
import io.miniss.runtime.future.Promise;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.TaskOptions;
import io.miniss.runtime.util.Registration;
import java.time.Duration;
import java.util.List;

/** What would go on for ever if a core did not come to something else meanwhile. */
final class ServingFeatures {
  static final List<Feature> ALL =
      List.of(
          Feature.fiber("yield",
              strand -> Fiber.yieldNow()),
          Feature.fiber("yield until a timer",
              ServingFeatures::yieldUntilTimer),
          new Feature("yield until a task",
              strand -> strand.kind == Strand.Kind.FIBER && !strand.run.someWaitForStop(),
              ServingFeatures::yieldUntilTask),
          new Feature("yield until a callback",
              strand -> strand.kind == Strand.Kind.FIBER && !strand.isDeep(),
              ServingFeatures::yieldUntilCallback),
          new Feature("hold the core", strand -> strand.kind == Strand.Kind.TASK,
              ServingFeatures::hold),
          Feature.client("hold a core", ServingFeatures::holdFromOutside));

  private ServingFeatures() {}

  private static void yieldUntilTimer(Strand strand) {
    boolean[] fired = {false};
    Registration timer =
        Core.current().after(strand.shortTime(1_000), () -> fired[0] = true);
    try {
      while (!fired[0]) {
        Fiber.yieldNow();
        strand.run.world().work(Duration.ofNanos(100));
      }
    } finally {
      timer.close();
    }
  }

  private static void yieldUntilTask(Strand strand) {
    TaskRecord other = strand.run.book().anyTask(strand.random);
    TaskRecord me = strand.task;
    JoinHandle<Integer> handle = other == null ? null : other.handle;
    if (handle == null || other == null || me == null || other.number >= me.number) {
      return;
    }
    yieldUntilEnd(strand, handle);
  }

  /** What another core completes comes in although this one is never idle. */
  private static void yieldUntilCallback(Strand strand) {
    if (!strand.run.book().mayAlwaysBeReady()) {
      return;
    }
    try {
      Promise<Integer> promise = strand.run.runtime().newPromise();
      boolean[] called = {false};
      promise.future().onComplete((value, failure) -> called[0] = true);
      TaskRecord task = strand.submitAction(strand.anyCore(), other -> promise.tryComplete(1));
      JoinHandle<Integer> handle = task == null ? null : task.handle;
      while (!called[0]) {
        if (handle == null || handle.state().isEnd()) {
          promise.tryComplete(1); // it was rejected or cancelled
        }
        Fiber.yieldNow();
        strand.run.world().work(Duration.ofNanos(100));
      }
    } finally {
      strand.run.book().isNotAlwaysReady();
    }
  }

  static void yieldUntilEnd(Strand strand, JoinHandle<Integer> handle) {
    if (!strand.run.book().mayAlwaysBeReady()) {
      return;
    }
    try {
      while (!handle.state().isEnd()) {
        Fiber.yieldNow();
        strand.run.world().work(Duration.ofNanos(100)); // or a strategy that is not fair would run this alone
      }
    } finally {
      strand.run.book().isNotAlwaysReady();
    }
  }

  /** Keeps its core until a stealable task has run, which another core has to take. */
  private static void hold(Strand strand) {
    if (!strand.run.book().mayHold(strand.run.isStealing())) {
      return;
    }
    try {
      letOthersSleep(strand);
      TaskRecord task =
          strand.submit(
              Strand.Way.SPAWN, false, -1, TaskOptions.defaults(), null, true);
      JoinHandle<Integer> handle = task == null ? null : task.handle;
      if (handle != null && Core.current().diagnostics().backlogHighWater() == 0) {
        holdUntil(strand, handle); // it stands in a queue where other cores see it
      }
    } finally {
      strand.run.book().holdsNoMore();
    }
  }

  private static void holdUntil(Strand strand, JoinHandle<Integer> handle) {
    while (!handle.state().isEnd() && !Core.currentToken().isCancelled()) {
      strand.run.world().work(Duration.ofNanos(300));
    }
  }

  /** Cores without work sleep by then. */
  private static void letOthersSleep(Strand strand) {
    if (strand.random.nextBoolean()) {
      strand.run.world().work(Duration.ofNanos(20_000));
    }
  }

  /** A client that spawns a stealable task and then holds a core until it has run. */
  private static void holdFromOutside(Strand strand) {
    if (!strand.run.book().mayHold(strand.run.isStealing())) {
      return;
    }
    letOthersSleep(strand);
    TaskRecord task =
        strand.submit(Strand.Way.SPAWN, false, -1, TaskOptions.defaults(), null, true);
    JoinHandle<Integer> handle = task == null ? null : task.handle;
    TaskRecord holder =
        handle == null
            ? null
            : strand.submitHolder(strand.anyCore(), holding -> holdUntil(holding, handle));
    if (holder == null) {
      strand.run.book().holdsNoMore();
    }
  }
}
