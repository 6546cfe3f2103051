package io.miniss.properties;

import io.miniss.runtime.cancel.CancelledException;
import io.miniss.runtime.diagnostics.RuntimeDiagnostics;
import io.miniss.runtime.diagnostics.ShutdownReport;
import io.miniss.runtime.future.Future;
import io.miniss.runtime.future.Promise;
import io.miniss.runtime.task.FailureHandler;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.TaskOptions;
import io.miniss.runtime.util.Registration;
import io.miniss.simulator.scenario.World;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** The runtime, but for one thing: a fiber that waits does not notice that it is cancelled. */
record DeepSleeper(Subject real) implements Subject {
  static Subject start(World world, Workload.Shape shape, FailureHandler handler) {
    return new DeepSleeper(Subject.runtime(world, shape, handler));
  }

  @Override
  public <T> T await(Future<T> future) {
    while (true) {
      try {
        return real.await(future);
      } catch (CancelledException cancelled) {
        if (future.isDone()) {
          throw cancelled;
        }
        boolean _ = Thread.interrupted(); // or no park would wait
        LockSupport.park(this);
      }
    }
  }

  @Override
  public int cores() {
    return real.cores();
  }

  @Override
  public int currentCore() {
    return real.currentCore();
  }

  @Override
  public JoinHandle<String> spawn(TaskOptions options, boolean fiber, Callable<String> body) {
    return real.spawn(options, fiber, body);
  }

  @Override
  public Optional<JoinHandle<String>> trySpawn(TaskOptions options, Callable<String> body) {
    return real.trySpawn(options, body);
  }

  @Override
  public Promise<String> newPromise() {
    return real.newPromise();
  }

  @Override
  public void sleep(Duration delay) {
    real.sleep(delay);
  }

  @Override
  public void yieldNow() {
    real.yieldNow();
  }

  @Override
  public Registration after(Duration delay, Runnable action) {
    return real.after(delay, action);
  }

  @Override
  public Registration every(Duration period, Runnable action) {
    return real.every(period, action);
  }

  @Override
  public void shutdown(Duration limit) {
    real.shutdown(limit);
  }

  @Override
  public ShutdownReport closeAndReport() {
    return real.closeAndReport();
  }

  @Override
  public RuntimeDiagnostics diagnostics() {
    return real.diagnostics();
  }
}
