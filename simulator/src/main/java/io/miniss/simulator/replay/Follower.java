package io.miniss.simulator.replay;

import io.miniss.runtime.spi.Access;
import io.miniss.runtime.spi.Mark;
import io.miniss.runtime.spi.SharedLocation;
import io.miniss.simulator.Trace;
import io.miniss.simulator.engine.RunListener;
import io.miniss.simulator.fault.Fault;
import io.miniss.simulator.random.SplitMix64;
import io.miniss.simulator.replay.Turns.Place;
import io.miniss.simulator.replay.Turns.Turn;
import io.miniss.simulator.strategy.Candidates;
import io.miniss.simulator.strategy.Chooser;
import io.miniss.simulator.strategy.Diverged;
import io.miniss.simulator.strategy.Strategy;
import org.jspecify.annotations.Nullable;

/**
 * Takes the turns that a record has, in one run, which it also traces. Where the run waits and the
 * record has nothing, the thread goes on that the record has next. It never chooses anybody else when
 * the one that is meant cannot run, and never goes on beyond the record's end.
 */
final class Follower implements Strategy, Chooser, RunListener {
  private final Turns turns;
  private final Trace trace = new Trace();
  private Turns.Whereabouts whereabouts = new Turns.Whereabouts();
  private int next;

  Follower(Turns turns) {
    this.turns = turns;
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
    Place here = whereabouts.at(last, waiting);
    if (next == turns.turns().size()) {
      return atTheEnd(candidates, here);
    }
    Turn turn = turns.turns().get(next);
    if (turn.from().equals(here)) {
      next++;
      return position(candidates, turn.to(), turn);
    }
    int giver = whereabouts.thread(turn.from().thread());
    if (giver >= 0 && whereabouts.isPast(giver, turn.from())) {
      throw diverged(candidates, turn, "has gone on from there");
    }
    return waiting ? position(candidates, turn.from().thread(), turn) : candidates.current();
  }

  private int atTheEnd(Candidates candidates, Place here) {
    if (isBeyondTheEnd()) {
      throw new Diverged(beyond() + ", at step " + candidates.step());
    }
    if (here.waits() == 0) {
      return candidates.current();
    }
    if (turns.hasEnd()) {
      int position = find(candidates, turns.end().thread());
      if (position >= 0) {
        return position;
      }
    }
    throw new Diverged(
        "the record has no more turns, and at step " + candidates.step() + " there is " + here
            + " with " + candidates.count() + " threads that can go on");
  }

  /** Whether the run has gone on from where the record ends in a failure. */
  private boolean isBeyondTheEnd() {
    int thread = turns.hasEnd() ? whereabouts.thread(turns.end().thread()) : -1;
    return thread >= 0 && whereabouts.isPast(thread, turns.end());
  }

  private String beyond() {
    return "the record ends with " + turns.end()
        + ", where the recorded run failed; this one goes on";
  }

  private int position(Candidates candidates, String name, Turn turn) {
    int position = find(candidates, name);
    if (position < 0) {
      throw diverged(
          candidates,
          turn,
          name + (whereabouts.thread(name) < 0 ? " is no thread of this run" : " cannot run"));
    }
    return position;
  }

  private int find(Candidates candidates, String name) {
    int thread = whereabouts.thread(name);
    for (int i = 0; i < candidates.count(); i++) {
      if (candidates.thread(i) == thread) {
        return i;
      }
    }
    return -1;
  }

  private Diverged diverged(Candidates candidates, Turn turn, String why) {
    return new Diverged(
        expected(turn) + ", but at step " + candidates.step() + ", " + found(turn) + ": " + why);
  }

  private String expected(Turn turn) {
    return "turn " + (next + 1) + " of " + turns.turns().size() + " is from " + turn.from()
        + " to " + turn.to();
  }

  private String found(Turn turn) {
    String giver = turn.from().thread();
    int thread = whereabouts.thread(giver);
    return thread < 0
        ? "without a thread " + giver
        : "with " + whereabouts.standsAt(thread);
  }

  /** What of the record the run, which is over and held, has left out; null if nothing. */
  @Nullable String leftOut() {
    if (next < turns.turns().size()) {
      Turn turn = turns.turns().get(next);
      return expected(turn) + ", but the run has ended at step " + trace.end() + ", "
          + found(turn);
    }
    return turns.hasEnd() ? beyond() : null;
  }

  @Override
  public String toString() {
    return "recorded(" + turns.turns().size() + " turns)";
  }

  // ---- what happens, for the trace ----

  @Override
  public void begins() {
    trace.begins();
    whereabouts = new Turns.Whereabouts();
    next = 0;
  }

  @Override
  public void chosen(int from, boolean waits, int to) {
    trace.chosen(from, waits, to);
  }

  @Override
  public void started(int thread, String name) {
    whereabouts.started(name);
    trace.started(thread, name);
  }

  @Override
  public void woke(long step, int waker, int woken, long virtualNanos) {
    trace.woke(step, waker, woken, virtualNanos);
  }

  @Override
  public void faulted(long step, int thread, Fault fault, long virtualNanos) {
    trace.faulted(step, thread, fault, virtualNanos);
  }

  @Override
  public void marked(long step, int thread, Mark mark, Object subject, long virtualNanos) {
    trace.marked(step, thread, mark, subject, virtualNanos);
  }

  @Override
  public void step(
      long step, int thread, Access access, @Nullable SharedLocation location, long virtualNanos) {
    trace.step(step, thread, access, location, virtualNanos);
    whereabouts.step(trace.steps().getLast());
  }
}
