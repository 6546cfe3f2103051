package io.miniss.runtime.internal;

import io.miniss.runtime.cancel.CancelOutcome;
import io.miniss.runtime.cancel.CancellationScope;
import io.miniss.runtime.cancel.CancellationToken;
import io.miniss.runtime.cancel.CancelledException;
import io.miniss.runtime.future.Future;
import io.miniss.runtime.shared.Work;
import io.miniss.runtime.spi.Registration;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.TaskFailure;
import io.miniss.runtime.task.TaskId;
import io.miniss.runtime.task.TaskState;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One task: the entry in a queue, the handle and the token.
 *
 * <h2>States</h2>
 *
 * <pre>
 *              start (core)                   cancel (any thread)
 *   QUEUED ------------------> RUNNING -----------------------------> RUNNING, asked to end
 *     |                           |                                        |
 *     | cancel (any thread)       | end of the body (core)                 |
 *     v                           v                                        v
 *   CANCELLED              COMPLETED | FAILED              COMPLETED | FAILED | CANCELLED
 * </pre>
 *
 * Start and cancel compete with one compare-and-set on the outcome's phase, so a task that was
 * cancelled while queued never ran. The end of a started task is stored by its core alone.
 */
public class Task<T extends @Nullable Object> extends Work
    implements JoinHandle<T>, CancellationToken {
  final RuntimeState runtime;
  final TaskOutcome<T> outcome;
  private final long idBits;
  private final Callable<? extends T> body;
  private final @Nullable String name;

  /** The core that started it; written by that core before it runs the body. */
  @Nullable CoreLoop core;

  /** The link to its scope; the submitting thread writes it before the task is in a queue. */
  private Registration scopeLink = Registration.NONE;

  Task(RuntimeState runtime, long idBits, @Nullable String name, Callable<? extends T> body) {
    this.runtime = runtime;
    this.idBits = idBits;
    this.name = name;
    this.body = body;
    this.outcome = new TaskOutcome<>(runtime, this);
  }

  /** Is cancelled with {@code scope}; the submitting thread, before the task is in a queue. */
  void joinScope(CancellationScope scope) {
    scopeLink = scope.onCancel(this::cancel);
  }

  /** The submitting thread found no room; false if the task has been cancelled meanwhile. */
  boolean withdraw() {
    scopeLink.close();
    return outcome.compareAndSetPhase(
        TaskOutcome.QUEUED, new TaskOutcome.NeverRan("it was rejected"));
  }

  // ---- the handle ----

  @Override
  public TaskId id() {
    return new TaskId(idBits);
  }

  @Override
  public TaskState state() {
    return outcome.state();
  }

  @Override
  public T join() {
    requireOther();
    return outcome.join();
  }

  @Override
  public T join(Duration limit) throws TimeoutException {
    requireOther();
    return outcome.join(limit);
  }

  private void requireOther() {
    CoreLoop here = CoreLoop.current();
    if (here != null && here.currentTask() == this && !outcome.isDone()) {
      throw new IllegalStateException("task " + this + " waits for its own end");
    }
  }

  @Override
  public Future<T> future() {
    return outcome;
  }

  @Override
  public CancelOutcome cancel(String reason) {
    while (true) {
      if (outcome.isDone()) {
        return CancelOutcome.TOO_LATE;
      }
      Object phase = outcome.phaseAcquire();
      if (phase == TaskOutcome.QUEUED) {
        TaskOutcome.NeverRan cancelled = new TaskOutcome.NeverRan(reason);
        if (outcome.compareAndSetPhase(TaskOutcome.QUEUED, cancelled)) {
          endWithoutStart(reason);
          return CancelOutcome.CANCELLED;
        }
      } else if (phase == TaskOutcome.RUNNING) {
        if (outcome.compareAndSetPhase(
            TaskOutcome.RUNNING, new TaskOutcome.AskedToEnd(reason))) {
          wakeToSeeCancellation();
          return CancelOutcome.REQUESTED;
        }
      } else if (phase instanceof TaskOutcome.AskedToEnd) {
        return CancelOutcome.REQUESTED;
      } else {
        return CancelOutcome.TOO_LATE; // another canceller won while it was queued
      }
    }
  }

  private void endWithoutStart(String reason) {
    scopeLink.close();
    outcome.tryFail(new CancelledException("task " + this, reason));
    // After the outcome: when the counts say that all has ended, all continuations are under way.
    runtime.countCancelledWhileQueued();
  }

  /** For fibers, which may be parked. A plain task looks at its token by itself. */
  void wakeToSeeCancellation() {}

  // ---- the token ----

  @Override
  public boolean isCancelled() {
    return outcome.phaseAcquire() instanceof TaskOutcome.AskedToEnd || runtime.isStopRequested();
  }

  @Override
  public void throwIfCancelled() {
    if (isCancelled()) {
      throw cancelledException();
    }
  }

  CancelledException cancelledException() {
    String reason =
        outcome.phaseAcquire() instanceof TaskOutcome.AskedToEnd asked
            ? asked.reason()
            : RuntimeState.STOP_REASON;
    return new CancelledException("task " + this, reason);
  }

  // ---- the core's side ----

  /** Starts the task on {@code here}, unless it was cancelled while queued. */
  @Override
  public final void run() {
    CoreLoop here = CoreLoop.here();
    if (runtime.isStopRequested()) {
      cancel(RuntimeState.STOP_REASON);
    }
    core = here; // before the compare-and-set: whoever sees RUNNING sees the core
    if (outcome.compareAndSetPhase(TaskOutcome.QUEUED, TaskOutcome.RUNNING)) {
      start(here);
    }
  }

  void start(CoreLoop here) {
    here.enter(this);
    try {
      runBody(here);
    } finally {
      here.leave();
    }
  }

  /** Runs the body, stores its end and counts it. */
  final void runBody(CoreLoop here) {
    TaskState end;
    try {
      T value = body.call();
      scopeLink.close();
      outcome.tryComplete(value);
      end = TaskState.COMPLETED;
    } catch (Throwable thrown) {
      scopeLink.close();
      if (thrown instanceof CancellationException && isCancelled()) {
        outcome.tryFail(cancelledException());
        end = TaskState.CANCELLED;
      } else {
        storeFailure(here, thrown);
        end = TaskState.FAILED;
      }
    }
    here.countEnd(end);
  }

  /** Ends a started task whose body could not even be called. */
  final void failToStart(CoreLoop here, Throwable thrown) {
    scopeLink.close();
    storeFailure(here, thrown);
    here.countEnd(TaskState.FAILED);
  }

  private void storeFailure(CoreLoop here, Throwable thrown) {
    outcome.tryFail(new TaskFailure(id(), toString(), here.index(), thrown));
    if (outcome.isFailureUnobserved()) {
      here.watchFailure(this);
    }
  }

  /** What it is doing, for the shutdown report. */
  StackTraceElement[] stackTrace() {
    CoreLoop here = core;
    return here == null ? new StackTraceElement[0] : here.stackTrace();
  }

  @Override
  public String toString() {
    TaskId id = new TaskId(idBits);
    return name == null ? id.toString() : id + " \"" + name + '"';
  }
}
