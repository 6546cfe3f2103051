package io.miniss.runtime.future;

import io.miniss.runtime.shared.Work;
import io.miniss.runtime.spi.Clock;
import io.miniss.runtime.spi.Scheduler;
import java.util.ArrayList;
import java.util.List;

/** A runtime of two {@link TestCore}s, which remembers the failures that it is told of. */
final class TestRuntime implements RuntimeContext {
  final TestCore core = new TestCore(this);
  final TestCore other = new TestCore(this);
  final List<Throwable> reported = new ArrayList<>();
  private final FutureCell<String> terminated = new FutureCell<>(this);

  <T> FutureCell<T> promise() {
    return new FutureCell<>(this);
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
    return terminated;
  }

  void terminate() {
    terminated.tryComplete("done");
  }

  @Override
  public boolean runOnSomeCore(Work work) {
    return core.deliver(work);
  }

  @Override
  public void reportFailure(Throwable failure, String where) {
    reported.add(failure);
  }
}
