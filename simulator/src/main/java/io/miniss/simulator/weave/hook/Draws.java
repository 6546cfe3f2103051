package io.miniss.simulator.weave.hook;

import io.miniss.simulator.engine.RunThread;
import io.miniss.simulator.random.SplitMix64;

/**
 * Random numbers for what one thread of a run makes: identity hash codes, seeds of generators, UUIDs. Each follows from
 * the seed, the thread, the step, and how many there were in this step. It does not follow from how many there were
 * before: what a library draws when it is initialised, it draws in the first run of a process only.
 */
final class Draws {
  private final RunThread.Run run;
  private final int thread;
  private long step = -1;
  private int inStep;

  Draws(RunThread.Run run, int thread) {
    this.run = run;
    this.thread = thread;
  }

  /** A seed for a generator that the program makes. */
  long seed() {
    return SplitMix64.mix(run.seed() ^ next());
  }

  /** An identity hash code; not 0. */
  int hash() {
    return hash(run.seed(), next());
  }

  private long next() {
    long now = run.steps();
    if (now != step) {
      step = now;
      inStep = 0;
    }
    return SplitMix64.mix(SplitMix64.mix(now) + ((long) thread << Integer.SIZE) + ++inStep);
  }

  /** A hash code that follows from {@code number} and {@code seed}; not 0. */
  static int hash(long seed, long number) {
    return hash(SplitMix64.mix(seed) + number);
  }

  /** A hash code that follows from {@code from} alone; not 0. */
  static int hash(long from) {
    int mixed = (int) (SplitMix64.mix(from) >>> 33);
    return mixed == 0 ? 1 : mixed;
  }
}
