package io.miniss.runtime.internal;

import io.miniss.runtime.future.Continuation;
import io.miniss.runtime.future.CoreContext;
import io.miniss.runtime.shared.SharedFlag;
import io.miniss.runtime.shared.Statistic;
import io.miniss.runtime.shared.Work;
import io.miniss.runtime.spi.Mark;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.runtime.timer.PeriodicTimer;
import io.miniss.runtime.timer.Timer;
import io.miniss.runtime.timer.TimerQueue;
import io.miniss.runtime.util.Registration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What runs on one core now, and what the code that runs needs of its core: starting and ending tasks,
 * timers, and the turns that the threads of the core share. {@link CoreLoop} decides what runs next. The
 * core's own thread only, unless a method says otherwise.
 */
abstract class RunningCore extends CoreContext implements Task.Host {
  private final int index;
  private final RuntimeState runtime;
  private final Scheduler scheduler;
  private final boolean marking;
  private final SharedFlag stopRequested;
  private final TaskCounts counts;
  private final CoreView view;
  private final RunningTask runningTask;
  private final Statistic tasksRun;
  private final TimerQueue timers = new TimerQueue();
  private final FailureWatch failures;
  private final RejectionWatch rejections;
  /** 1 while an action runs that has no task, since nobody has asked for it. */
  private final Statistic inAction;

  private final String actionLabel;

  /** How many callbacks were marked. */
  private long callbacks;

  /** A thread that this core carries has called {@code System.exit}, and ends the process. */
  private boolean carriesExit;

  @SuppressWarnings("this-escape") // the watches keep it for later
  RunningCore(RuntimeState runtime, CorePort port, int index) {
    this.index = index;
    this.runtime = runtime;
    scheduler = runtime.scheduler();
    marking = scheduler.wantsMarks();
    stopRequested = runtime.termination().stopFlag();
    counts = new TaskCounts(scheduler, "core " + index);
    view = new CoreView(scheduler, index, port.wakeFlag());
    runningTask = new RunningTask(view.lastRun);
    tasksRun = view.tasksRun;
    inAction = view.inAction;
    actionLabel = ExecutedAction.label(index);
    long graceNanos = runtime.config().limits().failureGraceNanos();
    failures = new FailureWatch(this, timers, graceNanos);
    rejections = new RejectionWatch(this, timers, graceNanos, runtime.failures());
  }

  // ---- any thread ----

  /** The core's number. */
  public final int index() {
    return index;
  }

  @Override
  public final RuntimeState runtime() {
    return runtime;
  }

  final Scheduler scheduler() {
    return scheduler;
  }

  /** What other threads see of this core. */
  final CoreView view() {
    return view;
  }

  /** The name of the core's threads. */
  final String name() {
    return runtime.config().name() + "-core-" + index;
  }

  /** Runs {@code action}, no user code, from the loop; a core that has exited is not asked any more. */
  abstract void request(Runnable action);

  // ---- tasks ----

  /** The task or fiber that runs now, or null in a continuation or a timer. */
  public final @Nullable Task<?> currentTask() {
    if (isInAction()) {
      inAction.setByOwner(0);
      markAction(Mark.TASK_PAUSES);
      ExecutedAction made = new ExecutedAction(runtime, index, () -> {});
      boolean _ = made.begin(this);
      enter(made);
    }
    return enteredTask();
  }

  /**
   * Runs {@code action}, which has no {@link Task}: it gets one when somebody asks for the current task, or
   * when it blocks.
   */
  final void runAction(Runnable action) {
    if (stopRequested.getAcquire()) {
      counts.countCancelled();
      return;
    }
    tasksRun.addByOwner(1);
    inAction.setByOwner(1);
    markAction(Mark.TASK_RUNS);
    Throwable thrown = null;
    try {
      action.run();
    } catch (Throwable e) {
      thrown = e;
    }
    if (!isInAction()) {
      endEntered(thrown);
      return;
    }
    inAction.setByOwner(0);
    markAction(Mark.TASK_PAUSES);
    if (thrown == null) {
      counts.countCompleted();
    } else {
      actionFailed(thrown);
    }
  }

  /** An action that was given a task has ended. */
  private void endEntered(@Nullable Throwable thrown) {
    ExecutedAction made = (ExecutedAction) Objects.requireNonNull(currentTask());
    ended(made, made.end(thrown, index));
    leave();
  }

  private void actionFailed(Throwable thrown) {
    if (Task.endsByCancellation(thrown) && stopRequested.getAcquire()) {
      counts.countCancelled();
      return;
    }
    try {
      enqueue(new FailedAction(thrown)); // the handler is user code, and no part of the action
    } catch (VirtualMachineError noRoom) {
      runtime.reportFailure(thrown, actionLabel);
    }
    counts.countFailed();
  }

  /** The failure of an action on its way to the failure handler. */
  private final class FailedAction extends Work {
    private final Throwable failure;

    FailedAction(Throwable failure) {
      this.failure = failure;
    }

    @Override
    public void run() {
      runtime.reportFailure(failure, actionLabel);
    }
  }

  /** As {@link #currentTask}, but an action gets no task by this. */
  final @Nullable Task<?> enteredTask() {
    return runningTask.get();
  }

  /** What runs now, in words; changes nothing. */
  final String describeRunning() {
    return isInAction() ? actionLabel : BlockedCode.describe(enteredTask());
  }

  private boolean isInAction() {
    return inAction.getByOwner() != 0;
  }

  final void markTimer(Mark mark, Timer timer) {
    if (marking) {
      scheduler.mark(mark, timer);
    }
  }

  @Override
  protected final boolean isDrawn() {
    return marking;
  }

  /** A callback of a future gets marks. */
  @Override
  protected final void runDrawn(Work work) {
    if (!(work instanceof Continuation continuation && continuation.isCallback())) {
      work.run();
      return;
    }
    String label = "callback " + ++callbacks + " of " + this;
    scheduler.mark(Mark.CALLBACK_RUNS, label);
    try {
      work.run();
    } finally {
      scheduler.mark(Mark.CALLBACK_ENDS, label);
    }
  }

  private void markAction(Mark mark) {
    if (marking) {
      scheduler.mark(mark, actionLabel);
    }
  }

  /** Starts {@code task}, unless it is cancelled. */
  final void start(Task<?> task) {
    if (stopRequested.getAcquire()) {
      task.cancel(Termination.STOP_REASON);
    }
    if (task.begin(this)) {
      tasksRun.addByOwner(1);
      run(task);
    }
  }

  /** Runs a task that has begun to its end, or a fiber until it first waits. */
  abstract void run(Task<?> task);

  /** Runs the body of a task that has begun, in the current thread, and counts its end. */
  final void runBody(Task<?> task) {
    ended(task, task.runBody(index));
  }

  /** A task that has begun has ended. */
  final void ended(Task<?> task, TaskEnd end) {
    if (end == TaskEnd.FAILED_UNOBSERVED) {
      failures.watch(task);
    }
    counts.count(end);
  }

  /** From here on {@code task} is the one that runs. */
  final void enter(Task<?> task) {
    runningTask.enter(task);
    if (marking) {
      scheduler.mark(Mark.TASK_RUNS, task);
    }
  }

  /** The running task has ended or left the core. */
  final void leave() {
    if (marking) {
      scheduler.mark(Mark.TASK_PAUSES, Objects.requireNonNull(currentTask()));
    }
    runningTask.leave();
  }

  /** Code of this core has called {@code System.exit} and never returns: ends its task, if it has one. */
  final void givesUpOnExit(@Nullable Task<?> task) {
    if (task != null) {
      ended(task, task.endInExit());
    }
    carriesExit = true;
  }

  final boolean carriesExit() {
    return carriesExit;
  }

  /** The tasks that this core has admitted and that have ended on it. Any thread. */
  public final TaskCounts counts() {
    return counts;
  }

  final FailureWatch failures() {
    return failures;
  }

  final RejectionWatch rejections() {
    return rejections;
  }

  // ---- timers ----

  final TimerQueue timers() {
    return timers;
  }

  @Override
  public final Registration after(long nanos, Runnable action) {
    CoreTimer timer = new CoreTimer(action);
    timers.start(timer, nanos);
    return timer;
  }

  /** Calls {@code action} at least every {@code nanos}. */
  public final Registration every(long nanos, Runnable action) {
    CorePeriodicTimer timer = new CorePeriodicTimer(action, nanos);
    timers.start(timer);
    return timer;
  }

  /** On this core at once, elsewhere by a request. */
  private void cancel(Timer timer) {
    if (isCurrent()) {
      timers.cancel(timer);
    } else if (timer.requestEnd()) {
      request(() -> timers.cancel(timer));
    }
  }

  /** A timer and what cancels it. */
  private final class CoreTimer extends Timer implements Registration {
    CoreTimer(Runnable action) {
      super(action);
    }

    @Override
    public void close() {
      cancel(this);
    }

    @Override
    public String toString() {
      return super.toString() + " of " + RunningCore.this;
    }
  }

  /** A timer that repeats, and what cancels it. */
  private final class CorePeriodicTimer extends PeriodicTimer implements Registration {
    CorePeriodicTimer(Runnable action, long periodNanos) {
      super(action, periodNanos);
    }

    @Override
    public void close() {
      cancel(this);
    }

    @Override
    public String toString() {
      return super.toString() + " of " + RunningCore.this;
    }
  }

  // ---- the threads that run the loop ----

  /** The loop; on the core's own thread and in loop threads, see {@link LoopThreads}. */
  abstract void turnUntilExit();

  /** Performs what the loop has handed over to the thread that can. */
  abstract void execute(Object item);

  abstract boolean hasExited();

  /** Wakes producers before user code runs, which may take any time. */
  abstract void signalServedQueue();

  /** A turn that has had work stops in its middle, and others may end before it. */
  abstract void turnWithWorkStops();

  final void bindCarriedThread() {
    bindCurrentThread(this);
  }

  final long clockNanos() {
    return runtime.clock().nanos();
  }

  @Override
  public final String toString() {
    return "core " + index;
  }
}
