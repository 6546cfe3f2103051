package io.miniss.scenarios.crossings;

import io.miniss.scenarios.rules.Verdict;
import io.miniss.simulator.scenario.World;
import java.util.ArrayList;
import java.util.List;

/**
 * The callbacks of one run, and the rules of how often, where and when they run. Any thread; in a simulation none of it
 * is an interleaving point.
 */
final class CallbackRules {
  private final World world;
  private final Verdict verdict;
  private final List<CallbackRecord> callbacks = new ArrayList<>();

  CallbackRules(World world, Verdict verdict) {
    this.world = world;
    this.verdict = verdict;
  }

  private long now() {
    return world.clock().nanos();
  }

  /** The caller, on {@code core} or outside, is about to register a callback on {@code source}. */
  synchronized CallbackRecord registers(FutureRecord source, int core) {
    CallbackRecord callback = new CallbackRecord(callbacks.size(), source, core, now());
    callbacks.add(callback);
    return callback;
  }

  /** The calling thread, {@code core} or one outside, begins to run {@code callback}, which is given {@code outcome}. */
  synchronized void runs(CallbackRecord callback, int core, Outcome outcome) {
    Outcome winner = callback.source.winner;
    verdict.require(
        winner == null || outcome.isSameAs(winner)
            || (outcome.isBroken() && !callback.source.isEarly),
        "a callback is given the result: %s had %s, and not %s"
            .formatted(callback, winner, outcome));
    verdict.require(
        callback.core == TaskRecord.OUTSIDE || core == callback.core,
        "a callback runs on the core that has registered it: %s on %d".formatted(callback, core));
    verdict.require(++callback.runs == 1, "a callback runs once: " + callback);
    Long done = callback.source.doneNanos();
    if (done != null) {
      verdict.requireNotLate(
          callback.toString(), Math.min(now() - done, now() - callback.registeredNanos), false);
    }
  }

  /** The runtime has terminated, and all threads have ended. */
  synchronized void judge() {
    for (CallbackRecord callback : callbacks) {
      verdict.require(callback.runs == 1, "a callback is called or broken: " + callback);
    }
  }
}
