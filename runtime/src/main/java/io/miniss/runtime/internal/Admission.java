package io.miniss.runtime.internal;

import io.miniss.runtime.cancel.CancellationScope;
import io.miniss.runtime.future.CoreContext;
import io.miniss.runtime.future.Timeout;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.RejectedTaskException;
import io.miniss.runtime.task.TaskId;
import io.miniss.runtime.task.TaskOptions;
import io.miniss.runtime.util.Durations;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * How a task gets into the runtime: it is counted in, sent to a core and given its deadline; if there is no
 * room for it, it is withdrawn and has run no code. Any thread: a core of this runtime, or an external
 * thread, which may wait for room.
 */
final class Admission {
  private final RuntimeState runtime;
  private final Termination termination;
  private final int coreCount;
  private final ExternalSender external;

  Admission(RuntimeState runtime, int coreCount, ExternalSender external) {
    this.runtime = runtime;
    this.termination = runtime.termination();
    this.coreCount = coreCount;
    this.external = external;
  }

  /**
   * Spawns a task.
   *
   * @throws RejectedTaskException as promised by the public API
   */
  <T extends @Nullable Object> JoinHandle<T> spawn(
      TaskKind kind, TaskOptions options, Callable<? extends T> body) {
    return Objects.requireNonNull(
        admit(kind, options, body, WhenFull.WAIT_OR_REJECT), "without room it has thrown");
  }

  /**
   * Spawns a task if there is room for it now.
   *
   * @return the handle, or null if there is no room
   * @throws RejectedTaskException if the runtime is shutting down
   */
  <T extends @Nullable Object> @Nullable JoinHandle<T> trySpawn(
      TaskKind kind, TaskOptions options, Callable<? extends T> body) {
    return admit(kind, options, body, WhenFull.RETURN);
  }

  private <T extends @Nullable Object> @Nullable JoinHandle<T> admit(
      TaskKind kind, TaskOptions options, Callable<? extends T> body, WhenFull whenFull) {
    Objects.requireNonNull(options, "options");
    Objects.requireNonNull(body, "task");
    if (kind == TaskKind.FIBER) {
      runtime.scheduler().requireFibers();
    }
    int target = options.core().orElse(-1);
    if (target >= coreCount) {
      throw new IllegalArgumentException(
          "the number of a core must be less than the number of cores, " + coreCount + ": "
              + target);
    }
    CoreLoop here = here();
    long id =
        here == null ? TaskId.bitsExternal(termination.admitExternal()) : here.intake().admit();
    CoreContext owner = here != null && here.index() == target ? here : null;
    Task<T> task =
        kind == TaskKind.FIBER
            ? new FiberTask<>(runtime, owner, id, options.name(), body)
            : new Task<>(runtime, owner, id, options.name(), body);
    CancellationScope scope = options.scope();
    if (scope != null) {
      task.joinScope(scope);
    }
    if (!send(task, target, here, whenFull)) {
      return null;
    }
    Duration deadline = options.deadline();
    if (deadline != null) {
      keepDeadline(task, deadline, here);
    }
    return task;
  }

  /**
   * Runs {@code action} on core {@code target}; nobody gets a handle of it.
   *
   * @param calling the core, of any runtime, that the caller is, or null
   * @throws RejectedTaskException as {@link #spawn}
   */
  void execute(@Nullable CoreLoop calling, int target, Runnable action) {
    CoreLoop here = ofThisRuntime(calling);
    if (here == null) {
      long _ = termination.admitExternal();
    } else {
      here.intake().countIn();
    }
    boolean isAccepted = false;
    try {
      if (here == null) {
        external.send(action, target);
      } else if (!here.outgoing().send(action, target)) {
        throw rejected(ExecutedAction.label(target), here, target);
      }
      isAccepted = true;
    } finally {
      if (!isAccepted) {
        termination.countWithdrawn(here);
      }
    }
  }

  private static RejectedTaskException rejected(String label, CoreLoop here, int target) {
    return new RejectedTaskException(
        label + " was rejected: " + here.outgoing().fullText(target));
  }

  /**
   * Sends {@code task}. If there is no room it is withdrawn, unless its scope has cancelled it meanwhile:
   * such a task has ended and is counted as cancelled, so the caller gets its handle.
   */
  private boolean send(Task<?> task, int target, @Nullable CoreLoop here, WhenFull whenFull) {
    boolean accepted = false;
    RejectedTaskException rejection = null;
    try {
      accepted =
          here == null
              ? external.send(task, target, whenFull)
              : here.outgoing().send(task, target);
      if (!accepted && whenFull == WhenFull.WAIT_OR_REJECT) {
        rejection = rejected(task.label(), Objects.requireNonNull(here), target);
      }
    } catch (RejectedTaskException noRoom) {
      rejection = noRoom;
    } finally {
      if (!accepted) {
        accepted = !task.withdraw();
        if (!accepted) {
          termination.countWithdrawn(here);
        }
      }
    }
    if (!accepted && rejection != null) {
      throw rejection;
    }
    return accepted;
  }

  private void keepDeadline(Task<?> task, Duration deadline, @Nullable CoreLoop here) {
    Timeout timeout =
        new Timeout(
            task,
            Durations.nanos("deadline of a task", deadline),
            () -> task.cancelAtDeadline(deadline));
    if (here != null) {
      timeout.run();
    } else {
      // Refused only when the runtime has terminated, and then the task has ended.
      runtime.runOnSomeCore(timeout);
    }
  }

  /** The core of this runtime that the caller is, or null. */
  @Nullable CoreLoop here() {
    return ofThisRuntime(CoreLoop.current());
  }

  private @Nullable CoreLoop ofThisRuntime(@Nullable CoreLoop core) {
    return core != null && core.runtime() == runtime ? core : null;
  }
}
