package io.miniss.runtime.future;

import io.miniss.runtime.spi.Awaited;
import io.miniss.runtime.util.Durations;
import io.miniss.runtime.util.TimeLimit;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A promise and its future in one object. For the runtime's own use; everybody else sees {@link
 * Promise} and {@link Future}. What its state is, and who may change it, says {@link ResultCell}.
 *
 * @param <T> the value's type
 */
public class FutureCell<T extends @Nullable Object> extends ResultCell
    implements Promise<T>, Future<T> {

  /** An incomplete future of {@code runtime} that any thread may settle. */
  public FutureCell(RuntimeContext runtime) {
    this(runtime, null, null);
  }

  /**
   * An incomplete future of {@code runtime} that {@code owner} will settle; null means any thread. The phase is
   * the subclass' own.
   */
  protected FutureCell(
      RuntimeContext runtime, @Nullable CoreContext owner, @Nullable Object phase) {
    super(runtime, owner, phase);
  }

  private FutureCell(Object result) {
    super(result);
  }

  /** A promise of {@code runtime}, which any thread may settle. */
  public static <T extends @Nullable Object> FutureCell<T> promiseOf(RuntimeContext runtime) {
    return new FutureCell<>(runtime, null, PROMISE);
  }

  /** A promise of {@code owner}, which only code on that core settles, if any does. Its methods refuse other threads. */
  public static <T extends @Nullable Object> FutureCell<T> promiseLocalTo(CoreContext owner) {
    return new FutureCell<>(owner.runtime(), owner, LOCAL_PROMISE);
  }

  /**
   * An incomplete future of {@code owner} that only code on that core settles, if any does. The promise's
   * methods refuse other threads.
   */
  public static <T extends @Nullable Object> FutureCell<T> localTo(CoreContext owner) {
    return new FutureCell<>(owner.runtime(), owner, LOCAL);
  }

  /** The future of a scope of {@code runtime}, which any thread may settle. */
  public static <T extends @Nullable Object> FutureCell<T> cancellationOf(RuntimeContext runtime) {
    return new FutureCell<>(runtime, null, CANCELLATION);
  }

  static <T extends @Nullable Object> FutureCell<T> completedWith(T value) {
    return new FutureCell<>(Results.encode(value));
  }

  static <T extends @Nullable Object> FutureCell<T> failedWith(Throwable failure) {
    return new FutureCell<>(new Failure(Objects.requireNonNull(failure, "failure")));
  }

  // ---- the promise ----

  @Override
  public final Future<T> future() {
    return this;
  }

  @Override
  public final void complete(T value) {
    if (!tryComplete(value)) {
      throw alreadyComplete("complete it with " + value);
    }
  }

  @Override
  public final void fail(Throwable failure) {
    if (!tryFail(failure)) {
      throw alreadyComplete("fail it with " + failure);
    }
  }

  private IllegalStateException alreadyComplete(String attempt) {
    Object seen = resultOrNull();
    String state = seen instanceof Failure f ? "has failed with " + f.cause : "is complete";
    return new IllegalStateException(
        "a promise is completed once: it " + state + ", cannot " + attempt);
  }

  @Override
  public final boolean tryComplete(T value) {
    requireMaySettle();
    return settle(Results.encode(value));
  }

  @Override
  public final boolean tryFail(Throwable failure) {
    requireMaySettle();
    return settle(new Failure(Objects.requireNonNull(failure, "failure")));
  }

  /** Fails with an {@link OutOfMemoryError} that tells nothing; allocates nothing. */
  protected final void tryFailWithoutRoom() {
    settle(Results.NO_ROOM);
  }

  // ---- the future ----

  @Override
  public final boolean isFailed() {
    return resultOrNull() instanceof Failure;
  }

  @Override
  public final T getNow() {
    Object seen = resultOrNull();
    if (seen == null) {
      throw new IllegalStateException("the future is not complete; join() waits for it");
    }
    return Results.valueOrThrow(seen);
  }

  @Override
  public final Throwable failure() {
    Object seen = resultOrNull();
    if (seen instanceof Failure failure) {
      failure.observed = true;
      return failure.cause;
    }
    throw new IllegalStateException(
        seen != null ? "the future has a value, not a failure" : "the future is not complete");
  }

  /** Whether it has failed with an instance of {@code kind}; does not count as looking at it. */
  public final boolean hasFailedWith(Class<? extends Throwable> kind) {
    return resultOrNull() instanceof Failure failure && kind.isInstance(failure.cause);
  }

  /** Whether it has failed and nobody has looked at the failure. */
  public final boolean isFailureUnobserved() {
    return resultOrNull() instanceof Failure failure && !failure.observed;
  }

  @Override
  public final T join() {
    if (!isDone()) {
      CoreContext here = CoreContext.current();
      if (here == null) {
        WaitEnd end = ExternalWait.await(this, runtime(), TimeLimit.NONE);
        assert end == WaitEnd.DONE : "a wait without a limit ends with the result";
      } else {
        here.await(this);
      }
    }
    return getNow();
  }

  @Override
  public final T join(Duration limit) throws TimeoutException {
    long nanos = Durations.nanos("limit of join", limit);
    if (!isDone()) {
      CoreContext here = CoreContext.current();
      boolean done =
          here == null
              ? ExternalWait.await(this, runtime(), TimeLimit.ofNanos(nanos)) == WaitEnd.DONE
              : here.await(this, nanos);
      if (!done) {
        throw new TimeoutException("no result within " + limit);
      }
    }
    return getNow();
  }

  @Override
  public final T joinInterruptibly() throws InterruptedException {
    if (!isDone()) {
      CoreContext here = CoreContext.current();
      if (here != null) {
        here.await(this);
      } else if (ExternalWait.awaitInterruptibly(this, runtime(), TimeLimit.NONE)
          == WaitEnd.INTERRUPTED) {
        throw interrupted();
      }
    }
    return getNow();
  }

  @Override
  public final T joinInterruptibly(Duration limit) throws InterruptedException, TimeoutException {
    long nanos = Durations.nanos("limit of joinInterruptibly", limit);
    if (!isDone()) {
      CoreContext here = CoreContext.current();
      WaitEnd end;
      if (here == null) {
        end = ExternalWait.awaitInterruptibly(this, runtime(), TimeLimit.ofNanos(nanos));
      } else {
        end = here.await(this, nanos) ? WaitEnd.DONE : WaitEnd.TIME_PASSED;
      }
      if (end == WaitEnd.INTERRUPTED) {
        throw interrupted();
      }
      if (end == WaitEnd.TIME_PASSED) {
        throw new TimeoutException("no result within " + limit);
      }
    }
    return getNow();
  }

  private InterruptedException interrupted() {
    scheduler().currentParker().clearInterrupt();
    return new InterruptedException(
        "interrupted while waiting for the " + describe() + ", which goes on");
  }

  /** Blocks an external thread until this is done (true) or {@code limit} has passed. */
  public final boolean isDoneWithin(TimeLimit limit) {
    return isDone() || ExternalWait.await(this, runtime(), limit) == WaitEnd.DONE;
  }

  /** Blocks an external thread until this is done, {@code limit} has passed, or an interrupt. */
  public final WaitEnd awaitInterruptibly(TimeLimit limit) {
    return isDone() ? WaitEnd.DONE : ExternalWait.awaitInterruptibly(this, runtime(), limit);
  }

  /**
   * A future that the calling thread derives from others: on a core, one that only continuations and
   * timers of this core settle.
   *
   * @param here the core that the calling thread is
   * @param runtime whose future it is if the calling thread is no core
   */
  static <R extends @Nullable Object> FutureCell<R> derived(
      @Nullable CoreContext here, RuntimeContext runtime) {
    return derived(here, runtime, DERIVED);
  }

  static <R extends @Nullable Object> FutureCell<R> derived(
      @Nullable CoreContext here, RuntimeContext runtime, Object phase) {
    return new FutureCell<>(here == null ? runtime : here.runtime(), here, phase);
  }

  /** As {@link #derived}, one that completes after this has. */
  <R extends @Nullable Object> FutureCell<R> derivedFromThis(@Nullable CoreContext here) {
    return derived(here, runtime(), derivation());
  }

  @Override
  public final <R extends @Nullable Object> Future<R> map(
      Function<? super T, ? extends R> function) {
    Objects.requireNonNull(function, "function");
    CoreContext here = CoreContext.current();
    FutureCell<R> target = derivedFromThis(here);
    register(new Continuations.Mapping<>(here, function, target));
    return target;
  }

  @Override
  public final <R extends @Nullable Object> Future<R> flatMap(
      Function<? super T, ? extends Future<? extends R>> function) {
    Objects.requireNonNull(function, "function");
    CoreContext here = CoreContext.current();
    FutureCell<R> target = derivedFromThis(here);
    register(new Continuations.FlatMapping<>(here, function, target));
    return target;
  }

  @Override
  public final Future<T> recover(Function<? super Throwable, ? extends T> function) {
    Objects.requireNonNull(function, "function");
    CoreContext here = CoreContext.current();
    FutureCell<T> target = derivedFromThis(here);
    register(new Continuations.Recovery<>(here, function, target));
    return target;
  }

  @Override
  public final void onComplete(
      BiConsumer<? super @Nullable T, ? super @Nullable Throwable> callback) {
    Objects.requireNonNull(callback, "callback");
    CoreContext here = CoreContext.current();
    RuntimeContext reporting = here == null ? runtime() : here.runtime();
    register(new Continuations.Callback<T>(here, reporting, callback));
  }

  @Override
  public final Future<T> timeout(Duration limit) {
    long nanos = Durations.nanos("limit of timeout", limit);
    if (isDone()) {
      return this;
    }
    CoreContext here = CoreContext.current();
    FutureCell<T> target = derived(here, runtime(), derivation());
    Timeout timeout =
        new Timeout(
            this,
            nanos,
            () -> target.tryFail(new TimeoutException("no result within " + limit)),
            target);
    if (here != null) {
      timeout.run();
    } else if (!runtime().runOnSomeCore(timeout)) {
      target.tryFail(new BrokenPromiseException("the runtime has terminated: no timer can run"));
    }
    return target;
  }

  @Override
  public final CompletionStage<T> toCompletionStage() {
    return Stages.stageOf(this);
  }

  @Override
  public final boolean names(Awaited other) {
    return origin() == other;
  }

  @Override
  public String describe() {
    ResultCell origin = origin();
    return (isPromise() ? "promise #" : "future #") + locationId()
        + (origin == null ? making() : ", derived from " + origin.describe());
  }
}
