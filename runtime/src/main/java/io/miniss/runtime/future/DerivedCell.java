package io.miniss.runtime.future;

import io.miniss.runtime.shared.Work;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A future that a core has derived from others ({@code map}, {@code all}, {@code timeout}, ...). What
 * settles it are continuations and timers of that core, so the core is the only thread that ever
 * writes it, and stores where a {@link FutureCell} must compare and set. Anybody may look at it; who
 * is not the core and wants to wait sends the continuation there.
 *
 * <p>The core settles all of them before it is gone: each is derived, over others of them, from
 * futures that are none, and what waits for those is broken when the core exits. (The one edge that
 * could close a cycle is that from the future that a function of {@code flatMap} answered, and a {@link
 * Continuations.Forward} is always broken.) So what waits here, on the owner, need not be broken
 * itself. The core's return stack closes after that, so who is refused there finds the result, unless
 * the core gave up on continuations that keep making new ones; then the one who asked is broken by its
 * own core, or by its {@link TerminationGuard}.
 *
 * @param <T> the value's type
 */
final class DerivedCell<T extends @Nullable Object> extends FutureCell<T> {
  private final CoreContext owner;

  /** An incomplete future that {@code owner}, the calling thread's core, will settle. */
  DerivedCell(CoreContext owner) {
    super(owner.runtime());
    this.owner = owner;
  }

  @Override
  boolean settle(Object result, @Nullable CoreContext core) {
    Object seen = getByOwner();
    if (isResult(seen)) {
      return false;
    }
    setRelease(result);
    if (seen != null) {
      Delivery.toAll((Continuation) seen, result, core);
    }
    return true;
  }

  @Override
  void enlist(Continuation c) {
    CoreContext home = c.home;
    if (home == owner) {
      c.waiting = true;
      enlistOnOwner(c);
      return;
    }
    if (home != null) {
      home.beginWait(c);
    }
    Object seen = getAcquire();
    if (!isResult(seen) && !owner.deliver(new Registration(this, c))) {
      seen = getAcquire();
    }
    if (isResult(seen)) {
      Delivery.to(c, Objects.requireNonNull(seen));
    }
  }

  /** On the owner's thread, and only there does a continuation with this home register. */
  private void enlistOnOwner(Continuation c) {
    Object seen = getByOwner();
    if (isResult(seen)) {
      Delivery.to(c, Objects.requireNonNull(seen));
      return;
    }
    WaitList.link(c, (Continuation) seen);
    setRelease(WaitList.isSweepDue(c) ? WaitList.withoutRetired(c, null) : c);
  }

  /** A continuation of another thread on its way to the owner. */
  private static final class Registration extends Work {
    private final DerivedCell<?> cell;
    private final Continuation c;

    Registration(DerivedCell<?> cell, Continuation c) {
      this.cell = cell;
      this.c = c;
    }

    @Override
    public void run() {
      cell.enlistOnOwner(c);
    }
  }
}
