package io.miniss.properties;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.diagnostics.RuntimeDiagnostics;
import io.miniss.runtime.diagnostics.ShutdownReport;
import io.miniss.runtime.future.Future;
import io.miniss.runtime.future.Promise;
import io.miniss.runtime.task.FailureHandler;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.RejectedTaskException;
import io.miniss.runtime.task.TaskOptions;
import io.miniss.runtime.util.Registration;
import io.miniss.simulator.scenario.World;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * What a workload runs on: the runtime as it is, or something else that promises the same. A law that
 * is stated of it can be tried on the runtime, and on variants that break it.
 */
public interface Subject {
  /** Starts a subject. */
  @FunctionalInterface
  interface Factory {
    /** Starts one in {@code world}, whose unseen failures go to {@code handler}. */
    Subject start(World world, Workload.Shape shape, FailureHandler handler);
  }

  /** The runtime as it is. */
  static Subject runtime(World world, Workload.Shape shape, FailureHandler handler) {
    return RuntimeSubject.start(world, shape, handler);
  }

  /** A subject on {@code runtime}, built in some other way. */
  static Subject of(MultiCoreRuntime runtime) {
    return new RuntimeSubject(runtime);
  }

  /** How many cores. */
  int cores();

  /** The core that the caller runs on, or -1. */
  int currentCore();

  /**
   * Spawns from anywhere; outside it may wait.
   *
   * @throws RejectedTaskException if there is no room
   */
  JoinHandle<String> spawn(TaskOptions options, boolean fiber, Callable<String> body);

  /** Spawns a plain task if there is room. */
  Optional<JoinHandle<String>> trySpawn(TaskOptions options, Callable<String> body);

  /** A promise. */
  Promise<String> newPromise();

  /** In a fiber: waits. */
  <T> T await(Future<T> future);

  /** In a fiber: waits. */
  void sleep(Duration delay);

  /** In a fiber: lets others go first. */
  void yieldNow();

  /** On a core: a timer. */
  Registration after(Duration delay, Runnable action);

  /** On a core: a timer that repeats. */
  Registration every(Duration period, Runnable action);

  /** Stops intake, and cancels what has not ended within {@code limit}. Does not wait. */
  void shutdown(Duration limit);

  /** Shuts down and waits. Outside. */
  ShutdownReport closeAndReport();

  /** The counters. */
  RuntimeDiagnostics diagnostics();
}
