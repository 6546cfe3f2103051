package io.miniss.runtime.future;

import org.jspecify.annotations.Nullable;

/**
 * What {@code flatMap} returns outside any core. Any thread may settle it, but only its own
 * continuation does, so it can be linked to another of its kind: see {@link Link}.
 *
 * <h2>Cycles</h2>
 *
 * Two functions that return each other's future ask for something that never completes. If two threads
 * link such a pair at the same instant, neither sees the other's link, and the links form a cycle. Who
 * walks into it takes one link out: {@link FutureCell#root}. What waits there is broken when the
 * runtime terminates, as everything registered outside a core.
 *
 * @param <T> the value's type
 */
final class SharedDerivedCell<T extends @Nullable Object> extends FutureCell<T> {
  SharedDerivedCell(RuntimeContext runtime) {
    super(runtime);
  }

  @Override
  boolean linkTo(FutureCell<?> outer) {
    if (!(outer instanceof SharedDerivedCell<?>) || outer.runtime() != runtime()) {
      return false;
    }
    while (true) {
      FutureCell<?> from = root();
      FutureCell<?> to = outer.root();
      Object seen = from.getAcquire();
      if (from == to || Results.isResult(seen)) {
        return false;
      }
      if (!(seen instanceof Link) && from.compareAndSet(seen, new Link(null, to))) {
        WaitList.handOver((Continuation) seen, to::push);
        return true;
      }
    }
  }
}
