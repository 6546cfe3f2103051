package io.miniss.runtime.future;

import io.miniss.runtime.shared.Work;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A future that may belong to a core, its owner. Then nobody but the owner settles it and changes the list of
 * what waits, so it stores where a {@link FutureCell} must compare and set. Anybody may look at it. Who is
 * not the owner and wants to wait sends the continuation there. Without an owner it is a {@link FutureCell}.
 * For the runtime's own use.
 *
 * <p>The owner settles all its own before it is gone. So what waits here, on the owner, need not be broken
 * itself. The owner's remote work queue closes after that, so who is refused there finds the result, unless
 * the core gave up on continuations that keep making new ones; then the one who asked is broken by its
 * own core, or by its {@link TerminationGuard}.
 *
 * @param <T> the value's type
 */
public class OwnableCell<T extends @Nullable Object> extends FutureCell<T> {
  private final @Nullable CoreContext owner;

  /** An incomplete future of {@code runtime} that {@code owner} will settle; null means any thread. */
  protected OwnableCell(
      RuntimeContext runtime, @Nullable CoreContext owner, @Nullable Object phase) {
    super(runtime, phase);
    this.owner = owner;
  }

  /** The only thread that settles this, or null. */
  protected final @Nullable CoreContext owner() {
    return owner;
  }

  @Override
  boolean settle(Object result, @Nullable CoreContext core) {
    if (owner == null) {
      return super.settle(result, core);
    }
    Object seen = getByOwner();
    if (Results.isResult(seen)) {
      return false;
    }
    setRelease(result);
    if (seen != null) {
      Delivery.toAll((Continuation) seen, result, core);
    }
    return true;
  }

  @Override
  final void register(Continuation c) {
    if (owner != null && c.home == owner) {
      c.waiting = true;
      enlistOnOwner(c);
    } else {
      super.register(c);
    }
  }

  @Override
  final void push(Continuation c) {
    if (owner == null) {
      super.push(c);
      return;
    }
    if (c.home == owner) {
      enlistOnOwner(c);
      return;
    }
    Object result = resultOrNull();
    if (result == null && !owner.deliver(new RemoteRegistration(this, c))) {
      result = resultOrNull();
    }
    if (result != null) {
      Delivery.to(c, result);
    }
  }

  /** On the owner's thread, and only there does a continuation with this home register. */
  void enlistOnOwner(Continuation c) {
    Object seen = getByOwner();
    if (Results.isResult(seen)) {
      c.next = null;
      Delivery.to(c, Objects.requireNonNull(seen));
      return;
    }
    WaitList.link(c, (Continuation) seen);
    setRelease(WaitList.isSweepDue(c) ? WaitList.withoutRetired(c, null) : c);
  }

  /** A continuation of another thread on its way to the owner. */
  private static final class RemoteRegistration extends Work {
    private final OwnableCell<?> cell;
    private final Continuation c;

    RemoteRegistration(OwnableCell<?> cell, Continuation c) {
      this.cell = cell;
      this.c = c;
    }

    @Override
    public void run() {
      cell.enlistOnOwner(c);
    }
  }
}
