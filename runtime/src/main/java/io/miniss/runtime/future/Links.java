package io.miniss.runtime.future;

import io.miniss.runtime.shared.Work;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes the future that a function of {@code flatMap} returned, the inner one, the same future as the one
 * that {@code flatMap} returned, the outer one. So a recursive {@code flatMap} stays flat: no chain of
 * futures of which each waits for the next comes about [1]. Only derived futures are linked: nothing but the
 * continuation that links them settles the outer one.
 *
 * <h2>Futures without an owner</h2>
 *
 * Any thread links them. Two functions that return each other's future ask for something that never completes.
 * If two threads link such a pair at the same instant, neither sees the other's link, and the links form a
 * cycle. Who walks into it takes one link out: {@link ResultCell#root}. What waits there is broken when the
 * runtime terminates, as everything registered outside a core.
 *
 * <h2>Futures of cores</h2>
 *
 * The owner of the inner future links it, since it alone changes the word. If that is not the core of the
 * outer one, which runs the continuation, it is sent a request. The links of one core cannot form a cycle: its
 * thread sees a cycle before it closes it. Those of several can, as above. Whoever walks into one sends what
 * it wants to register to the owner of a future in it, which takes its link out.
 *
 * <p>The owner of a future that others are linked to breaks it when it exits. Where two futures cannot be
 * linked, the outer one waits for the inner one, and the core that waits breaks that.
 *
 * <p>A request leads to the end of the links as they are when the owner serves it. So the futures of a loop whose
 * rounds change between cores are linked to the first one, or to one whose own request is still on its way.
 *
 * <p>[1] scala.concurrent.impl.Promise, {@code Link}.
 */
final class Links {
  private Links() {}

  /**
   * Lets {@code outer} have the result of {@code inner}. The calling thread runs the continuation of {@code
   * outer}, on the core that owns it, if one does.
   */
  static void join(ResultCell inner, ResultCell outer) {
    boolean isLinkable =
        inner.isDerived() && outer.isDerived() && inner.runtime() == outer.runtime();
    if (isLinkable && inner.owner() != null && outer.owner() != null) {
      joinOwned(inner, outer);
    } else if (!isLinkable
        || inner.owner() != null
        || outer.owner() != null
        || !linkShared(inner, outer)) {
      forward(inner, outer);
    }
  }

  private static void forward(ResultCell inner, ResultCell outer) {
    CoreContext here = CoreContext.current();
    Forward forward = new Forward(here, outer);
    if (here != null) {
      here.beginWait(forward); // the function may have returned the outer one itself
    }
    inner.register(forward);
  }

  private static boolean linkShared(ResultCell inner, ResultCell outer) {
    while (true) {
      ResultCell from = Objects.requireNonNull(inner.root());
      ResultCell to = Objects.requireNonNull(outer.root());
      Object seen = from.getAcquire();
      if (from == to || Results.isResult(seen)) {
        return false;
      }
      if (!(seen instanceof ResultCell.Link) && from.tryLinkShared(seen, to)) {
        return true;
      }
    }
  }

  /** On the owner of {@code outer}. */
  private static void joinOwned(ResultCell inner, ResultCell outer) {
    Object seen = outer.getByOwner();
    if (Results.isResult(seen)) {
      return; // broken: the core exits
    }
    if (!(seen instanceof ResultCell.Link)) {
      outer.breakAtExit();
    }
    link(inner, outer);
  }

  /** On any core. What is linked to itself, or to a cycle, stays incomplete until it is broken. */
  private static void link(ResultCell inner, ResultCell outer) {
    ResultCell from = inner.root();
    ResultCell to = outer.root();
    if (from == null || to == null || from == to) {
      return;
    }
    CoreContext owner = Objects.requireNonNull(from.owner());
    if (owner.isCurrent()) {
      linkByOwner(from, to);
    } else {
      linkFromAfar(from, owner, to);
    }
  }

  /** On another core than {@code owner}. A result that is there is taken: an answer might come after the own end. */
  private static void linkFromAfar(ResultCell from, CoreContext owner, ResultCell to) {
    Object result = from.resultOrNull();
    if (result == null && !owner.deliver(new Request(from, to))) {
      result = from.resultOrNull(); // none if the core gave up: then the other one does, too
    }
    settleFrom(result, to);
  }

  private static void linkByOwner(ResultCell from, ResultCell to) {
    Object seen = from.getByOwner();
    if (Results.isResult(seen)) {
      settleFrom(seen, to);
    } else if (!to.isDone()) {
      from.linkByOwner(to);
    }
  }

  private static void settleFrom(@Nullable Object result, ResultCell to) {
    if (result != null) {
      to.settleOnOwner(result);
    }
  }

  /** Passes a result on unchanged. */
  private static final class Forward extends Continuation {
    private final ResultCell target;

    Forward(@Nullable CoreContext home, ResultCell target) {
      super(home);
      this.target = target;
    }

    @Override
    ResultCell target() {
      return target;
    }

    @Override
    void fire(Object result) {
      target.settleFrom(result, home);
    }
  }

  /** The wish to link an inner future on its way to its owner. */
  private static final class Request extends Work {
    private final ResultCell inner;
    private final ResultCell outer;

    Request(ResultCell inner, ResultCell outer) {
      this.inner = inner;
      this.outer = outer;
    }

    @Override
    public void run() {
      link(inner, outer);
    }

    @Override
    public boolean runsUserCode() {
      return false;
    }
  }
}
