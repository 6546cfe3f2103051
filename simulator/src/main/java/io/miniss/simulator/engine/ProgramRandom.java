package io.miniss.simulator.engine;

import io.miniss.simulator.random.SplitMix64;
import java.util.random.RandomGenerator;

/**
 * Random numbers for the threads of a run.
 *
 * @param stream where they come from
 * @param clock notes that a thread has learned something new
 */
record ProgramRandom(SplitMix64 stream, RunClock clock) implements RandomGenerator {
  @Override
  public long nextLong() {
    clock.noteReading();
    return stream.nextLong();
  }

  @Override
  public int nextInt(int bound) {
    clock.noteReading();
    return stream.nextInt(bound);
  }
}
