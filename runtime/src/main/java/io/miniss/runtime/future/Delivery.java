package io.miniss.runtime.future;

/** The way of a result to what waits for it. */
final class Delivery {
  private Delivery() {}

  /**
   * Hands {@code result} to a whole list. The caller is a continuation of {@code core}, called by its loop, that has
   * nothing left to do. See {@link ResultCell#settle(Object, HomeCore)}.
   */
  static void toAllNested(Continuation newestFirst, Object result, HomeCore core) {
    // Of several, each goes through the ready queue: a long list does not keep the core from others.
    if (newestFirst.next == null && newestFirst.home == core && core.enterNested()) {
      nested(newestFirst, result, core);
    } else {
      toAll(newestFirst, result);
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

  /** Hands {@code result} to a whole list, oldest first. */
  static void toAll(Continuation newestFirst, Object result) {
    if (newestFirst.next == null) {
      to(newestFirst, result);
    } else {
      toEach(WaitList.reversed(newestFirst), result);
    }
  }

  private static void toEach(Continuation oldestFirst, Object result) {
    Continuation each = oldestFirst;
    while (each != null) {
      Continuation newer = (Continuation) each.next;
      each.next = null;
      to(each, result);
      each = newer;
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
    } else if (here != null && (c.home == here || c.home == null)) {
      here.enqueue(c);
    } else {
      toElsewhere(c);
    }
  }

  private static void toElsewhere(Continuation c) {
    HomeCore home = c.home;
    if (home == null) {
      ExternalRuns.run(c);
    } else {
      // A core that has terminated refuses: it has failed all its outstanding continuations itself.
      home.deliver(c);
    }
  }
}
