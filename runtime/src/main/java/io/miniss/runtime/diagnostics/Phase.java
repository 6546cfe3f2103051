package io.miniss.runtime.diagnostics;

/** The life of a runtime; it only ever moves down this list. */
public enum Phase {
  /** Takes tasks. Left by {@code shutdown} and {@code close}. */
  RUNNING,
  /** Takes no tasks, finishes what it accepted. Left when the last accepted task has ended. */
  DRAINING,
  /** Every accepted task has ended; the cores run their last continuations and exit. */
  STOPPING,
  /** No core runs anything any more, or {@code close} gave up on a task that would not end. */
  TERMINATED
}
