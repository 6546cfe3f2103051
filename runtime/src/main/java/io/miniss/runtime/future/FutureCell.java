package io.miniss.runtime.future;

import io.miniss.runtime.shared.PhasedCell;
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
 * Promise} and {@link Future}.
 *
 * <h2>The shared word</h2>
 *
 * <table>
 * <caption>Values of the reference</caption>
 * <tr><th>value</th><th>meaning</th><th>next</th></tr>
 * <tr><td>null</td><td>incomplete, nobody waits</td><td>list, result</td></tr>
 * <tr><td>{@link Continuation}</td><td>incomplete, head of the list, newest first</td>
 * <td>longer list, null (while it is swept), result</td></tr>
 * <tr><td>{@link Link}</td><td>the same future as another; only what {@code flatMap} returns, and
 * futures of one core</td><td>another link, null (a cycle of links was cut)</td></tr>
 * <tr><td>{@link Failure}</td><td>failed</td><td>none</td></tr>
 * <tr><td>anything else</td><td>the value; see {@link Results}</td><td>none</td></tr>
 * </table>
 *
 * <p>Every change is a compare-and-set, unless a core owns the future: then that core alone changes it, see
 * {@link OwnableCell}. The change that stores a result takes the whole list with it, so each continuation is
 * delivered exactly once, by the thread that completed.
 *
 * <h2>Sweeping</h2>
 *
 * A wait that ended for another reason (a time-out, a cancelled fiber, the loser of {@code any})
 * leaves its continuation behind, retired. When a list has at least doubled since its last sweep, the thread
 * that registers takes the list (leaving null: incomplete, nobody waits), drops the retired, and
 * puts it back under what has come meanwhile. Whoever holds the taken list owns its nodes; if the
 * future was completed meanwhile the sweeper delivers them itself.
 *
 * @param <T> the value's type
 */
public class FutureCell<T extends @Nullable Object> extends PhasedCell<Object, Object, Object>
    implements Promise<T>, Future<T> {
  private final RuntimeContext runtime;

  /** An incomplete future of {@code runtime}. */
  public FutureCell(RuntimeContext runtime) {
    this(runtime, null);
  }

  /** An incomplete future of {@code runtime} with a phase for the subclass' use. */
  protected FutureCell(RuntimeContext runtime, @Nullable Object phase) {
    super(runtime.scheduler(), null, phase);
    this.runtime = runtime;
  }

  private FutureCell(Object result) {
    super(DetachedContext.INSTANCE.scheduler(), result, null);
    this.runtime = DetachedContext.INSTANCE;
  }

  static <T extends @Nullable Object> FutureCell<T> completedWith(T value) {
    return new FutureCell<>(Results.encode(value));
  }

  static <T extends @Nullable Object> FutureCell<T> failedWith(Throwable failure) {
    return new FutureCell<>(new Failure(Objects.requireNonNull(failure, "failure")));
  }

  /** The result, also one that is the result of the future this one is linked to; null if none. */
  final @Nullable Object resultOrNull() {
    Object seen = getAcquire();
    if (seen instanceof Link) {
      seen = root().getAcquire();
    }
    return Results.isResult(seen) ? seen : null;
  }

  // ---- links ----

  /**
   * The future at the end of the links that start here, or this one. It may be linked itself the
   * moment after. Any thread.
   */
  final FutureCell<?> root() {
    FutureCell<?> cell = this;
    FutureCell<?> milestone = this;
    int hopsToNext = 1;
    int hops = 0;
    while (cell.getAcquire() instanceof Link link) {
      FutureCell<?> before = cell;
      cell = link.target;
      if (cell == milestone) {
        before.compareAndSet(link, null); // a cycle: see SharedDerivedCell
      } else if (++hops == hopsToNext) {
        milestone = cell;
        hopsToNext *= 2;
        hops = 0;
      }
    }
    return cell;
  }

  /**
   * Makes this the same future as {@code outer}, what {@code flatMap} returned, of which the calling
   * thread runs the continuation: takes over what waits here, too. Returns false, and has done nothing,
   * if the two cannot be linked or this is complete.
   */
  boolean linkTo(FutureCell<?> outer) {
    return false;
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
    return settle(Results.encode(value));
  }

  @Override
  public final boolean tryFail(Throwable failure) {
    return settle(new Failure(Objects.requireNonNull(failure, "failure")));
  }

  /** Fails with an {@link OutOfMemoryError} that tells nothing; allocates nothing. */
  protected final void tryFailWithoutRoom() {
    settle(Results.NO_ROOM);
  }

  /** Stores {@code result} and delivers the continuations, unless a result is there already. */
  final boolean settle(Object result) {
    return settle(result, null);
  }

  /**
   * As {@link #settle(Object)}. With a core, the caller is a continuation of that core, called by its
   * loop, that has nothing left to do: if one alone waits, on the same core, it runs at once instead of
   * going through the ready queue, some levels deep. It still runs from the loop and inside nobody's code.
   */
  boolean settle(Object result, @Nullable CoreContext core) {
    while (true) {
      Object seen = getAcquire();
      if (Results.isResult(seen)) {
        return false;
      }
      if (seen instanceof Link) {
        return root().settle(result, core);
      }
      if (compareAndSet(seen, result)) {
        if (seen != null) {
          Delivery.toAll((Continuation) seen, result, core);
        }
        return true;
      }
    }
  }

  /** Settles with the result of another future; a failure is observed there, not here. */
  final void settleFrom(Object result) {
    settleFrom(result, null);
  }

  final void settleFrom(Object result, @Nullable CoreContext core) {
    settle(result instanceof Failure failure ? new Failure(failure.cause) : result,
        core);
  }

  // ---- registering ----

  /** Calls {@code listener} when this future completes, or now; for the runtime's own use. */
  public final void listen(Listener listener) {
    register(listener);
  }

  /** Delivers {@code c} when this future completes, or now, or when nobody will complete it. */
  void register(Continuation c) {
    if (!isOwn(c) && runtime != DetachedContext.INSTANCE && !isDone()) {
      FutureCell<?> terminated = runtime.terminated();
      if (terminated != this) {
        new TerminationGuard(this, terminated, c).arm();
        return;
      }
    }
    enlist(c);
  }

  /** Whether it needs no guard: who belongs to a core of this runtime is broken by that core. */
  private boolean isOwn(Continuation c) {
    CoreContext home = c.home;
    return home == null ? c.runsInCompletingCall() : home.runtime() == runtime;
  }

  /** Delivers {@code c} when this future completes, or now. */
  void enlist(Continuation c) {
    CoreContext home = c.home;
    if (home != null) {
      home.beginWait(c);
    }
    push(c);
  }

  /** As {@link #enlist}, for one that its home knows to be waiting. */
  void push(Continuation c) {
    FutureCell<?> cell = this;
    while (true) {
      Object seen = cell.getAcquire();
      if (Results.isResult(seen)) {
        c.next = null;
        Delivery.to(c, Objects.requireNonNull(seen));
        return;
      }
      if (seen instanceof Link) {
        cell = cell.root();
        continue;
      }
      Continuation newest = (Continuation) seen;
      WaitList.link(c, newest);
      if (cell.compareAndSet(newest, c)) {
        break;
      }
    }
    if (WaitList.isSweepDue(c)) {
      cell.sweep();
    }
  }

  private void sweep() {
    Continuation kept = null;
    while (true) {
      Object seen = getAcquire();
      if (Results.isResult(seen)) {
        if (kept != null) {
          Delivery.toAll(kept, Objects.requireNonNull(seen), null);
        }
        return;
      }
      if (seen instanceof Link) {
        WaitList.handOver(kept, root()::push);
        return;
      }
      if (seen == null) {
        if (kept == null || compareAndSet(null, kept)) {
          return;
        }
      } else if (compareAndSet(seen, null)) {
        kept = WaitList.withoutRetired((Continuation) seen, kept);
      }
    }
  }

  // ---- the future ----

  /** The runtime this future belongs to. */
  public final RuntimeContext runtime() {
    return runtime;
  }

  @Override
  public final boolean isDone() {
    return resultOrNull() != null;
  }

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
        WaitEnd end = ExternalWait.await(this, TimeLimit.NONE);
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
              ? ExternalWait.await(this, TimeLimit.ofNanos(nanos)) == WaitEnd.DONE
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
      } else if (ExternalWait.awaitInterruptibly(this, TimeLimit.NONE) == WaitEnd.INTERRUPTED) {
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
        end = ExternalWait.awaitInterruptibly(this, TimeLimit.ofNanos(nanos));
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
    return isDone() || ExternalWait.await(this, limit) == WaitEnd.DONE;
  }

  /** Blocks an external thread until this is done, {@code limit} has passed, or an interrupt. */
  public final WaitEnd awaitInterruptibly(TimeLimit limit) {
    return isDone() ? WaitEnd.DONE : ExternalWait.awaitInterruptibly(this, limit);
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
    return here == null ? new FutureCell<>(runtime) : new DerivedCell<>(here);
  }

  /** As above, one that completes after this has. */
  private <R extends @Nullable Object> FutureCell<R> derivedFromThis(@Nullable CoreContext here) {
    return this instanceof EndCell<?> end
        ? new EndCell<>(here == null ? runtime : here.runtime(), end.ending())
        : derived(here, runtime);
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
    FutureCell<R> target =
        here == null && !(this instanceof EndCell<?>)
            ? new SharedDerivedCell<>(runtime)
            : derivedFromThis(here);
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
    register(new Continuations.Callback<>(CoreContext.current(), this, callback));
  }

  @Override
  public final Future<T> timeout(Duration limit) {
    long nanos = Durations.nanos("limit of timeout", limit);
    if (isDone()) {
      return this;
    }
    CoreContext here = CoreContext.current();
    FutureCell<T> target = derived(here, runtime);
    Timeout timeout =
        new Timeout(
            this,
            nanos,
            () -> target.tryFail(new TimeoutException("no result within " + limit)),
            target);
    if (here != null) {
      timeout.run();
    } else if (!runtime.runOnSomeCore(timeout)) {
      target.tryFail(new BrokenPromiseException("the runtime has terminated: no timer can run"));
    }
    return target;
  }

  @Override
  public final CompletionStage<T> toCompletionStage() {
    return Stages.stageOf(this);
  }

  @Override
  public String describe() {
    return "future #" + locationId();
  }
}
