package io.miniss.simulator.engine;

import io.miniss.runtime.spi.Clock;

/** The clock of the thread that asks. */
record EngineClock(Engine engine) implements Clock {
  /** 2026-01-01T00:00Z. */
  private static final long EPOCH_MILLIS = 1_767_225_600_000L;

  @Override
  public long nanos() {
    return engine.clockNanos();
  }

  @Override
  public long epochMillis() {
    return EPOCH_MILLIS + engine.now() / 1_000_000 + engine.wallClockOffsetMillis();
  }
}
