package io.miniss.simulator.weave.hook;

import io.miniss.simulator.engine.FailureKind;
import io.miniss.simulator.weave.race.RaceDetector.Earlier;

/** The words of a data race. */
final class RaceReport {
  private static final String ADVICE =
      "\n  Guard both with one lock, or make the variable volatile or atomic. If the race does no harm, say why"
          + " with @BenignRace; --races off and races = false look at values only";

  private RaceReport() {}

  /** Fails the run; the caller throws what this returns. */
  static Error fail(
      WovenThread me, WovenLocation location, boolean writes, int place, Earlier earlier) {
    AccessDetail mine = AccessDetail.of(me);
    if (me.thread.run().isObserved()) {
      me.thread.run().refused(location);
    }
    String message =
        "data race on " + location.describe() + ": nothing orders these two accesses"
            + first(me, earlier)
            + "\n  thread " + mine.thread() + (writes ? " writes" : " reads") + " it at "
            + Places.get(place).where() + ", " + mine.held() + mine.lines() + ADVICE;
    AssertionError cause = new AssertionError("the second access, by thread " + mine.thread());
    cause.setStackTrace(mine.frames());
    return me.thread.run().fail(FailureKind.RACE, location.describe(), message, cause);
  }

  /** Its stack is known in a run that somebody listens to, as of each failure that is reported. */
  private static String first(WovenThread me, Earlier earlier) {
    AccessDetail detail = earlier.detail() instanceof AccessDetail known ? known : null;
    String thread =
        detail == null
            ? WovenThread.of(me.run.thread(earlier.thread())).name()
            : detail.thread();
    return "\n  thread " + thread + (earlier.wrote() ? " has written" : " has read") + " it at "
        + Places.get(earlier.place()).where()
        + (earlier.step() < 0 ? " before its first step" : " in step " + earlier.step())
        + (detail == null ? "" : ", " + detail.held() + detail.lines());
  }
}
