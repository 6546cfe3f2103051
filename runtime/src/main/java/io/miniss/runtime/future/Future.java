package io.miniss.runtime.future;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A result that will be there once: a value or a failure. Any thread may call any method.
 *
 * <h2>Where continuations run</h2>
 *
 * A function given to {@link #map}, {@link #flatMap}, {@link #recover} or {@link #onComplete}
 *
 * <ul>
 *   <li>registered on a core runs on that core, from its loop: never inside the call that registers
 *       it, and never inside the call that completes the future;
 *   <li>registered outside any core runs on the core that completes the future, from its loop; if no
 *       core completes it (an external thread does, or it was complete already), in the call that
 *       completes or registers.
 * </ul>
 *
 * Continuations that one thread registers on one future before it completes start in the order of
 * registration when they run on the same core. (One that is registered later may overtake those that
 * are on their way; and one of a future with dozens of waiters may, if another thread registers and a
 * third completes in the same instant.) What they throw fails the derived future; what a callback of {@link
 * #onComplete} throws reaches the runtime's failure handler.
 *
 * <p>When the runtime shuts down, every continuation whose future is still incomplete is given a
 * {@link BrokenPromiseException}, one registered outside in the call that ends the runtime, and so is
 * every external thread in {@link #join()}: nobody is left hanging.
 *
 * <h2>Which failure is thrown</h2>
 *
 * {@link #failure}, the functions and the callbacks are given the throwable that the future keeps, the
 * same one each time. {@link #join}, {@link #getNow} and a fiber's {@code await} throw
 *
 * <ul>
 *   <li>a new exception each time for the runtime's own: a {@code TaskFailure} with the id, the core and
 *       the cause of the one that is kept; a {@code CancelledException}, {@code RejectedTaskException} or
 *       {@link BrokenPromiseException} with the one that is kept as its cause. Its stack trace says
 *       which call threw it;
 *   <li>anything else that is unchecked as it is, because a copy would lose what its class adds. All who
 *       ask share one object: its stack trace says where it was created, and who changes it (suppressed
 *       exceptions, the trace) changes it for all;
 *   <li>a checked exception as the cause of a new {@link java.util.concurrent.CompletionException}.
 * </ul>
 *
 * @param <T> the value's type
 */
public interface Future<T extends @Nullable Object> {
  /** A future that is complete with {@code value}. */
  static <T extends @Nullable Object> Future<T> completed(T value) {
    return FutureCell.completedWith(value);
  }

  /** A future that has failed with {@code failure}. */
  static <T extends @Nullable Object> Future<T> failed(Throwable failure) {
    return FutureCell.failedWith(failure);
  }

  /**
   * All values, in the order of {@code futures}, once all are complete; if some failed, the failure
   * of the first of these in that order, also once all are complete.
   */
  static <T extends @Nullable Object> Future<List<T>> all(
      List<? extends Future<? extends T>> futures) {
    return Combination.all(futures);
  }

  /**
   * The value of the first of {@code futures} to succeed; if all fail, the failure of the first in
   * list order. The failures of the others count as looked at.
   *
   * @throws IllegalArgumentException if the list is empty: nothing could ever complete
   */
  static <T extends @Nullable Object> Future<T> any(List<? extends Future<? extends T>> futures) {
    return Combination.any(futures);
  }

  /**
   * The result of a {@link CompletionStage}, as a future of the current core.
   *
   * @throws IllegalStateException outside any core; use the runtime's {@code adopt} there
   */
  static <T extends @Nullable Object> Future<T> from(CompletionStage<T> stage) {
    CoreContext here = CoreContext.current();
    if (here == null) {
      throw new IllegalStateException(
          "Future.from needs a current core, and this thread is outside: use runtime.adopt(stage)");
    }
    return Stages.pass(stage, new FutureCell<>(here.runtime(), null, ResultCell.STAGE));
  }

  /** Whether it is complete, with a value or a failure. */
  boolean isDone();

  /** Whether it has failed. */
  boolean isFailed();

  /**
   * The value, without waiting; a failure is thrown as by {@link #join()}.
   *
   * @throws IllegalStateException if it is not complete
   */
  T getNow();

  /**
   * The failure, without waiting.
   *
   * @throws IllegalStateException if it is not complete or has not failed
   */
  Throwable failure();

  /**
   * Waits for the result. An external thread blocks, a fiber parks; a plain task on a core must not
   * wait and is told so unless the result is there. An interrupt does not end the wait; it is raised
   * again afterwards.
   *
   * @return the value
   * @throws RuntimeException the failure, if unchecked (so does an {@link Error}); a checked one is
   *     wrapped in a {@link java.util.concurrent.CompletionException}. See above for which object
   * @throws BrokenPromiseException if the runtime terminated without a result
   * @throws IllegalStateException in a plain task on a core
   */
  T join();

  /**
   * Waits for the result, but not longer than {@code limit}.
   *
   * @throws TimeoutException if there is no result in time
   * @throws IllegalArgumentException if {@code limit} is negative
   */
  T join(Duration limit) throws TimeoutException;

  /**
   * As {@link #join()}, but an interrupt ends the wait of an external thread. What the future stands for
   * goes on. If the result is there it is returned, interrupted or not. In a fiber this is the same as
   * {@link #join()}: a fiber is woken by its cancellation.
   *
   * @throws InterruptedException if the external thread is interrupted before or while it waits; its
   *     interrupt status is cleared
   */
  T joinInterruptibly() throws InterruptedException;

  /**
   * As {@link #joinInterruptibly()}, but not longer than {@code limit}.
   *
   * @throws TimeoutException if there is no result in time
   * @throws IllegalArgumentException if {@code limit} is negative
   */
  T joinInterruptibly(Duration limit) throws InterruptedException, TimeoutException;

  /** The value through {@code function}; a failure passes unchanged. */
  <R extends @Nullable Object> Future<R> map(Function<? super T, ? extends R> function);

  /**
   * The result of the future that {@code function} returns; a failure passes unchanged.
   *
   * <p>A loop may be written as a function that calls itself and ends in {@code flatMap}: while it
   * runs, nothing is kept of the rounds that have ended if their futures come from {@code flatMap}, all on
   * cores or all outside any core.
   */
  <R extends @Nullable Object> Future<R> flatMap(
      Function<? super T, ? extends Future<? extends R>> function);

  /** The failure through {@code function}; a value passes unchanged. */
  Future<T> recover(Function<? super Throwable, ? extends T> function);

  /** Calls {@code callback} with the value and null, or with null and the failure. */
  void onComplete(BiConsumer<? super @Nullable T, ? super @Nullable Throwable> callback);

  /**
   * This result if it is there within {@code limit}, else a {@link TimeoutException}. The future
   * itself is not cancelled.
   *
   * @throws IllegalArgumentException if {@code limit} is negative
   */
  Future<T> timeout(Duration limit);

  /** A stage that completes with this result; its dependents run where continuations run. */
  CompletionStage<T> toCompletionStage();
}
