package io.miniss.runtime.internal;

import io.miniss.runtime.diagnostics.CoreDiagnostics;
import io.miniss.runtime.machine.Pinning;
import io.miniss.runtime.shared.OwnerReference;
import io.miniss.runtime.shared.SharedReference;
import io.miniss.runtime.shared.Statistic;
import io.miniss.runtime.shared.WakeFlag;
import io.miniss.runtime.spi.CoreThread;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.runtime.spi.TraceableThread;
import io.miniss.runtime.task.TaskState;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What other threads see of a core: the watch, the diagnostics and the report on tasks that have not
 * ended. The core writes it. Any thread.
 */
final class CoreView {
  private final int index;
  private final WakeFlag wakeFlag;

  /** The task that runs, or ran last. */
  final OwnerReference<Task<?>> lastRun;

  /** Since the drain deadline passed: fibers and blocked tasks that have not ended. */
  final SharedReference<List<Task<?>>> aliveAtStop;

  /** The thread that runs the core's loop, if it is not the core's own. */
  final SharedReference<TraceableThread> loopThread;

  /** User code that has blocked, oldest first. */
  final SharedReference<List<BlockedCode>> blocked;

  final Statistic turns = new Statistic();
  final Statistic tasksRun = new Statistic();

  /** 1 while an action runs that has no {@link Task}, else 0. */
  final Statistic inAction = new Statistic();

  final Statistic stolen = new Statistic();
  final Statistic messages = new Statistic();
  final Statistic parks = new Statistic();
  final Statistic timersFired = new Statistic();
  final Statistic readyHighWater = new Statistic();
  final Statistic backlogHighWater = new Statistic();

  /** Written by the thread that starts the cores. */
  private @Nullable CoreThread thread;

  CoreView(Scheduler scheduler, int index, WakeFlag wakeFlag) {
    this.index = index;
    this.wakeFlag = wakeFlag;
    String me = "core " + index;
    lastRun = new OwnerReference<>(scheduler, "last task run on " + me, null);
    aliveAtStop = new SharedReference<>(scheduler, "fibers alive at the stop of " + me, List.of());
    loopThread = new SharedReference<>(scheduler, "loop thread of " + me, null);
    blocked = new SharedReference<>(scheduler, "blocked code of " + me, List.of());
  }

  void startedOn(CoreThread coreThread) {
    thread = coreThread;
  }

  int index() {
    return index;
  }

  long turns() {
    return turns.getOpaque();
  }

  boolean isAsleep() {
    return wakeFlag.isAsleepVolatile();
  }

  /** What has blocked, oldest first, a moment ago. */
  List<BlockedCode> blocked() {
    return Objects.requireNonNull(blocked.getAcquire());
  }

  /** The task that has the core, or null. */
  @Nullable Task<?> runningTask() {
    Task<?> last = lastRun.getAcquire();
    boolean isRunning =
        last != null
            && last.state() == TaskState.RUNNING
            && blocked().stream().noneMatch(each -> each.task() == last);
    return isRunning ? last : null;
  }

  // ---- stacks ----

  /** The thread in which {@code task} runs on this core, or ran last; null before the core has started. */
  @Nullable TraceableThread threadOf(Task<?> task) {
    TraceableThread own = task.ownThread();
    if (own != null) {
      return own;
    }
    for (BlockedCode each : blocked()) {
      if (each.task() == task) {
        return each.thread();
      }
    }
    return threadOfLoop();
  }

  /** The thread that runs user code of this core which is no fiber; null before the core has started. */
  @Nullable TraceableThread threadOfLoop() {
    TraceableThread loop = loopThread.getAcquire();
    return loop == null ? thread : loop;
  }

  /** What {@code task} does, which runs on this core, or ran last. */
  StackTraceElement[] stackTraceOf(Task<?> task) {
    return stackTrace(threadOf(task));
  }

  /** What user code that is no fiber does on this core now, or the core's own thread. */
  StackTraceElement[] loopStackTrace() {
    return stackTrace(threadOfLoop());
  }

  /** What the core's own thread does, not counting what it carries. */
  StackTraceElement[] ownThreadStackTrace() {
    return stackTrace(thread);
  }

  private static StackTraceElement[] stackTrace(@Nullable TraceableThread traced) {
    return traced == null ? new StackTraceElement[0] : traced.stackTrace();
  }

  /**
   * Whether code of this core waits in {@code System.exit} on the core's own thread.
   *
   * @param carriesThreads whether user code runs in threads that the core's thread carries
   */
  boolean isStoppedByExit(boolean carriesThreads) {
    if (!carriesThreads) {
      return ProcessExit.isCalledIn(ownThreadStackTrace());
    }
    Task<?> last = lastRun.getAcquire();
    return ProcessExit.isCalledAndPinnedIn(loopStackTrace())
        || (last != null && ProcessExit.isCalledAndPinnedIn(stackTraceOf(last)));
  }

  // ---- reports ----

  private boolean isInAction() {
    return inAction.getOpaque() != 0;
  }

  /** What has the core besides a task. */
  String describeOtherCode() {
    return isInAction()
        ? ExecutedAction.label(index)
        : "a continuation, timer or handler";
  }

  /** Adds a line for each task that started on this core and ignores its cancellation. */
  void describeUnfinished(List<String> descriptions) {
    if (isInAction()) {
      describe(ExecutedAction.label(index), loopStackTrace(), descriptions);
    }
    Task<?> running = lastRun.getAcquire();
    if (running != null) {
      describeIfRunning(running, descriptions);
    }
    for (Task<?> alive : Objects.requireNonNull(aliveAtStop.getAcquire())) {
      if (alive != running) {
        describeIfRunning(alive, descriptions);
      }
    }
  }

  private void describeIfRunning(Task<?> task, List<String> descriptions) {
    if (task.state() == TaskState.RUNNING) {
      describe(task.label(), stackTraceOf(task), descriptions);
    }
  }

  private void describe(String what, StackTraceElement[] stack, List<String> descriptions) {
    String where = stack.length == 0 ? "" : " at " + stack[0];
    descriptions.add(what + " ignores its cancellation on core " + index + where);
  }

  /** The counters, each as it was at some moment. */
  CoreDiagnostics diagnostics() {
    CoreThread started = thread;
    return new CoreDiagnostics(
        index,
        started == null ? Pinning.notPinned("the core has not started") : started.pinning(),
        tasksRun.getOpaque(),
        stolen.getOpaque(),
        messages.getOpaque(),
        parks.getOpaque(),
        timersFired.getOpaque(),
        readyHighWater.getOpaque(),
        backlogHighWater.getOpaque(),
        blocked().stream().map(BlockedCode::describe).toList());
  }
}
