package io.miniss.runtime.internal;

import io.miniss.runtime.future.BrokenPromiseException;
import io.miniss.runtime.future.Completion;
import io.miniss.runtime.future.CoreContext;
import io.miniss.runtime.future.Listener;
import io.miniss.runtime.spi.TraceableThread;
import io.miniss.runtime.timer.InternalAction;
import io.miniss.runtime.util.Registration;
import io.miniss.runtime.util.TimeLimit;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A task with a stack of its own: it waits without blocking its core. Its thread runs on the core's
 * thread, in the core's turn, and never changes cores.
 */
final class FiberTask<T extends @Nullable Object> extends Task<T> {
  /** Written by the core that starts it, before the thread exists. */
  private @Nullable CarriedThread stack;

  /** Neighbours in the core's list of started fibers that have not ended. */
  @Nullable FiberTask<?> previousLive;

  @Nullable FiberTask<?> nextLive;

  /** The innermost shield that the fiber is in, or null. */
  private @Nullable Shield shield;

  /** Its core gives up on it. */
  private boolean coreEnds;

  FiberTask(
      RuntimeState runtime,
      @Nullable CoreContext owner,
      long idBits,
      @Nullable String name,
      Callable<? extends T> body) {
    super(runtime, owner, idBits, name, body);
  }

  /** The thread it runs in; its core, before that thread runs. */
  void startIn(CarriedThread created) {
    stack = created;
  }

  private CarriedThread stack() {
    return Objects.requireNonNull(stack, "a fiber has a stack once it has started");
  }

  // ---- cancellation and waiting ----

  @Override
  void wakeToSeeCancellation() {
    CarriedThread started = stack;
    if (started != null && !isShielded()) {
      started.interrupt();
      started.wake();
    }
  }

  private boolean isShielded() {
    return shield != null && shield.isOpen() && !coreEnds;
  }

  /**
   * Its core ends before it does, and serves no timers any more: no shield keeps it. On its core. Each wait that
   * begins afterwards throws.
   */
  void endWaits() {
    if (!coreEnds) {
      coreEnds = true;
      wakeToSeeCancellation();
    }
  }

  /** Ends the wait of a fiber that is cancelled, unless it is shielded. */
  private void throwIfCancelledHere() {
    if (isCancelled() && !isShielded()) {
      throw cancelledException();
    }
  }

  /**
   * Until the registration is closed, or {@code nanos} have passed, a cancellation does not end the waits
   * of this fiber. The fiber itself; registrations are closed in reverse order.
   */
  Registration shield(CoreContext here, long nanos) {
    Shield entered = new Shield(shield);
    Registration timer = here.after(nanos, entered);
    if (isCancelled()) {
      stack().clearInterrupt();
    }
    shield = entered;
    return () -> {
      timer.close();
      if (shield == entered) {
        shield = entered.outer;
      }
      if (isCancelled() && !isShielded()) {
        stack().interrupt(); // what waits next in the JDK is to end at once, as before
      }
    };
  }

  /** On its core: lets a fiber that waits here look at its token and at what it waits for. */
  void wakeIfWaiting() {
    stack().wake();
  }

  void yieldNow() {
    throwIfCancelledHere();
    stack().yieldNow();
  }

  /** Waits until {@code future} is done or {@code limit} has passed; returns whether it is done. */
  boolean await(CoreContext here, Completion future, TimeLimit limit) {
    throwIfCancelledHere();
    if (future.isDone()) {
      return true;
    }
    Arrival arrival = new Arrival(here);
    future.register(arrival);
    Expiry expiry = new Expiry();
    Registration timer =
        limit.isLimited() ? here.after(limit.nanos(), expiry) : Registration.NONE;
    stack().beginWait(future);
    try {
      while (!arrival.arrived && !expiry.passed) {
        leaveCore();
        if (!arrival.arrived) {
          throwIfCancelledHere();
        }
      }
      if (arrival.arrived && !future.isDone()) {
        throw new BrokenPromiseException(
            "the runtime has terminated and nobody completed the promise that task "
                + this
                + " waits for");
      }
      return arrival.arrived;
    } finally {
      stack().endWait();
      arrival.retire();
      timer.close();
    }
  }

  /** Waits until {@code nanos} have passed; a fiber that is cancelled meanwhile takes its timer along. */
  void sleep(CoreContext here, long nanos) {
    throwIfCancelledHere();
    Expiry expiry = new Expiry();
    Registration timer = here.after(nanos, expiry);
    try {
      while (!expiry.passed) {
        leaveCore();
        if (!expiry.passed) {
          throwIfCancelledHere();
        }
      }
    } finally {
      timer.close();
    }
  }

  /** Lets the core run until it wakes this fiber. */
  private void leaveCore() {
    if (!stack().giveBack()) {
      throw new IllegalStateException(
          "fiber "
              + this
              + " waits while a class initializer or a native method is on its stack, so it cannot"
              + " leave "
              + stack().core
              + ", which would have to end the wait: wait before or after that call");
    }
  }

  @Override
  @Nullable TraceableThread ownThread() {
    return stack;
  }

  /** A part of the fiber whose waits are not ended by a cancellation, until its time has passed. */
  private final class Shield implements InternalAction {
    final @Nullable Shield outer;
    private boolean passed;

    Shield(@Nullable Shield outer) {
      this.outer = outer;
    }

    /** Whether the time of this one, and of those around it, has not passed. */
    boolean isOpen() {
      return !passed && (outer == null || outer.isOpen());
    }

    @Override
    public void run() {
      passed = true;
      if (isCancelled()) {
        wakeToSeeCancellation();
      }
    }
  }

  private final class Expiry implements InternalAction {
    boolean passed;

    @Override
    public void run() {
      passed = true;
      wakeIfWaiting();
    }
  }

  private final class Arrival extends Listener {
    boolean arrived;

    Arrival(CoreContext home) {
      super(home);
    }

    @Override
    protected void completed() {
      arrived = true;
      wakeIfWaiting();
    }
  }
}
