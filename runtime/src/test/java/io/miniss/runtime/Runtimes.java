package io.miniss.runtime;

import io.miniss.runtime.machine.PinningPolicy;
import java.time.Duration;
import java.util.concurrent.Callable;

/** Runtimes for tests: not pinned, because tests run at the same time, and quick to park. */
final class Runtimes {
  private Runtimes() {}

  static MultiCoreRuntime.Builder cores(int cores) {
    return MultiCoreRuntime.builder()
        .name("test")
        .cores(cores)
        .idle(20, 2)
        .pinning(PinningPolicy.none())
        .failureHandler((failure, where) -> {})
        .failureGrace(Duration.ofSeconds(60))
        .drainLimit(Duration.ofSeconds(20))
        .cancelLimit(Duration.ofSeconds(20));
  }

  /** Does {@code action} as a plain task on core 0 and returns what came of it. */
  static <T> T on0(MultiCoreRuntime runtime, Callable<T> action) {
    return runtime.<T>spawnOn(0, action).join();
  }

  /** Does {@code action} as a plain task on core 0. */
  static void run0(MultiCoreRuntime runtime, Runnable action) {
    runtime.spawnOn(0, action).join();
  }
}
