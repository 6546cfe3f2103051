package io.miniss.runtime.cancel;

import io.miniss.runtime.future.CoreContext;
import io.miniss.runtime.future.FutureCell;
import io.miniss.runtime.future.Listener;
import io.miniss.runtime.future.RuntimeContext;
import io.miniss.runtime.future.Timeout;
import io.miniss.runtime.util.Durations;
import io.miniss.runtime.util.Registration;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * A group of tasks and scopes that are cancelled together. Any thread may call any method. A scope
 * is cancelled at most once, with one reason; what joins it afterwards is cancelled at once.
 * Children end first from the outside in: a scope's cancellation is visible before its children's.
 */
public final class CancellationScope {
  private final RuntimeContext runtime;
  private final FutureCell<CancelCause> cancelled;

  /** The link to the parent. */
  private Registration membership = Registration.NONE;

  /** A scope of {@code runtime} without a parent; users call the runtime's {@code newScope}. */
  public CancellationScope(RuntimeContext runtime) {
    this.runtime = runtime;
    this.cancelled = FutureCell.cancellationOf(runtime);
  }

  /** A scope that is cancelled with this one, and can be cancelled alone. */
  public CancellationScope child() {
    CancellationScope child = new CancellationScope(runtime);
    child.membership = onCancel(child::cancelFor);
    child.cancelled.register(
        new Listener(null) {
          @Override
          protected void completed() {
            child.leaveParent();
          }
        });
    return child;
  }

  /**
   * Ends the membership in the scope that this is a child of: its cancellation does not reach this one
   * any more, and it remembers nothing of it. For a child that has done its work under a parent that
   * lives on; one that is cancelled leaves by itself. Without a parent, or again, nothing happens.
   */
  public void leaveParent() {
    membership.close();
  }

  /**
   * Cancels the scope and everything in it.
   *
   * @return whether this call did it
   */
  public boolean cancel(String reason) {
    return cancelFor(new CancelCause.Request(reason));
  }

  private boolean cancelFor(CancelCause cause) {
    return cancelled.tryComplete(cause);
  }

  /**
   * Cancels the scope when {@code limit} has passed; its tasks then end with a {@link
   * DeadlineExceededException}.
   *
   * @return this scope
   * @throws IllegalArgumentException if {@code limit} is negative
   */
  public CancellationScope cancelAfter(Duration limit) {
    long nanos = Durations.nanos("limit of cancelAfter", limit);
    Timeout timeout =
        new Timeout(
            cancelled,
            nanos,
            () -> cancelFor(new CancelCause.Deadline("the deadline of " + limit + " passed")));
    CoreContext here = CoreContext.current();
    if (here != null && here.runtime() == runtime) { // the core of another one may end before the scope does
      timeout.run();
    } else if (!runtime.runOnSomeCore(timeout)) {
      cancel("the runtime has terminated");
    }
    return this;
  }

  /** Whether the scope is cancelled. */
  public boolean isCancelled() {
    return cancelled.isDone();
  }

  /**
   * The reason.
   *
   * @throws IllegalStateException if the scope is not cancelled
   */
  public String reason() {
    return cancelled.getNow().reason();
  }

  /**
   * Calls {@code action} with the cause, once, in the call that cancels the scope, or now. For the
   * runtime's own use: the action must not run user code.
   */
  public Registration onCancel(Consumer<CancelCause> action) {
    Listener listener =
        new Listener(null) {
          @Override
          protected void completed() {
            action.accept(cancelled.getNow());
          }
        };
    cancelled.register(listener);
    return listener::retire;
  }
}
