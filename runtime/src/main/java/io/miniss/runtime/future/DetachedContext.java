package io.miniss.runtime.future;

import io.miniss.runtime.shared.Work;
import io.miniss.runtime.spi.Clock;
import io.miniss.runtime.spi.Scheduler;

/** The context of futures that were complete from the start and so need no runtime. */
enum DetachedContext implements RuntimeContext {
  INSTANCE;

  private static final class Never {
    static final FutureCell<?> TERMINATED = new FutureCell<>(INSTANCE);
  }

  @Override
  public Scheduler scheduler() {
    return Scheduler.system();
  }

  @Override
  public Clock clock() {
    return Clock.system();
  }

  @Override
  public FutureCell<?> terminated() {
    return Never.TERMINATED;
  }

  @Override
  public boolean runOnSomeCore(Work work) {
    return false;
  }

  @Override
  public void reportFailure(Throwable failure, String where) {
    Thread thread = Thread.currentThread();
    thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
  }
}
