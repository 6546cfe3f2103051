package io.miniss.simulator.engine;

import io.miniss.runtime.spi.Clock;

/** The clock of the thread that asks. */
record EngineClock(Engine engine) implements Clock {
  @Override
  public long nanos() {
    return engine.clockNanos();
  }

  @Override
  public long epochMillis() {
    return engine.epochMillis();
  }
}
