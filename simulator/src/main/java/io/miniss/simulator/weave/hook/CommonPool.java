package io.miniss.simulator.weave.hook;

import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;

/** The common pool of one run. As with that of the JDK, attempts to shut it down have no effect. */
final class CommonPool extends ForkJoinPool {
  private static final int PARALLELISM = 3;

  CommonPool() {
    super(PARALLELISM);
  }

  @Override
  public void shutdown() {}

  @Override
  public List<Runnable> shutdownNow() {
    return List.of();
  }

  @Override
  public void close() {}

  /** Waits until the pool is quiescent. */
  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    awaitQuiescence(timeout, unit);
    return false;
  }
}
