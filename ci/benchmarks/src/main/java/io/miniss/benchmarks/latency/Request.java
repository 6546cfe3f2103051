package io.miniss.benchmarks.latency;

import org.openjdk.jmh.infra.Blackhole;

/**
 * One request: every stage does the same work, and the last one ends it.
 *
 * @param intendedNanos when it was to start, on the scale of {@link System#nanoTime}; it may have started later
 */
record Request(long intendedNanos, Load load) {
  /** The work of a stage. */
  void work() {
    Blackhole.consumeCPU(load.tokens());
  }

  /** All stages have worked. */
  void end() {
    load.ended(intendedNanos);
  }
}
