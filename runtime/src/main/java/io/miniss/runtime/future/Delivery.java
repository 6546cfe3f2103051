package io.miniss.runtime.future;

import org.jspecify.annotations.Nullable;

/** The way of a result to what waits for it. */
final class Delivery {
  private Delivery() {}

  /**
   * Hands {@code result} to a whole list, oldest first.
   *
   * @param core as in {@link ResultCell#settle(Object, HomeCore)}
   */
  static void toAll(Continuation newestFirst, Object result, @Nullable HomeCore core) {
    if (newestFirst.next == null) {
      toOnly(newestFirst, result, core);
      return;
    }
    Continuation oldestFirst = WaitList.reversed(newestFirst);
    while (oldestFirst != null) {
      Continuation newer = (Continuation) oldestFirst.next;
      oldestFirst.next = null;
      to(oldestFirst, result);
      oldestFirst = newer;
    }
  }

  /** Of several, each goes through the ready queue: a long list does not keep the core from others. */
  private static void toOnly(Continuation c, Object result, @Nullable HomeCore core) {
    if (core != null && c.home == core && core.enterNested()) {
      nested(c, result, core);
    } else {
      to(c, result);
    }
  }

  private static void nested(Continuation c, Object result, HomeCore core) {
    try {
      hand(c, result);
      if (core.isDrawn()) {
        core.runDrawn(c);
      } else {
        c.run();
      }
    } finally {
      core.leaveNested();
    }
  }

  private static void hand(Continuation c, Object result) {
    if (result instanceof Failure failure && c.looksAtFailure()) {
      failure.observed = true;
    }
    c.result = result;
  }

  /** Hands {@code result} to one; where it runs says {@link Future}. */
  static void to(Continuation c, Object result) {
    hand(c, result);
    HomeCore here = HomeCore.here();
    if (c.runsInCompletingCall(here)) {
      c.run();
      return;
    }
    HomeCore home = c.home;
    if (home == null) {
      if (here == null) {
        ExternalRuns.run(c);
      } else {
        here.enqueue(c);
      }
    } else if (home == here) {
      home.enqueue(c);
    } else {
      // A core that has terminated refuses: it has failed all its outstanding continuations itself.
      home.deliver(c);
    }
  }
}
