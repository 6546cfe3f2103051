package io.miniss.scenarios.crossings;

import io.miniss.runtime.Core;
import io.miniss.runtime.Fiber;
import io.miniss.runtime.cancel.CancellationScope;
import io.miniss.runtime.cancel.CancelledException;
import io.miniss.runtime.future.Future;
import io.miniss.runtime.future.Promise;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.TaskOptions;
import io.miniss.runtime.util.Registration;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What code may do with tasks and scopes. */
final class TaskFeatures {
  private static final int BURST = 10;

  static final Duration AGES = Duration.ofDays(10_000);

  static final List<Feature> ALL =
      List.of(
          Feature.anybody("work", strand -> strand.run.world().work(strand.shortTime(3_000))),
          Feature.submitter("spawn anywhere", strand -> spawn(strand, Strand.Way.SPAWN, false, -1)),
          Feature.submitter("spawn placed",
              strand -> spawn(strand, Strand.Way.SPAWN, false, strand.anyCore())),
          Feature.submitter("spawn fiber",
              strand -> spawn(strand, Strand.Way.SPAWN, true,
                  strand.random.nextInt(3) == 0 ? -1 : strand.anyCore())),
          Feature.submitter("try to spawn",
              strand -> spawn(strand, Strand.Way.TRY_SPAWN, false,
                  strand.random.nextBoolean() ? -1 : strand.anyCore())),
          new Feature("submit", strand -> strand.isOnCore() && !strand.isDeep(),
              strand -> spawn(strand, Strand.Way.SUBMIT, false, strand.anyCore())),
          new Feature("submit in a row", strand -> strand.isOnCore() && !strand.isDeep(),
              TaskFeatures::submitInARow),
          Feature.submitter("spawn with a deadline", TaskFeatures::spawnWithDeadline),
          Feature.submitter("spawn in a scope", TaskFeatures::spawnInScope),
          Feature.submitter("burst", TaskFeatures::burst),
          Feature.submitter("execute", strand -> strand.execute(strand.anyCore())),
          Feature.submitter("wait for a deadline", TaskFeatures::waitForDeadline),
          Feature.submitter("wait for the limit of a scope", TaskFeatures::waitForLimit),
          Feature.submitter("wait to be cancelled", TaskFeatures::waitForCancel),
          Feature.client("cancel what a core has started", TaskFeatures::cancelFiberOfCore),
          Feature.anybody("cancel a task", TaskFeatures::cancelTask),
          Feature.fiber("wait although cancelled", TaskFeatures::waitAlthoughCancelled),
          Feature.fiber("be cancelled after a wait", TaskFeatures::beCancelledAfterWait),
          new Feature("look late", strand -> strand.kind == Strand.Kind.FIBER && !strand.isDeep(),
              TaskFeatures::lookLate),
          new Feature("throw the cancellation of another", strand -> strand.task != null,
              TaskFeatures::throwCancellation),
          Feature.anybody("new scope", TaskFeatures::newScope),
          Feature.anybody("cancel a scope", TaskFeatures::cancelScope),
          Feature.anybody("limit a scope", TaskFeatures::limitScope));

  private TaskFeatures() {}

  private static void spawn(Strand strand, Strand.Way way, boolean isFiber, int target) {
    strand.submit(way, isFiber, target, TaskOptions.defaults(), null, false);
  }

  /** Some of which are rejected. */
  private static void submitInARow(Strand strand) {
    int target = strand.anyCore();
    strand.run.book().allow(BURST);
    for (int i = 0; i < BURST; i++) {
      strand.submit(
          Strand.Way.SUBMIT, false, target, TaskOptions.defaults(), null, true);
    }
  }

  private static void spawnWithDeadline(Strand strand) {
    strand.submit(
        Strand.Way.SPAWN,
        strand.random.nextBoolean(),
        strand.anyCore(),
        TaskOptions.defaults().deadline(strand.shortTime(10_000)),
        null,
        false);
  }

  private static void spawnInScope(Strand strand) {
    ScopeRecord scope = strand.run.book().anyScope(strand.random);
    if (scope != null) {
      strand.submit(
          Strand.Way.SPAWN,
          strand.random.nextBoolean(),
          strand.random.nextInt(3) == 0 ? -1 : strand.anyCore(),
          TaskOptions.defaults().within(scope.scope),
          scope,
          false);
    }
  }

  /** Fills a queue. */
  private static void burst(Strand strand) {
    int target = strand.random.nextInt(3) == 0 ? -1 : strand.anyCore();
    TaskRecord last = submitInARow(strand, target, target < 0 ? 2 * BURST : BURST); // more queues
    JoinHandle<Integer> handle = last == null ? null : last.handle;
    if (handle != null && strand.kind == Strand.Kind.FIBER && strand.random.nextBoolean()) {
      ServingFeatures.yieldUntilEnd(strand, handle); // what is in the backlog is sent although the core is never idle
    }
  }

  /** Submits {@code count} tasks that only compute to core {@code target}; answers the last that was accepted. */
  static @Nullable TaskRecord submitInARow(Strand strand, int target, int count) {
    TaskRecord last = null;
    for (int i = 0; i < count; i++) {
      TaskRecord task =
          strand.submit(
              Strand.Way.SPAWN, false, target, TaskOptions.defaults(), null, true);
      if (task != null && last != null && target >= 0 && strand.here() == target
          && Core.current().diagnostics().backlogHighWater() == 0) {
        strand.run.book().follows(task, last);
      }
      last = task == null ? last : task;
    }
    return last;
  }

  /** A fiber that waits for a promise that nobody completes, with a deadline. */
  private static void waitForDeadline(Strand strand) {
    strand.submitWaiting(
        strand.anyCore(),
        TaskOptions.defaults().deadline(strand.shortTime(10_000)),
        null,
        TaskFeatures::awaitNobody);
  }

  /** The same in a scope with a limit. */
  private static void waitForLimit(Strand strand) {
    CancellationScope scope = strand.run.runtime().newScope();
    ScopeRecord record = strand.run.book().newScope(scope, null);
    record.hasLimit = true;
    boolean early = strand.random.nextBoolean();
    Duration limit = strand.shortTime(10_000);
    if (early) {
      scope.cancelAfter(limit);
    }
    strand.submitWaiting(
        strand.anyCore(), TaskOptions.defaults().within(scope), record, TaskFeatures::awaitNobody);
    if (!early) {
      scope.cancelAfter(limit);
    }
  }

  /** The same, cancelled by who has spawned it. */
  private static void waitForCancel(Strand strand) {
    TaskRecord task =
        strand.submitWaiting(strand.anyCore(), TaskOptions.defaults(), null,
            TaskFeatures::awaitNobody);
    JoinHandle<Integer> handle = task == null ? null : task.handle;
    if (task != null && handle != null) {
      strand.run.world().work(strand.shortTime(2_000));
      cancel(strand, task);
    }
  }

  /** A fiber that its own core has started waits; its end is asked for outside, and nothing else ends the wait. */
  private static void cancelFiberOfCore(Strand strand) {
    int core = strand.anyCore();
    AtomicReference<@Nullable TaskRecord> started = new AtomicReference<>();
    Consumer<Strand> wait =
        strand.random.nextBoolean() ? TaskFeatures::awaitNobody : TaskFeatures::sleepForAges;
    strand.awaitEnd(
        strand.submitAction(
            core,
            parent -> started.set(
                parent.submitWaiting(core, TaskOptions.defaults(), null, wait))));
    TaskRecord waiting = started.get();
    if (waiting != null) {
      strand.run.world().work(strand.shortTime(2_000));
      cancel(strand, waiting);
      strand.awaitEnd(waiting);
    }
  }

  static void sleepForAges(Strand strand) {
    Fiber.sleep(AGES);
    strand.run.book().require(false, "nobody sleeps for " + AGES);
  }

  static void awaitNobody(Strand strand) {
    Promise<Integer> never = strand.run.runtime().newPromise();
    int got = Fiber.await(never.future());
    strand.run.book().require(false, "nobody completes a promise by " + got);
  }

  private static void cancelTask(Strand strand) {
    TaskRecord task = strand.run.book().anyTask(strand.random);
    if (task != null) {
      cancel(strand, task);
    }
  }

  static void cancel(Strand strand, TaskRecord task) {
    JoinHandle<Integer> handle = task.handle;
    if (handle != null) {
      String reason = strand.reason();
      strand.run.book().cancels(task, reason);
      strand.run.book().cancelled(task, reason, strand.run.scenario().cancel(handle, reason));
    }
  }

  /** Each wait of a cancelled fiber throws, also one for what is there. */
  private static void waitAlthoughCancelled(Strand strand) {
    TaskRecord me = strand.task;
    if (me == null || me.handle == null) {
      return;
    }
    cancel(strand, me);
    Future<Integer> awaited =
        strand.random.nextBoolean()
            ? Future.completed(1)
            : strand.run.runtime().<Integer>newPromise().future();
    int got = Fiber.await(awaited);
    strand.run.book().require(false, "each wait of a cancelled fiber throws, and not " + got);
  }

  /** A fiber that is cancelled when its wait is over, and before it goes on, has what it waited for. */
  private static void beCancelledAfterWait(Strand strand) {
    TaskRecord me = strand.task;
    if (me == null || me.handle == null) {
      return;
    }
    Promise<Integer> promise = strand.run.runtime().newPromise();
    long nanos = strand.random.nextInt(2_000);
    boolean[] isOver = {false};
    Runnable end =
        strand.callback(
            core -> {
              promise.tryComplete(1);
              isOver[0] = true;
              cancel(core, me);
            });
    // It comes after the end of the sleep. Nobody is to cancel it: the promise would not be completed.
    TimeFeatures.startOnce(strand, nanos + 1, end).registration = Registration.NONE;
    try {
      if (strand.random.nextBoolean()) {
        Fiber.sleep(Duration.ofNanos(nanos));
      } else {
        int _ = Fiber.await(promise.future());
      }
    } catch (CancelledException cancelled) {
      strand.run.book().require(!isOver[0],
          "a cancellation ends no wait that is over: " + strand);
      throw cancelled;
    }
  }

  /** The result of a task that fails is looked at after it has failed, and before that is reported. */
  private static void lookLate(Strand strand) {
    TaskRecord failing =
        strand.submitAction(
            strand.here(),
            task -> {
              throw new PlannedFailure("late look");
            });
    JoinHandle<Integer> handle = failing == null ? null : failing.handle;
    if (failing == null || handle == null) {
      return;
    }
    while (!handle.state().isEnd()) {
      Fiber.yieldNow();
    }
    failing.mayBeLookedAt = true;
    if (handle.future().isFailed() && handle.future().failure() != null) {
      strand.run.book().looked(failing, strand.here());
    }
  }

  /** Who throws on how another task was cancelled has failed. */
  private static void throwCancellation(Strand strand) {
    TaskRecord other = strand.run.book().anyTask(strand.random);
    Future<Integer> future = other == null ? null : other.future;
    TaskRecord me = strand.task;
    if (other == null || future == null || me == null || other == me) {
      return;
    }
    other.mayBeLookedAt = true;
    me.maySeeCancellations = true;
    if (future.isFailed() && future.failure() instanceof CancelledException cancelled) {
      throw cancelled.forThisCaller(); // as join does
    }
  }

  private static void newScope(Strand strand) {
    ScopeRecord parent =
        strand.random.nextInt(3) == 0 ? null : strand.run.book().anyScope(strand.random);
    CancellationScope scope =
        parent == null ? strand.run.runtime().newScope() : parent.scope.child();
    ScopeRecord added = strand.run.book().newScope(scope, parent);
    if (parent != null && strand.random.nextInt(4) == 0) {
      scope.leaveParent();
      strand.run.book().left(added);
    }
  }

  private static void cancelScope(Strand strand) {
    ScopeRecord scope = strand.run.book().anyScope(strand.random);
    if (scope != null) {
      String reason = strand.reason();
      List<Object> members = strand.run.book().beginsToCancel(scope, reason);
      boolean won = scope.scope.cancel(reason);
      strand.run.book().cancelled(scope, reason, won, members);
    }
  }

  private static void limitScope(Strand strand) {
    ScopeRecord scope = strand.run.book().anyScope(strand.random);
    if (scope != null) {
      scope.hasLimit = true;
      scope.scope.cancelAfter(strand.shortTime(10_000));
    }
  }
}
