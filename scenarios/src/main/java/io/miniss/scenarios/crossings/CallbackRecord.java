package io.miniss.scenarios.crossings;

/** A callback of the workload. Guarded by its {@link CallbackRules}. */
final class CallbackRecord {
  final int number;
  final FutureRecord source;

  /** The core that registers it, or {@link TaskRecord#OUTSIDE}. */
  final int core;

  final long registeredNanos;
  int runs;

  CallbackRecord(int number, FutureRecord source, int core, long registeredNanos) {
    this.number = number;
    this.source = source;
    this.core = core;
    this.registeredNanos = registeredNanos;
  }

  @Override
  public String toString() {
    return "callback " + number + " of " + source + ", registered "
        + (core < 0 ? "outside" : "on core " + core);
  }
}
