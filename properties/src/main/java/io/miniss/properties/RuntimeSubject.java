package io.miniss.properties;

import io.miniss.runtime.Core;
import io.miniss.runtime.Fiber;
import io.miniss.runtime.MultiCoreRuntime;
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

/** The runtime as it is. */
record RuntimeSubject(MultiCoreRuntime runtime) implements Subject {
  /** How much longer than in a simulation the limits are on the machine. */
  private static final int MACHINE_SCALE = 200;

  static Subject start(World world, Workload.Shape shape, FailureHandler handler) {
    int scale = world.isSimulated() ? 1 : MACHINE_SCALE;
    return new RuntimeSubject(
        world
            .runtime()
            .name("workload")
            .mailboxCapacity(shape.mailboxCapacity())
            .readyCapacity(shape.readyCapacity())
            .backlogCapacity(shape.backlogCapacity())
            .batch(shape.batch())
            .idle(shape.spins(), 0)
            .stealing(shape.stealing())
            .placement(shape.placement())
            .spawnLimit(Duration.ofNanos(20_000L * scale))
            .drainLimit(Duration.ofMillis(scale))
            .cancelLimit(Duration.ofSeconds(10))
            .failureGrace(Duration.ofNanos(20_000L * scale))
            .failureHandler(handler)
            .start());
  }

  @Override
  public int cores() {
    return runtime.coreCount();
  }

  @Override
  public int currentCore() {
    return Core.isCurrent() ? Core.current().index() : -1;
  }

  @Override
  public JoinHandle<String> spawn(TaskOptions options, boolean fiber, Callable<String> body) {
    return fiber ? runtime.spawnFiber(options, body) : runtime.spawn(options, body);
  }

  @Override
  public Optional<JoinHandle<String>> trySpawn(TaskOptions options, Callable<String> body) {
    return runtime.trySpawn(options, body);
  }

  @Override
  public Promise<String> newPromise() {
    return runtime.newPromise();
  }

  @Override
  public <T> T await(Future<T> future) {
    return Fiber.await(future);
  }

  @Override
  public void sleep(Duration delay) {
    Fiber.sleep(delay);
  }

  @Override
  public void yieldNow() {
    Fiber.yieldNow();
  }

  @Override
  public Registration after(Duration delay, Runnable action) {
    return Core.current().after(delay, action);
  }

  @Override
  public Registration every(Duration period, Runnable action) {
    return Core.current().every(period, action);
  }

  @Override
  public void shutdown(Duration limit) {
    var _ = runtime.shutdown(limit);
  }

  @Override
  public ShutdownReport closeAndReport() {
    return runtime.closeAndReport();
  }

  @Override
  public RuntimeDiagnostics diagnostics() {
    return runtime.diagnostics();
  }
}
