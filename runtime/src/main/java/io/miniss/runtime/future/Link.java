package io.miniss.runtime.future;

import org.jspecify.annotations.Nullable;

/**
 * Stands in the word of a future that has become the same future as {@link #target}: it has no result
 * and no waiters of its own, both are the target's. Links keep a recursive {@code flatMap} flat: the
 * future that the function returned becomes the future that {@code flatMap} returned, so that no chain
 * of one waiting for the next comes about [1].
 *
 * <p>A link is never in a list and never queued. Between futures of one core it is among what the core
 * breaks when it exits, until the target is settled: the target could be waiting for itself, by way of
 * what its function returned. All futures that became the target share one link.
 *
 * <p>[1] scala.concurrent.impl.Promise, {@code Link}.
 */
final class Link extends Continuation {
  final FutureCell<?> target;

  /** A link to {@code target}, whose core is {@code home}; null if it is a future of no core. */
  Link(@Nullable CoreContext home, FutureCell<?> target) {
    super(home);
    this.target = target;
  }

  /** The core breaks the target. */
  @Override
  void fire(Object result) {
    target.settleFrom(result, home);
  }
}
