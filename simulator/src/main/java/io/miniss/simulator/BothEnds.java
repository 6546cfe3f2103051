package io.miniss.simulator;

import io.miniss.runtime.spi.Access;
import io.miniss.runtime.spi.Mark;
import io.miniss.runtime.spi.SharedLocation;
import io.miniss.simulator.engine.RunListener;
import io.miniss.simulator.fault.Fault;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Traces the first steps of a run and the last. Of a run that goes round until a bound on its steps, these show how it
 * came to that, and what it does; a million steps in between would only take their time.
 */
final class BothEnds implements RunListener {
  /** So many steps are kept at each end. */
  static final int KEPT = 10_000;

  private final Trace first = new Trace();
  private final Trace last;
  private long steps;

  /** Traces a run that is known to have {@code steps} steps. */
  BothEnds(long steps) {
    last = new Trace(steps - KEPT, first);
  }

  /** Whether a run of so many steps has some between its ends. */
  static boolean leavesOutSome(long steps) {
    return steps > 2L * KEPT;
  }

  /** The end, which knows the beginning. */
  Trace trace() {
    return last;
  }

  private void tell(Consumer<RunListener> what) {
    if (steps <= KEPT) {
      what.accept(first);
    }
    what.accept(last);
  }

  @Override
  public void begins() {
    steps = 0;
    tell(RunListener::begins);
  }

  @Override
  public void started(int thread, String name) {
    tell(told -> told.started(thread, name));
  }

  @Override
  public void chosen(int from, boolean waits, int to) {
    tell(told -> told.chosen(from, waits, to));
  }

  @Override
  public void announces(String verb) {
    tell(told -> told.announces(verb));
  }

  @Override
  public void step(
      long step, int thread, Access access, @Nullable SharedLocation location, long virtualNanos) {
    steps = step + 1;
    if (steps == KEPT + 1) {
      first.ended();
    }
    tell(told -> told.step(step, thread, access, location, virtualNanos));
  }

  @Override
  public void tookEffect(
      long step, int thread, Access access, @Nullable SharedLocation location, long virtualNanos) {
    tell(told -> told.tookEffect(step, thread, access, location, virtualNanos));
  }

  @Override
  public void compared(
      SharedLocation location,
      @Nullable Object expected,
      @Nullable Object newValue,
      boolean replaced) {
    tell(told -> told.compared(location, expected, newValue, replaced));
  }

  @Override
  public void woke(long step, int waker, int woken, long virtualNanos) {
    tell(told -> told.woke(step, waker, woken, virtualNanos));
  }

  @Override
  public void faulted(long step, int thread, Fault fault, long virtualNanos) {
    tell(told -> told.faulted(step, thread, fault, virtualNanos));
  }

  @Override
  public void marked(long step, int thread, Mark mark, Object subject, long virtualNanos) {
    tell(told -> told.marked(step, thread, mark, subject, virtualNanos));
  }

  @Override
  public void noted(int thread, String text, long virtualNanos) {
    tell(told -> told.noted(thread, text, virtualNanos));
  }

  @Override
  public void did(int thread, String text, long virtualNanos) {
    tell(told -> told.did(thread, text, virtualNanos));
  }

  @Override
  public void refused(SharedLocation location) {
    tell(told -> told.refused(location));
  }

  @Override
  public void waits(int thread) {
    tell(told -> told.waits(thread));
  }

  @Override
  public void ended() {
    tell(RunListener::ended);
  }
}
