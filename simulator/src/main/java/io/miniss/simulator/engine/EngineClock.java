package io.miniss.simulator.engine;

import io.miniss.runtime.spi.Clock;

/**
 * The clock of the thread that asks.
 *
 * @param clock the run's virtual time
 * @param clocks the clock of those that are no thread of the run
 * @param threads who asks
 */
record EngineClock(RunClock clock, ThreadClock.Source clocks, ThreadTable threads)
    implements Clock {
  @Override
  public long nanos() {
    clock.noteReading();
    SimulatedThread me = threads.running();
    return (me == null ? clocks.exact() : me.clock()).reading(clock.now());
  }

  @Override
  public long epochMillis() {
    clock.noteReading();
    return clock.epochMillis();
  }
}
