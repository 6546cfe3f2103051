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
 * could close a cycle is that from the future that a function of {@code flatMap} returned. There is a
 * {@link Continuations.Forward} or a {@link Link}, and these are always broken.) So what waits here, on the owner, need not be broken
 * itself. The core's remote work queue closes after that, so who is refused there finds the result, unless
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
    if (seen instanceof Link first) {
      Link last = lastOf(first);
      last.retire();
      return last.target.settle(result, core);
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
    push(c);
  }

  @Override
  void push(Continuation c) {
    if (c.home == owner) {
      enlistOnOwner(c);
      return;
    }
    Object result = resultOrNull();
    if (result == null && !owner.deliver(new Registration(this, c))) {
      result = resultOrNull();
    }
    if (result != null) {
      Delivery.to(c, result);
    }
  }

  /** On the owner's thread, and only there does a continuation with this home register. */
  private void enlistOnOwner(Continuation c) {
    Object seen = getByOwner();
    if (isResult(seen)) {
      c.next = null;
      Delivery.to(c, Objects.requireNonNull(seen));
      return;
    }
    if (seen instanceof Link first) {
      ((DerivedCell<?>) lastOf(first).target).enlistOnOwner(c);
      return;
    }
    WaitList.link(c, (Continuation) seen);
    setRelease(WaitList.isSweepDue(c) ? WaitList.withoutRetired(c, null) : c);
  }

  /** On the owner's thread, where the continuation of a derived {@code outer} runs. */
  @Override
  boolean linkTo(FutureCell<?> outer) {
    if (!(outer instanceof DerivedCell<?> derived) || derived.owner != owner) {
      return false;
    }
    FutureCell<?> from = getByOwner() instanceof Link own ? lastOf(own).target : this;
    Object waiting = from.getByOwner();
    boolean isLinked = outer.getByOwner() instanceof Link;
    Link link =
        isLinked
            ? lastOf((Link) Objects.requireNonNull(outer.getByOwner()))
            : new Link(owner, outer);
    DerivedCell<?> to = (DerivedCell<?>) link.target;
    if (from == to || isResult(waiting) || isResult(to.getByOwner())) {
      return false;
    }
    if (!isLinked) {
      owner.beginWait(link);
    }
    from.setRelease(link);
    WaitList.handOver((Continuation) waiting, to::enlistOnOwner);
    return true;
  }

  /**
   * On the owner's thread: the last link of those that start with {@code first}. Those before it are no
   * longer broken by the core: what their targets have become is.
   */
  private static Link lastOf(Link first) {
    Link last = first;
    while (last.target.getByOwner() instanceof Link next) {
      last.retire();
      last = next;
    }
    return last;
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
