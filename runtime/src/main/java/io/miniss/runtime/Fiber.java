package io.miniss.runtime;

import io.miniss.runtime.cancel.CancelledException;
import io.miniss.runtime.future.Future;
import io.miniss.runtime.future.FutureCell;
import io.miniss.runtime.internal.CoreLoop;
import io.miniss.runtime.util.Durations;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What code inside a fiber may do besides computing: wait, without blocking its core. A fiber is a
 * task with a stack of its own, started by {@link MultiCoreRuntime#spawnFiber}; it stays on the core
 * that started it. Locks of {@code java.util.concurrent} park the fiber only.
 *
 * <p>Every wait throws {@link CancelledException} once the fiber has been cancelled, at once and each
 * time, also in {@code finally} blocks: these run, but cannot wait.
 *
 * <p>All methods are for fibers and throw {@link IllegalStateException} elsewhere.
 */
public final class Fiber {
  private Fiber() {}

  /**
   * Waits for {@code future}.
   *
   * @return its value
   * @throws RuntimeException its failure, as of {@link Future#join()}
   * @throws CancelledException if the fiber is cancelled while it waits or was before
   */
  public static <T extends @Nullable Object> T await(Future<T> future) {
    here().await((FutureCell<T>) future);
    return future.getNow();
  }

  /**
   * Waits for {@code future}, but not longer than {@code limit}.
   *
   * @throws TimeoutException if there is no result in time
   */
  public static <T extends @Nullable Object> T await(Future<T> future, Duration limit)
      throws TimeoutException {
    if (!here().await((FutureCell<T>) future, Durations.nanos("limit of await", limit))) {
      throw new TimeoutException("no result within " + limit);
    }
    return future.getNow();
  }

  /**
   * Waits at least {@code delay}.
   *
   * @throws IllegalArgumentException if {@code delay} is negative
   * @throws CancelledException if the fiber is cancelled
   */
  public static void sleep(Duration delay) {
    here().sleepFiber(Durations.nanos("delay of sleep", delay));
  }

  /** Lets everything that is ready on this core run before this fiber goes on. */
  public static void yieldNow() {
    here().yieldFiber();
  }

  private static CoreLoop here() {
    CoreLoop here = CoreLoop.current();
    if (here == null) {
      throw new IllegalStateException(
          "only a fiber waits this way; thread "
              + Thread.currentThread().getName()
              + " is outside any core and may join()");
    }
    return here;
  }
}
