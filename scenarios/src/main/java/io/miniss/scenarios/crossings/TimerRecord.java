package io.miniss.scenarios.crossings;

import io.miniss.runtime.util.Registration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A timer of the workload. Guarded by the {@link TimerRules}. */
final class TimerRecord {
  final int core;
  final long nanos;
  final boolean period;
  long createdNanos;
  int fired;

  /** When it fired. */
  final List<Long> ticks = new ArrayList<>(0);

  /** Somebody has cancelled it, or is about to. */
  boolean mayBeCancelled;

  /** Cancelled on its own core, so that it fires no more. */
  boolean isCancelled;

  /** When another thread had cancelled it; it may fire as long as its core has not looked. */
  long cancelNanos;

  boolean isAskedToCancel;

  Registration registration = Registration.NONE;

  /** Of those that one piece of code has started without waiting, so that one reading of the clock arms all: the same. */
  @Nullable Object piece;

  // ---- fairness ----

  /** How many timers its core had found due when it was started. */
  final long firedBefore;

  /** From the start until its core has read the clock for it. */
  @Nullable Wait start;

  /** When its core had read the clock for it: it is due {@link #nanos} later. */
  long armedNanos;

  /** From then on when it was due. */
  @Nullable Wait due;

  TimerRecord(int core, long nanos, boolean period, long firedBefore) {
    this.core = core;
    this.nanos = nanos;
    this.period = period;
    this.firedBefore = firedBefore;
  }

  /** Whether it fires once, has not yet, and nothing can keep it from that. */
  boolean mustFire() {
    return !period && fired == 0 && !mayBeCancelled;
  }

  void cancelledByItsCore() {
    mayBeCancelled = true;
    isCancelled = true;
  }

  @Override
  public String toString() {
    return (period ? "periodic timer of " : "timer of ") + nanos + " ns on core " + core;
  }
}
