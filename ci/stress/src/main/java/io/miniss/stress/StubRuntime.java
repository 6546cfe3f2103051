package io.miniss.stress;

import io.miniss.runtime.future.FutureCell;
import io.miniss.runtime.future.RuntimeContext;
import io.miniss.runtime.shared.Work;
import io.miniss.runtime.spi.Clock;
import io.miniss.runtime.spi.Scheduler;

/** A runtime without cores, for futures that only external threads use. */
final class StubRuntime implements RuntimeContext {
  private final FutureCell<Integer> terminated = new FutureCell<>(this);

  @Override
  public Scheduler scheduler() {
    return Scheduler.system();
  }

  @Override
  public Clock clock() {
    return Clock.system();
  }

  @Override
  public FutureCell<Integer> terminated() {
    return terminated;
  }

  @Override
  public boolean runOnSomeCore(Work work) {
    return false;
  }

  @Override
  public void reportFailure(Throwable failure, String where) {
    throw new AssertionError(where, failure);
  }
}
