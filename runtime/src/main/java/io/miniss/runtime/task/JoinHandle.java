package io.miniss.runtime.task;

import io.miniss.runtime.cancel.CancelOutcome;
import io.miniss.runtime.cancel.CancelledException;
import io.miniss.runtime.future.Future;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A task that was accepted. Any thread may call any method. It is safe to drop a handle: the task
 * runs all the same, and a failure that nobody looks at reaches the runtime's failure handler.
 *
 * @param <T> the result's type
 */
public interface JoinHandle<T extends @Nullable Object> {
  /** The task's id. */
  TaskId id();

  /** Where the task stands now. */
  TaskState state();

  /**
   * Waits for the task's end, as {@link Future#join()}.
   *
   * @throws TaskFailure if it failed: a new one for each call, with its stack trace
   * @throws CancelledException if it was cancelled; a {@link
   *     io.miniss.runtime.cancel.DeadlineExceededException} if a deadline did it
   * @throws IllegalStateException in a plain task on a core, where waiting would block the core that
   *     may have to run the task
   */
  T join();

  /**
   * Waits for the task's end, but not longer than {@code limit}. The task goes on.
   *
   * @throws TimeoutException if it has not ended in time
   */
  T join(Duration limit) throws TimeoutException;

  /**
   * As {@link #join()}, but an interrupt ends the wait of an external thread, not the task; see {@link
   * Future#joinInterruptibly()}.
   *
   * @throws InterruptedException if the external thread is interrupted before or while it waits
   */
  default T joinInterruptibly() throws InterruptedException {
    return future().joinInterruptibly();
  }

  /**
   * As {@link #joinInterruptibly()}, but not longer than {@code limit}.
   *
   * @throws TimeoutException if the task has not ended in time
   */
  default T joinInterruptibly(Duration limit) throws InterruptedException, TimeoutException {
    return future().joinInterruptibly(limit);
  }

  /** The result as a future: a value, a {@link TaskFailure} or a {@link CancelledException}. */
  Future<T> future();

  /**
   * Asks the task to end. A queued task never starts. A running one sees its token, and a fiber that
   * waits is woken. Against completion there is one winner, which {@link #state} and every reader of
   * the future agree on.
   *
   * @param reason for the exception and the reports
   */
  CancelOutcome cancel(String reason);
}
