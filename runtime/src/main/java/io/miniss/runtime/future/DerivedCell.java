package io.miniss.runtime.future;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A future that a core has derived from others ({@code map}, {@code all}, {@code timeout}, ...). What
 * settles it are continuations and timers of that core.
 *
 * <p>The core settles all of them before it is gone: each is derived, over others of them, from
 * futures that are none, and what waits for those is broken when the core exits. (The one edge that
 * could close a cycle is that from the future that a function of {@code flatMap} returned. There is a
 * {@link Continuations.Forward} or a {@link Link}, and these are always broken.)
 *
 * @param <T> the value's type
 */
final class DerivedCell<T extends @Nullable Object> extends OwnableCell<T> {
  private final CoreContext owner;

  /** An incomplete future that {@code owner}, the calling thread's core, will settle. */
  DerivedCell(CoreContext owner) {
    super(owner.runtime(), owner, null);
    this.owner = owner;
  }

  @Override
  boolean settle(Object result, @Nullable CoreContext core) {
    if (getByOwner() instanceof Link first) {
      Link last = lastOf(first);
      last.retire();
      return last.target.settle(result, core);
    }
    return super.settle(result, core);
  }

  @Override
  void enlistOnOwner(Continuation c) {
    if (getByOwner() instanceof Link first) {
      ((DerivedCell<?>) lastOf(first).target).enlistOnOwner(c);
    } else {
      super.enlistOnOwner(c);
    }
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
    if (from == to || Results.isResult(waiting) || Results.isResult(to.getByOwner())) {
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
}
