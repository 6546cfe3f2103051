package io.miniss.simulator.engine;

import io.miniss.runtime.spi.Access;
import io.miniss.runtime.spi.Mark;
import io.miniss.runtime.spi.SharedLocation;
import io.miniss.simulator.fault.Fault;
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
    if (listener != null) {
      listener.started(thread, name);
    }
  }

  void chosen(int from, boolean waits, int to) {
    if (listener != null) {
      listener.chosen(from, waits, to);
    }
  }

  /** {@code location} is described by user code, so that is asked quietly. */
  void step(int thread, Access access, SharedLocation location) {
    RunListener told = listener;
    if (told != null) {
      checks.quietly(() -> told.step(clock.steps(), thread, access, location, clock.now()));
    }
  }

  /** A step that accesses nothing. */
  void spins(int thread) {
    if (listener != null) {
      listener.step(clock.steps(), thread, Access.READ, null, clock.now());
    }
  }

  void woke(int waker, int woken) {
    if (listener != null) {
      listener.woke(clock.steps(), waker, woken, clock.now());
    }
  }

  void faulted(int thread, Fault fault) {
    if (listener != null) {
      listener.faulted(clock.steps(), thread, fault, clock.now());
    }
  }

  void marked(int thread, Mark mark, Object subject) {
    RunListener told = listener;
    if (told != null) {
      checks.quietly(() -> told.marked(clock.steps(), thread, mark, subject, clock.now()));
    }
  }
}
