package io.miniss.runtime;

import io.miniss.runtime.cancel.CancellationToken;
import io.miniss.runtime.diagnostics.CoreDiagnostics;
import io.miniss.runtime.future.Future;
import io.miniss.runtime.future.FutureCell;
import io.miniss.runtime.future.Promise;
import io.miniss.runtime.internal.CoreLoop;
import io.miniss.runtime.internal.Task;
import io.miniss.runtime.internal.TaskKind;
import io.miniss.runtime.spi.Clock;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.RejectedTaskException;
import io.miniss.runtime.task.TaskOptions;
import io.miniss.runtime.util.Durations;
import io.miniss.runtime.util.Registration;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * One core of a {@link MultiCoreRuntime}, as code that runs on it sees it. Unless a method says "any
 * thread", it is for tasks, fibers, continuations and timers of this very core and throws {@link
 * IllegalStateException} elsewhere. Two objects for the same core are equal.
 */
public final class Core {
  private final CoreLoop loop;

  Core(CoreLoop loop) {
    this.loop = loop;
  }

  /**
   * The core that the calling code runs on.
   *
   * @throws IllegalStateException outside any core
   */
  public static Core current() {
    CoreLoop here = CoreLoop.current();
    if (here == null) {
      throw new IllegalStateException(
          "there is no current core: thread "
              + Thread.currentThread().getName()
              + " does not run code of a core");
    }
    return new Core(here);
  }

  /** Whether the calling code runs on a core. Any thread. */
  public static boolean isCurrent() {
    return CoreLoop.current() != null;
  }

  /**
   * The token of the task that the calling code belongs to.
   *
   * @throws IllegalStateException outside any task, for example in a continuation
   */
  public static CancellationToken currentToken() {
    CoreLoop here = CoreLoop.current();
    Task<?> task = here == null ? null : here.currentTask();
    if (task == null) {
      throw new IllegalStateException("there is no current task, so no cancellation token");
    }
    return task;
  }

  /** The core's number, from 0. Any thread. */
  public int index() {
    return loop.index();
  }

  /**
   * The runtime that the core belongs to. Any thread. What this returns equals the object that {@link
   * MultiCoreRuntime.Builder#start} returned and does the same; a runtime whose original object is
   * dropped without {@code close} is shut down, also if this one is still used.
   */
  public MultiCoreRuntime runtime() {
    return new MultiCoreRuntime(loop.group());
  }

  /** Where the core takes the time from. Any thread. */
  public Clock clock() {
    return loop.group().config().clock();
  }

  /** Where the core gets its threads from. Any thread. */
  public Scheduler scheduler() {
    return loop.group().scheduler();
  }

  /** The core's counters. Any thread. */
  public CoreDiagnostics diagnostics() {
    return loop.diagnostics();
  }

  /**
   * Sends {@code task} to core {@code target} and returns its result. Never blocks: while the
   * target's queue is full the task waits in a bounded backlog of this core, and when that is full the
   * future fails with {@link RejectedTaskException}; if nobody looks at that future, the failure handler
   * is told, together for all such futures, at most once in a grace period. Tasks from one core to one core start in the
   * order they were sent.
   *
   * @throws IllegalArgumentException if there is no core {@code target}
   */
  public <T extends @Nullable Object> Future<T> submit(int target, Callable<? extends T> task) {
    requireHere("submit");
    try {
      JoinHandle<T> handle =
          loop.group().spawn(TaskKind.PLAIN, TaskOptions.defaults().on(target), task);
      return handle.future();
    } catch (RejectedTaskException rejected) {
      return loop.rejected(rejected);
    }
  }

  /**
   * Spawns a task on this core. Any thread.
   *
   * @throws RejectedTaskException as {@link MultiCoreRuntime#spawn(Callable)}
   */
  public <T extends @Nullable Object> JoinHandle<T> spawn(Callable<? extends T> task) {
    return loop.group().spawnOn(loop.index(), task);
  }

  /** As {@link #spawn(Callable)}, without a result. */
  public JoinHandle<@Nullable Void> spawn(Runnable task) {
    return spawn(MultiCoreRuntime.callable(task));
  }

  /**
   * Spawns a fiber on this core; see {@link Fiber}. Any thread.
   *
   * @throws RejectedTaskException as {@link MultiCoreRuntime#spawn(Callable)}
   * @throws IllegalStateException as {@link MultiCoreRuntime#spawnFiber(Callable)}
   */
  public <T extends @Nullable Object> JoinHandle<T> spawnFiber(Callable<? extends T> fiber) {
    return loop.group().spawn(TaskKind.FIBER, onThisCore(), fiber);
  }

  /** As {@link #spawnFiber(Callable)}, without a result. */
  public JoinHandle<@Nullable Void> spawnFiber(Runnable fiber) {
    return spawnFiber(MultiCoreRuntime.callable(fiber));
  }

  /**
   * Runs {@code action} on this core and forgets it: there is no handle, no id and no result. What it throws
   * reaches the failure handler at once. It is counted in the shutdown report, and shutdown waits for it,
   * like a task. Actions and tasks from one thread to one core start in the order they were sent. Any
   * thread.
   *
   * @throws RejectedTaskException as {@link MultiCoreRuntime#spawn(Callable)}; the action does not run
   */
  public void execute(Runnable action) {
    Objects.requireNonNull(action, "action");
    CoreLoop here = CoreLoop.current();
    if (here != loop || !loop.executeIfRoom(action)) {
      loop.group().execute(here, loop.index(), action);
    }
  }

  private TaskOptions onThisCore() {
    return TaskOptions.defaults().on(loop.index());
  }

  /** An incomplete promise, which any thread may complete. Any thread. */
  public <T extends @Nullable Object> Promise<T> newPromise() {
    return loop.group().newPromise();
  }

  /**
   * An incomplete promise that only code on this core completes: tasks, fibers, timers and continuations. It
   * needs no atomic operation, so it is faster than {@link #newPromise}. Its future is as any other: every thread
   * may wait for it and register continuations. Its completing methods throw an {@link IllegalStateException}
   * elsewhere.
   */
  public <T extends @Nullable Object> Promise<T> newLocalPromise() {
    requireHere("newLocalPromise");
    return FutureCell.promiseLocalTo(loop);
  }

  /**
   * Calls {@code action} once, at least {@code delay} from now. Timers fire in the order of their
   * deadlines, ties in the order of creation; never early, and late by what else the core is doing.
   * What {@code action} throws reaches the failure handler. Timers that have not fired when the
   * runtime stops never do.
   *
   * @return closing it cancels the timer; on this core at once, elsewhere as soon as this core looks
   * @throws IllegalArgumentException if {@code delay} is negative
   */
  public Registration after(Duration delay, Runnable action) {
    requireHere("after");
    return loop.after(
        Durations.nanos("delay of a timer", delay), Objects.requireNonNull(action, "action"));
  }

  /**
   * Calls {@code action} every {@code period}, first one period from now. A tick that the core was
   * too busy for is skipped, not made up for.
   *
   * @return as of {@link #after}
   * @throws IllegalArgumentException if {@code period} is not positive
   */
  public Registration every(Duration period, Runnable action) {
    requireHere("every");
    long nanos = Durations.nanos("period of a timer", period);
    if (nanos == 0) {
      throw new IllegalArgumentException("the period of a timer must be positive: " + period);
    }
    return loop.every(nanos, Objects.requireNonNull(action, "action"));
  }

  @SuppressWarnings("NullAway") // null is the only value of @Nullable Void, and T may be nullable
  private static void complete(FutureCell<@Nullable Void> awake) {
    awake.tryComplete(null);
  }

  /** A future that completes at least {@code delay} from now. */
  public Future<@Nullable Void> sleep(Duration delay) {
    requireHere("sleep");
    FutureCell<@Nullable Void> awake = FutureCell.localTo(loop);
    var _ = loop.after(Durations.nanos("delay of sleep", delay), () -> complete(awake));
    return awake;
  }

  private void requireHere(String what) {
    if (!loop.isCurrent()) {
      throw notHere(what);
    }
  }

  private IllegalStateException notHere(String what) {
    CoreLoop here = CoreLoop.current();
    return new IllegalStateException(
        what
            + " of core "
            + loop.index()
            + " must be called on that core, and the caller is "
            + (here == null ? "outside any core" : "on core " + here.index())
            + ": spawn a task there that calls it");
  }

  /** Whether {@code other} is the same core of the same runtime. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Core core && core.loop == loop;
  }

  @Override
  public int hashCode() {
    return loop.index();
  }

  @Override
  public String toString() {
    return "core " + loop.index();
  }
}
