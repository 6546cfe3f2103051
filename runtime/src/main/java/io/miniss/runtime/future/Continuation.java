package io.miniss.runtime.future;

import io.miniss.runtime.spi.SharedLocation;
import org.jspecify.annotations.Nullable;

/**
 * What is to happen when a future completes: at once the callback, the node of the future's list,
 * the message that brings it home and the entry in the ready queue, so registering allocates one
 * object and completing none.
 *
 * <p>It is owned in turn by the registering thread, the future's list, the completing thread and its
 * home core; each hand-over is a compare-and-set or a queue.
 */
public abstract class Continuation extends OutstandingWork {
  /** Where it runs; null if it was registered outside any core. */
  final @Nullable HomeCore home;

  /** Position in the future's list, counted from the oldest; grows towards the head. */
  int order;

  /** The list is swept of retired continuations when {@link #order} reaches two to the power of this. */
  byte sweepExponent;

  /** The result, from the completing thread to the home core. */
  @Nullable Object result;

  /**
   * Nobody is interested any more: a sweep may drop it. A plain field on purpose. The only thing
   * that depends on it is how long garbage stays in the list; running a retired continuation is
   * harmless, because {@link #fire} of every kind that retires looks at its own state first.
   */
  boolean retired;

  /** A continuation that belongs to {@code home}, or to no core. */
  protected Continuation(@Nullable HomeCore home) {
    this.home = home;
  }

  /** Does what is to be done with {@code result}, in the encoding of {@link Results}. */
  abstract void fire(Object result);

  /**
   * Whether it runs in the completing call itself. No user code then.
   *
   * @param here the core that the completing thread is, or null
   */
  boolean runsInCompletingCall(@Nullable HomeCore here) {
    return false;
  }

  /** Whether it calls what the program has registered, and that is worth drawing. */
  public boolean isCallback() {
    return false;
  }

  /** Whether a sweep may drop it. Asked by any thread. */
  boolean isDropped() {
    return retired;
  }

  /** Whether giving it a failure means that somebody has looked at the failure. */
  boolean looksAtFailure() {
    return !retired;
  }

  /**
   * The future that it settles, and that nothing else can settle before it; null if there is none, or nobody knows.
   * For reports.
   */
  @Nullable SharedLocation target() {
    return null;
  }

  @Override
  public final void run() {
    HomeCore core = home;
    if (core != null) {
      if (!waiting) {
        return; // the core broke it while it was on its way
      }
      core.endWait(this);
    }
    Object outcome = result;
    if (outcome == null) {
      throw new IllegalStateException("a continuation was queued without its result");
    }
    fire(outcome);
  }

  /**
   * Nobody is interested any more; it does not run if it has not yet. With a home, on that core
   * only.
   */
  public final void retire() {
    retired = true;
    HomeCore core = home;
    if (core != null) {
      core.endWait(this);
    }
  }

  @Override
  final void breakWith(Throwable failure) {
    HomeCore core = home;
    if (core != null) {
      core.endWait(this);
    }
    fire(new Failure(failure));
  }
}
