package io.miniss.runtime.future;

import io.miniss.runtime.shared.Work;
import io.miniss.runtime.spi.Clock;
import io.miniss.runtime.spi.Scheduler;
import org.jspecify.annotations.Nullable;

/** The context of futures that were complete from the start and so need no runtime. */
enum DetachedContext implements RuntimeContext {
  INSTANCE;

  /** This has no end, so nobody is told of it. */
  private enum Never implements Completion {
    TERMINATED;

    @Override
    public boolean isDone() {
      return false;
    }

    @Override
    public @Nullable Object resultOrNull() {
      return null;
    }

    @Override
    public void register(Continuation c) {}

    @Override
    public void enlist(Continuation c) {}

    @Override
    public String describe() {
      return "the end of no runtime";
    }
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
  public Completion terminated() {
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
