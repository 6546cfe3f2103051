package io.miniss.runtime.future;

import org.jspecify.annotations.Nullable;

/**
 * The writing end of a {@link Future}, to be completed once. Any thread may complete it, unless it is local to a
 * core ({@code Core.newLocalPromise}). Several may try, exactly one wins and everybody sees the winner's result.
 * Continuations of the future never run inside the call that completes it when they belong to a core; see {@link
 * Future}.
 *
 * @param <T> the result's type
 */
public interface Promise<T extends @Nullable Object> {
  /** The reading end; always the same object. */
  Future<T> future();

  /**
   * Completes the future with {@code value}.
   *
   * @throws IllegalStateException if it is complete already
   */
  void complete(T value);

  /**
   * Fails the future with {@code failure}.
   *
   * @throws IllegalStateException if it is complete already
   */
  void fail(Throwable failure);

  /** Completes the future with {@code value} unless it is complete; returns whether it did. */
  boolean tryComplete(T value);

  /** Fails the future with {@code failure} unless it is complete; returns whether it did. */
  boolean tryFail(Throwable failure);
}
