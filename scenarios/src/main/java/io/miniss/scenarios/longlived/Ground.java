package io.miniss.scenarios.longlived;

import io.miniss.runtime.Core;
import io.miniss.runtime.Fiber;
import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.cancel.CancellationScope;
import io.miniss.runtime.future.Future;
import io.miniss.runtime.future.Promise;
import io.miniss.runtime.task.RejectedTaskException;
import io.miniss.runtime.task.TaskOptions;
import io.miniss.simulator.scenario.World;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;

/** What lives long in a run: a promise that nobody completes before the end, what is derived from it, a scope. */
public final class Ground {
  /** The value of the promise, at the end. */
  private static final String END = "the end";

  private final World world;
  private final MultiCoreRuntime runtime;
  private final Traces traces;
  private final Promise<Object> promise;
  private final Future<Object> target;
  private final CancellationScope root;
  private final CancellationScope scope;
  private final Loop loop;
  private final Duration spawnLimit;

  /** Makes it in {@code runtime}, which has {@code spawnLimit}. */
  public Ground(
      World world,
      MultiCoreRuntime runtime,
      Duration spawnLimit,
      Traces traces,
      RandomGenerator random) {
    this.spawnLimit = spawnLimit;
    this.world = world;
    this.runtime = runtime;
    this.traces = traces;
    int core = random.nextInt(runtime.coreCount());
    promise =
        random.nextBoolean()
            ? runtime.newPromise()
            : on(core, () -> Core.current().<Object>newPromise());
    target =
        switch (random.nextInt(6)) {
          case 0 -> promise.future().map(value -> value);
          case 1 -> on(core, () -> promise.future().map(value -> value));
          case 2 -> waiter(core);
          case 3 -> on(core, () -> waiter(core));
          default -> promise.future();
        };
    root = runtime.newScope();
    scope = random.nextBoolean() ? root : root.child();
    loop = new Loop(runtime, traces, core);
  }

  /** The result of a fiber that waits for the promise. */
  private Future<Object> waiter(int core) {
    return runtime
        .<Object>spawnFiber(
            TaskOptions.named("waiter").on(core), () -> Fiber.await(promise.future()))
        .future();
  }

  /** What {@code body} returns on {@code core}; an external thread calls, which waits for room as long as it takes. */
  private <T> T on(int core, Callable<T> body) {
    while (true) {
      try {
        return runtime.spawnOn(core, body).join();
      } catch (RejectedTaskException noRoom) {
        world.work(Duration.ofNanos(200));
      }
    }
  }

  World world() {
    return world;
  }

  MultiCoreRuntime runtime() {
    return runtime;
  }

  Duration spawnLimit() {
    return spawnLimit;
  }

  Traces traces() {
    return traces;
  }

  /** A future that completes at the end, not before. */
  Future<Object> target() {
    return target;
  }

  /** A scope that is cancelled at the end, not before. */
  CancellationScope scope() {
    return scope;
  }

  /** A loop that ends at the end, not before. */
  Loop loop() {
    return loop;
  }

  /** Completes and cancels what has lived long, which must still do what it is for. */
  public void end() {
    world.require(
        !target.isDone() && !scope.isCancelled(), "what lives long does not end with its users");
    promise.complete(END);
    world.require(target.join().equals(END), "what lives long has its own result");
    Future<String> ofLoop =
        on(
            loop.core(),
            () -> {
              loop.goOn(true);
              return loop.result();
            });
    world.require(ofLoop.join().equals(Loop.ROUND),
        "a loop ends with the result of its last round");
    CancellationScope last = scope.child();
    world.require(root.cancel("the end"), "what lives long is cancelled by its owner");
    world.require(
        scope.isCancelled() && last.isCancelled(), "who has not left is cancelled with its parent");
  }
}
