package io.miniss.scenarios.crossings;

import io.miniss.runtime.util.Registration;
import java.util.ArrayList;
import java.util.List;

/** A timer of the workload. Guarded by its {@link Book}. */
final class TimerRecord {
  final int core;
  final long nanos;
  final boolean period;
  long createdNanos;
  int fired;

  /** When it fired. */
  final List<Long> ticks = new ArrayList<>(0);

  /** Cancelled on its own core, so that it fires no more. */
  boolean isCancelled;

  /** When another thread had cancelled it; it may fire as long as its core has not looked. */
  long cancelNanos;

  boolean isAskedToCancel;

  Registration registration = Registration.NONE;

  TimerRecord(int core, long nanos, boolean period) {
    this.core = core;
    this.nanos = nanos;
    this.period = period;
  }

  @Override
  public String toString() {
    return (period ? "periodic timer of " : "timer of ") + nanos + " ns on core " + core;
  }
}
