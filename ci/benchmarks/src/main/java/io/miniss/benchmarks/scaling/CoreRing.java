package io.miniss.benchmarks.scaling;

import io.miniss.benchmarks.TokenRing;
import io.miniss.runtime.MultiCoreRuntime;

/**
 * Each core sends to the next, and there are enough messages for all to be busy. The time counts once for each CPU at
 * work: a message takes as much of the CPUs' time with two cores as with four, if cores cost nothing.
 */
final class CoreRing implements Subject {
  private static final int MESSAGES_PER_CORE = 64;
  private static final int OPERATIONS = 1 << 18;

  private final MultiCoreRuntime runtime;
  private final TokenRing ring;
  private final int busyCpus;

  CoreRing(int cores) {
    runtime = MultiCoreRuntime.builder().cores(cores).start();
    int messages = MESSAGES_PER_CORE * cores;
    ring = new TokenRing(runtime, messages, OPERATIONS / messages);
    busyCpus = Math.min(cores, Runtime.getRuntime().availableProcessors());
  }

  @Override
  public long round() {
    return ring.round() / busyCpus;
  }

  @Override
  public void close() {
    runtime.close();
  }
}
