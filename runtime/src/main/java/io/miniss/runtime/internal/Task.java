package io.miniss.runtime.internal;

import io.miniss.runtime.cancel.CancelCause;
import io.miniss.runtime.cancel.CancelOutcome;
import io.miniss.runtime.cancel.CancellationScope;
import io.miniss.runtime.cancel.CancellationToken;
import io.miniss.runtime.cancel.CancelledException;
import io.miniss.runtime.future.CoreContext;
import io.miniss.runtime.future.FutureCell;
import io.miniss.runtime.shared.Work;
import io.miniss.runtime.spi.Awaited;
import io.miniss.runtime.spi.InWords;
import io.miniss.runtime.spi.TraceableThread;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.TaskFailure;
import io.miniss.runtime.task.TaskId;
import io.miniss.runtime.task.TaskState;
import io.miniss.runtime.util.Registration;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One task: its future, the handle and the token in one object, because a core that is sent a task
 * pays for each cache line of it.
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
 * The end of a started task is stored by its core alone. How start and cancel compete depends on who made the
 * task:
 *
 * <ul>
 *   <li>A task that a core has made for itself, its owner, may be changed by that core only. It starts with a
 *       plain store. Who cancels it elsewhere stores a request and sends the core a message; whichever the core
 *       sees first, the request when it starts the task or the message, ends it.
 *   <li>Any other task is started and cancelled with one compare-and-set on the phase.
 * </ul>
 *
 * Either way a task that was cancelled while queued never ran.
 *
 * <table>
 * <caption>Values of the phase</caption>
 * <tr><th>value</th><th>meaning</th><th>next</th></tr>
 * <tr><td>{@link TaskState#QUEUED}</td><td>accepted, not started</td><td>core, never ran</td></tr>
 * <tr><td>{@link Host}</td><td>started on this core</td><td>none</td></tr>
 * <tr><td>{@link NeverRan}</td><td>cancelled or rejected while queued</td><td>none</td></tr>
 * </table>
 */
public class Task<T extends @Nullable Object> extends FutureCell<T>
    implements JoinHandle<T>, CancellationToken, InWords {
  /** The core that a task has started on, as its canceller sees it. */
  interface Host {
    /** A task that has started here was asked to end: wakes it, so that it can see that. Any thread. */
    void cancelRequested(Task<?> task);
  }

  private record CancelRequested(CancelCause cause) implements InWords {
    @Override
    public String inWords(Function<@Nullable Object, String> words) {
      return "cancelled: " + cause.reason();
    }
  }

  private record NeverRan(String reason) implements InWords {
    @Override
    public String inWords(Function<@Nullable Object, String> words) {
      return "never ran: " + reason;
    }
  }

  private final long idBits;
  private final Callable<? extends T> body;
  private final @Nullable String name;

  /** The link to its scope; the submitting thread writes it before the task is in a queue. */
  private Registration scopeLink = Registration.NONE;

  /**
   * A task that is queued.
   *
   * @param owner the calling core, if the task is for it alone; else null
   */
  Task(
      RuntimeState runtime,
      @Nullable CoreContext owner,
      long idBits,
      @Nullable String name,
      Callable<? extends T> body) {
    super(runtime, owner, TaskState.QUEUED);
    this.idBits = idBits;
    this.name = name;
    this.body = body;
  }

  /** Is cancelled with {@code scope}; the submitting thread, before the task is in a queue. */
  void joinScope(CancellationScope scope) {
    scopeLink = scope.onCancel(this::cancelFor);
  }

  /** The submitting thread found no room; false if the task has been cancelled meanwhile. */
  boolean withdraw() {
    scopeLink.close();
    return leaveQueue("it was rejected");
  }

  // ---- the handle ----

  @Override
  public TaskId id() {
    return new TaskId(idBits);
  }

  @Override
  public TaskState state() {
    if (isDone()) {
      if (!isFailed()) {
        return TaskState.COMPLETED;
      }
      return hasFailedWith(CancelledException.class) ? TaskState.CANCELLED : TaskState.FAILED;
    }
    Object phase = phaseAcquire();
    if (phase == TaskState.QUEUED) {
      return TaskState.QUEUED;
    }
    return phase instanceof NeverRan ? TaskState.CANCELLED : TaskState.RUNNING;
  }

  @Override
  public CancelOutcome cancel(String reason) {
    return cancelFor(new CancelCause.Request(reason));
  }

  /** As {@link #cancel}, because its deadline passed. */
  final CancelOutcome cancelAtDeadline(Duration deadline) {
    return cancelFor(new CancelCause.Deadline("its deadline of " + deadline + " passed"));
  }

  private CancelOutcome cancelFor(CancelCause cause) {
    if (isDone()) {
      return CancelOutcome.TOO_LATE;
    }
    CoreContext owner = owner();
    if (owner != null && !owner.isCurrent()) {
      if (tryRequest(new CancelRequested(cause))) {
        // Refused only by a core that has terminated, and then the task has ended or was given up on.
        owner.deliver(new RemoteCancel(this));
      }
      return CancelOutcome.REQUESTED;
    }
    if (leaveQueue(cause.reason())) {
      endWithoutStart(cause);
      return CancelOutcome.CANCELLED;
    }
    if (!(phaseAcquire() instanceof Host host)) {
      return CancelOutcome.TOO_LATE; // another canceller won while it was queued
    }
    if (tryRequest(new CancelRequested(cause))) {
      host.cancelRequested(this);
    }
    return CancelOutcome.REQUESTED;
  }

  /** Decides that a queued task never runs; false if it has started, or that was decided before. */
  private boolean leaveQueue(String reason) {
    if (owner() == null) {
      return compareAndSetPhase(TaskState.QUEUED, new NeverRan(reason));
    }
    if (phaseByOwner() != TaskState.QUEUED) {
      return false;
    }
    setPhaseByOwnerRelease(new NeverRan(reason));
    return true;
  }

  /** On the owner: another thread has asked for the end. */
  private void cancelRequestedElsewhere() {
    CancelRequested request = (CancelRequested) requestAcquire();
    if (request != null && leaveQueue(request.cause().reason())) {
      endWithoutStart(request.cause());
    } else if (!isDone() && phaseByOwner() instanceof Host host) {
      host.cancelRequested(this);
    }
  }

  /** The message to the owner of a task that another thread cancels. */
  private static final class RemoteCancel extends Work {
    private final Task<?> task;

    RemoteCancel(Task<?> task) {
      this.task = task;
    }

    @Override
    public void run() {
      task.cancelRequestedElsewhere();
    }

    @Override
    public boolean runsUserCode() {
      return false;
    }
  }

  private void endWithoutStart(CancelCause cause) {
    scopeLink.close();
    tryFail(cause.exception(label()));
    // After the result: when the counts say that all has ended, all continuations are under way.
    runtimeState().countCancelledWhileQueued();
  }

  /** For fibers, which may wait. On the task's core. */
  void wakeToSeeCancellation() {}

  /** Gives the failure to the failure handler. */
  final void reportFailure() {
    runtimeState().reportFailure(failure(), label());
  }

  private RuntimeState runtimeState() {
    return (RuntimeState) runtime();
  }

  // ---- the token ----

  @Override
  public boolean isCancelled() {
    return requestAcquire() != null || runtimeState().isStopRequested();
  }

  @Override
  public void throwIfCancelled() {
    if (isCancelled()) {
      throw cancelledException();
    }
  }

  CancelledException cancelledException() {
    String what = label();
    return requestAcquire() instanceof CancelRequested request
        ? request.cause().exception(what)
        : new CancelledException(what, Termination.STOP_REASON);
  }

  // ---- the core's side ----

  /** Starts the task on {@code host}; false if it was cancelled while queued, and then it never runs. */
  final boolean begin(Host host) {
    if (owner() == null) {
      return compareAndSetPhase(TaskState.QUEUED, host);
    }
    if (phaseByOwner() != TaskState.QUEUED) {
      return false;
    }
    if (requestAcquire() != null) {
      cancelRequestedElsewhere();
      return false;
    }
    setPhaseByOwnerRelease(host);
    return true;
  }

  /** Runs the body on core {@code core} and stores its result. */
  final TaskEnd runBody(int core) {
    try {
      T value = body.call();
      scopeLink.close();
      tryComplete(value);
      return TaskEnd.COMPLETED;
    } catch (Throwable thrown) {
      return endBy(thrown, core);
    }
  }

  /** Stores the result of a body that has thrown {@code thrown}. */
  final TaskEnd endBy(Throwable thrown, int core) {
    scopeLink.close();
    if (!endsByCancellation(thrown) || !isCancelled()) {
      return storeFailure(thrown, core);
    }
    try {
      tryFail(cancelledException());
      return TaskEnd.CANCELLED;
    } catch (VirtualMachineError noRoom) {
      tryFailWithoutRoom();
      return TaskEnd.FAILED;
    }
  }

  /** A cancelled task ends by the token's exception, or by that of the wait that was interrupted. */
  static boolean endsByCancellation(Throwable thrown) {
    return thrown instanceof CancellationException
        || thrown instanceof InterruptedException
        || thrown instanceof ClosedByInterruptException
        || isClosedByInterrupt(thrown)
        || (thrown instanceof InterruptedIOException
            && !(thrown instanceof SocketTimeoutException));
  }

  /** A blocking socket tells in its text alone that the interrupt of its virtual thread has closed it. */
  private static boolean isClosedByInterrupt(Throwable thrown) {
    return thrown instanceof SocketException
        && "Closed by interrupt".equals(thrown.getMessage());
  }

  /** Ends a started task whose body could not even be called. */
  final TaskEnd failToStart(Throwable thrown, int core) {
    scopeLink.close();
    return storeFailure(thrown, core);
  }

  private TaskEnd storeFailure(Throwable thrown, int core) {
    try {
      tryFail(failureOf(thrown, core));
      return isFailureUnobserved() ? TaskEnd.FAILED_UNOBSERVED : TaskEnd.FAILED;
    } catch (VirtualMachineError noRoom) {
      // The heap may still be full of what the task has allocated. It must end all the same.
      tryFailWithoutRoom();
      runtimeState().reportFailure(thrown,
          "a task that failed when there was no room to say which");
      return TaskEnd.FAILED;
    }
  }

  /** What the task's future fails with if the body threw {@code thrown}. */
  Throwable failureOf(Throwable thrown, int core) {
    return new TaskFailure(id(), toString(), core, thrown);
  }

  /** Whether nobody holds the task's handle, so that nobody can look at its failure. */
  boolean isFireAndForget() {
    return false;
  }

  /** The task in messages. */
  String label() {
    return "task " + this;
  }

  /** Ends a started task that has called {@code System.exit}: its body never returns. */
  final TaskEnd endInExit() {
    scopeLink.close();
    tryFail(new CancelledException(label(), "it called System.exit"));
    return TaskEnd.CANCELLED;
  }

  /** The thread that belongs to this task alone, once it has started; null if it runs in its core's loop. */
  @Nullable TraceableThread ownThread() {
    return null;
  }

  /** What the thread is called that belongs to this task alone. */
  final String threadName() {
    return name == null ? id().textAfter("fiber ") : "fiber " + this;
  }

  @Override
  public final String describe() {
    return "outcome of " + label();
  }

  @Override
  public final String inWords(Function<@Nullable Object, String> words) {
    return label();
  }

  /** As {@link io.miniss.runtime.spi.FiberHost#endBefore}, of this task's outcome. */
  final @Nullable Awaited endBefore(Awaited what) {
    return leadsTo(what) ? this : null;
  }

  @Override
  public String toString() {
    TaskId id = new TaskId(idBits);
    return name == null ? id.toString() : id + " \"" + name + '"';
  }
}
