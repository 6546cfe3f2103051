package io.miniss.scenarios.crossings;

import io.miniss.runtime.Core;
import io.miniss.runtime.Fiber;
import io.miniss.runtime.future.Promise;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.TaskOptions;
import io.miniss.runtime.util.Registration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/** What would go on for ever if a core did not come to something else meanwhile. */
final class ServingFeatures {
  /** More than a core may start of one source before what waits in another. */
  private static final int CROWD = 14;

  private static final int WAITING = 6;

  static final List<Feature> ALL =
      List.of(
          Feature.fiber("yield", strand -> Fiber.yieldNow()),
          Feature.fiber("yield until a timer", ServingFeatures::yieldUntilTimer),
          new Feature("yield until a task",
              strand -> strand.kind == Strand.Kind.FIBER && !strand.run.someWaitForStop(),
              ServingFeatures::yieldUntilTask),
          new Feature("yield until a callback",
              strand -> strand.kind == Strand.Kind.FIBER && !strand.isDeep(),
              ServingFeatures::yieldUntilCallback),
          Feature.client("yield on every core", ServingFeatures::yieldEverywhere),
          Feature.client("crowd", ServingFeatures::crowd),
          new Feature("fill the own core", strand -> strand.isOnCore() && !strand.isDeep(),
              ServingFeatures::fillOwnCore));

  private ServingFeatures() {}

  private static void yieldUntilTimer(Strand strand) {
    boolean[] fired = {false};
    Registration timer =
        Core.current().after(strand.shortTime(1_000), () -> fired[0] = true);
    try {
      while (!fired[0]) {
        Fiber.yieldNow();
        strand.pause(100);
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
    if (!strand.run.holders().mayAlwaysBeReady()) {
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
        strand.pause(100);
      }
    } finally {
      strand.run.holders().isNotAlwaysReady();
    }
  }

  static void yieldUntilEnd(Strand strand, JoinHandle<Integer> handle) {
    yieldUntil(strand, () -> handle.state().isEnd());
  }

  private static void yieldUntil(Strand strand, BooleanSupplier isOver) {
    if (!strand.run.holders().mayAlwaysBeReady()) {
      return;
    }
    try {
      while (!isOver.getAsBoolean()) {
        Fiber.yieldNow();
        strand.pause(100);
      }
    } finally {
      strand.run.holders().isNotAlwaysReady();
    }
  }

  /** A stealable task runs although no core is ever idle. */
  private static void yieldEverywhere(Strand strand) {
    AtomicBoolean isOver = new AtomicBoolean();
    try {
      for (int i = 0; i < strand.run.book().cores(); i++) {
        strand.submitWaiting(
            i,
            TaskOptions.defaults(),
            null,
            fiber -> yieldUntil(fiber, isOver::get));
      }
      strand.run.world().work(strand.shortTime(3_000)); // they may begin
      strand.awaitEnd(
          strand.submit(Strand.Way.SPAWN, false, -1, TaskOptions.defaults(), null, true));
    } finally {
      isOver.set(true);
    }
  }

  /** Actions of a core for itself, for some of which there is no room; each that runs hands over one more. */
  private static void fillOwnCore(Strand strand) {
    int core = strand.here();
    int actions = strand.run.book().roomForItself() + 1;
    strand.run.book().allow(2 * actions);
    for (int i = 0; i < actions; i++) {
      strand.execute(core, false, action -> action.execute(core, false, last -> {}));
    }
  }

  /** More and more tasks for a core that has timers due, and tasks of its own, which come to their turn. */
  private static void crowd(Strand strand) {
    int target = strand.anyCore();
    strand.submitAction(
        target,
        first -> {
          for (int i = 0; i < WAITING; i++) {
            TimeFeatures.startOnce(first, 500L + first.random.nextInt(2_000), () -> {});
          }
          TaskFeatures.submitInARow(first, target, WAITING);
        });
    strand.run.world().work(strand.shortTime(2_000)); // it may begin
    TaskFeatures.submitInARow(strand, target, CROWD);
  }
}
