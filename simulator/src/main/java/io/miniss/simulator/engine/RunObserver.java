package io.miniss.simulator.engine;

import io.miniss.runtime.spi.Access;
import io.miniss.runtime.spi.Mark;
import io.miniss.runtime.spi.SharedLocation;
import io.miniss.simulator.fault.Fault;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells the listener of a run, if it has one, what happens, and when. */
final class RunObserver {
  private final @Nullable RunListener listener;
  private final RunClock clock;
  private final Checks checks;

  RunObserver(@Nullable RunListener listener, RunClock clock, Checks checks) {
    this.listener = listener;
    this.clock = clock;
    this.checks = checks;
  }

  /** Whether somebody listens; a step asks before it tells. */
  boolean isHeard() {
    return listener != null;
  }

  void started(int thread, String name) {
    tell(told -> told.started(thread, name));
  }

  void chosen(int from, boolean waits, int to) {
    tell(told -> told.chosen(from, waits, to));
  }

  /** What is announced next is to {@code verb} its location. */
  void announces(String verb) {
    tell(told -> told.announces(verb));
  }

  /** Announced, and not done. */
  void step(int thread, Access access, SharedLocation location) {
    tell(told -> told.step(clock.steps(), thread, access, location, clock.now()));
  }

  /** What was announced at {@code step} takes effect when this returns. */
  void tookEffect(long step, int thread, Access access, SharedLocation location) {
    tell(told -> told.tookEffect(step, thread, access, location, clock.now()));
  }

  void compared(
      SharedLocation location,
      @Nullable Object expected,
      @Nullable Object newValue,
      boolean replaced) {
    tell(told -> told.compared(location, expected, newValue, replaced));
  }

  /** A step that accesses nothing. */
  void spins(int thread) {
    tell(
        told -> {
          told.step(clock.steps(), thread, Access.READ, null, clock.now());
          told.tookEffect(clock.steps(), thread, Access.READ, null, clock.now());
        });
  }

  void woke(int waker, int woken) {
    tell(told -> told.woke(clock.steps(), waker, woken, clock.now()));
  }

  void faulted(int thread, Fault fault) {
    tell(told -> told.faulted(clock.steps(), thread, fault, clock.now()));
  }

  void marked(int thread, Mark mark, Object subject) {
    tell(told -> told.marked(clock.steps(), thread, mark, subject, clock.now()));
  }

  void noted(int thread, String text) {
    tell(told -> told.noted(thread, text, clock.now()));
  }

  void did(int thread, String text) {
    tell(told -> told.did(thread, text, clock.now()));
  }

  /** What took effect last, the access of {@code location}, is not done after all. */
  void refused(SharedLocation location) {
    tell(told -> told.refused(location));
  }

  void waits(int thread) {
    tell(told -> told.waits(thread));
  }

  /** Nothing takes effect any more. */
  void ended() {
    tell(RunListener::ended);
  }

  /** A listener may look at values and names, which is user code: that is no part of the run. */
  private void tell(Consumer<RunListener> what) {
    RunListener told = listener;
    if (told != null) {
      checks.quietly(() -> what.accept(told));
    }
  }
}
