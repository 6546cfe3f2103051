package io.miniss.runtime.future;

import org.jspecify.annotations.Nullable;

/**
 * A future that completes after a runtime has terminated, not before: the runtime's own {@code
 * shutdown()}, and what is derived from it. A fiber of that runtime that waited for it would wait for
 * its own end, so the wait is refused. For the runtime's own use.
 *
 * @param <T> the value's type
 */
public final class EndCell<T extends @Nullable Object> extends FutureCell<T> {
  private final RuntimeContext ending;

  /** A future of {@code ending} that completes when it has terminated. */
  public EndCell(RuntimeContext ending) {
    this(ending, ending, END);
  }

  /** One of {@code runtime} that completes after {@code ending} has terminated. */
  EndCell(RuntimeContext runtime, RuntimeContext ending) {
    this(runtime, ending, AFTER_END);
  }

  private EndCell(RuntimeContext runtime, RuntimeContext ending, Object phase) {
    super(runtime, null, phase);
    this.ending = ending;
  }

  /** Whose end must come first. */
  public RuntimeContext ending() {
    return ending;
  }

  @Override
  <R extends @Nullable Object> FutureCell<R> derivedFromThis(@Nullable CoreContext here) {
    return new EndCell<>(here == null ? runtime() : here.runtime(), ending);
  }
}
