package io.miniss.simulator.replay;

import io.miniss.runtime.spi.Access;
import io.miniss.runtime.spi.SharedLocation;
import io.miniss.simulator.Trace;
import io.miniss.simulator.engine.ForwardingListener;
import io.miniss.simulator.engine.RunListener;
import io.miniss.simulator.random.SplitMix64;
import io.miniss.simulator.replay.ContextSwitches.ContextSwitch;
import io.miniss.simulator.replay.ContextSwitches.Place;
import io.miniss.simulator.strategy.Candidates;
import io.miniss.simulator.strategy.Chooser;
import io.miniss.simulator.strategy.Diverged;
import io.miniss.simulator.strategy.Strategy;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes the turns that a record has, in one run, which it also traces. Where the run waits and the
 * record has nothing, the thread goes on that the record has next. It never chooses anybody else when
 * the one that is meant cannot run, and never goes on beyond the record's end.
 */
final class ReplayStrategy extends ForwardingListener implements Strategy, Chooser {
  private final ContextSwitches switches;
  private final Trace trace = new Trace();
  private ContextSwitches.ThreadPositions positions = new ContextSwitches.ThreadPositions();
  private int next;

  ReplayStrategy(ContextSwitches switches) {
    this.switches = switches;
  }

  Trace trace() {
    return trace;
  }

  @Override
  public Chooser start(SplitMix64 random) {
    return this;
  }

  @Override
  public int choose(Candidates candidates) {
    int last = candidates.lastThread();
    boolean waiting = candidates.current() < 0;
    Place here = positions.at(last, waiting);
    if (next == switches.switches().size()) {
      return atTheEnd(candidates, here);
    }
    ContextSwitch contextSwitch = switches.switches().get(next);
    if (contextSwitch.from().equals(here)) {
      int position = position(candidates, contextSwitch.to(), contextSwitch);
      next++;
      return position;
    }
    int giver = positions.thread(contextSwitch.from().thread());
    if (giver >= 0 && positions.isPast(giver, contextSwitch.from())) {
      throw diverged(candidates, contextSwitch, "has gone on from there");
    }
    return waiting
        ? position(candidates, contextSwitch.from().thread(), contextSwitch)
        : candidates.current();
  }

  private int atTheEnd(Candidates candidates, Place here) {
    if (isBeyondTheEnd()) {
      throw new Diverged(beyond() + ", at step " + candidates.step());
    }
    if (here.waits() == 0) {
      return candidates.current();
    }
    if (switches.hasEnd()) {
      int position = find(candidates, switches.end().thread());
      if (position >= 0) {
        return position;
      }
    }
    throw new Diverged(
        "the record has no more context switches, and at step " + candidates.step() + " there is "
            + here
            + " with " + candidates.count() + " threads that can go on");
  }

  /** Whether the run has gone on from where the record ends in a failure. */
  private boolean isBeyondTheEnd() {
    int thread = switches.hasEnd() ? positions.thread(switches.end().thread()) : -1;
    return thread >= 0 && positions.isPast(thread, switches.end());
  }

  private String beyond() {
    return "the record ends with " + switches.end()
        + ", where the recorded run failed; this one goes on";
  }

  private int position(Candidates candidates, String name, ContextSwitch contextSwitch) {
    int position = find(candidates, name);
    if (position < 0) {
      throw diverged(
          candidates,
          contextSwitch,
          name + (positions.thread(name) < 0 ? " is no thread of this run" : " cannot run"));
    }
    return position;
  }

  private int find(Candidates candidates, String name) {
    int thread = positions.thread(name);
    for (int i = 0; i < candidates.count(); i++) {
      if (candidates.thread(i) == thread) {
        return i;
      }
    }
    return -1;
  }

  private Diverged diverged(Candidates candidates, ContextSwitch contextSwitch, String why) {
    return new Diverged(
        expected(contextSwitch) + ", but at step " + candidates.step() + ", " + found(contextSwitch)
            + ": " + why);
  }

  private String expected(ContextSwitch contextSwitch) {
    return "context switch " + (next + 1) + " of " + switches.switches().size() + " is from "
        + contextSwitch.from()
        + " to " + contextSwitch.to();
  }

  private String found(ContextSwitch contextSwitch) {
    String giver = contextSwitch.from().thread();
    int thread = positions.thread(giver);
    return thread < 0
        ? "without a thread " + giver
        : "with " + positions.standsAt(thread);
  }

  /** What of the record the run, which is over and passed, has left out; null if nothing. */
  @Nullable String leftOut() {
    if (next < switches.switches().size()) {
      ContextSwitch contextSwitch = switches.switches().get(next);
      return expected(contextSwitch) + ", but the run has ended at step " + trace.end() + ", "
          + found(contextSwitch);
    }
    return switches.hasEnd() ? beyond() : null;
  }

  @Override
  public String toString() {
    return "recorded(" + switches.switches().size() + " switches)";
  }

  // ---- what happens, for the trace ----

  @Override
  protected void tell(Consumer<? super RunListener> what) {
    what.accept(trace);
  }

  @Override
  public void begins() {
    super.begins();
    positions = new ContextSwitches.ThreadPositions();
    next = 0;
  }

  @Override
  public void started(int thread, String name) {
    positions.started(name);
    super.started(thread, name);
  }

  @Override
  public void step(
      long step, int thread, Access access, @Nullable SharedLocation location, long virtualNanos) {
    super.step(step, thread, access, location, virtualNanos);
    positions.step(trace.steps().getLast());
  }
}
