package io.miniss.runtime;

import io.miniss.runtime.cancel.CancelledException;
import io.miniss.runtime.future.Future;
import io.miniss.runtime.future.FutureCell;
import io.miniss.runtime.internal.CoreLoop;
import io.miniss.runtime.util.Durations;
import io.miniss.runtime.util.Registration;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What code inside a fiber may do besides computing: wait, without blocking its core. A fiber is a
 * task with a stack of its own, started by {@link MultiCoreRuntime#spawnFiber}; it stays on the core
 * that started it. Locks of {@code java.util.concurrent} park the fiber only.
 *
 * <p>Every wait throws {@link CancelledException} once the fiber has been cancelled, at once and each
 * time, also in {@code finally} blocks. Clean-up that has to wait does so in a {@link #shield}.
 *
 * <p>All methods are for fibers and throw {@link IllegalStateException} elsewhere.
 */
public final class Fiber {
  private Fiber() {}

  /**
   * Waits for {@code future}. If it is done, the fiber goes on at once and nothing else runs before: a loop over
   * futures that are done lets others run with {@link #yieldNow}.
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

  /**
   * Calls {@code cleanUp}, whose waits a cancellation does not end: for {@code finally} blocks. When {@code
   * limit} has passed they end by a cancellation again, at once if the fiber has been cancelled. The
   * token says that the fiber is cancelled all the time. Inside another shield the earlier limit holds. When
   * {@code close} has given up on the fiber, and its core ends, no limit holds any more.
   *
   * <pre>{@code
   * try {
   *   Fiber.await(work);
   * } finally {
   *   Fiber.shield(Duration.ofSeconds(1), () -> Fiber.await(connection.goodbye()));
   * }
   * }</pre>
   *
   * @return what {@code cleanUp} returns
   * @throws X what {@code cleanUp} throws
   * @throws IllegalArgumentException if {@code limit} is negative
   */
  public static <T extends @Nullable Object, X extends Exception> T shield(
      Duration limit, CleanUpCall<? extends T, X> cleanUp) throws X {
    Objects.requireNonNull(cleanUp, "cleanUp");
    try (Registration _ = enterShield(limit)) {
      return cleanUp.call();
    }
  }

  /** As {@link #shield(Duration, CleanUpCall)}, for what returns nothing. */
  public static <X extends Exception> void shield(Duration limit, CleanUpAction<X> cleanUp)
      throws X {
    Objects.requireNonNull(cleanUp, "cleanUp");
    try (Registration _ = enterShield(limit)) {
      cleanUp.run();
    }
  }

  private static Registration enterShield(Duration limit) {
    return here().shieldFiber(Durations.nanos("limit of shield", limit));
  }

  /**
   * Clean-up with a result.
   *
   * @param <T> the result's type
   * @param <X> what it throws; {@link RuntimeException} if it throws no checked exception
   */
  @FunctionalInterface
  public interface CleanUpCall<T extends @Nullable Object, X extends Exception> {
    /** Cleans up. */
    T call() throws X;
  }

  /**
   * Clean-up without a result.
   *
   * @param <X> as of {@link CleanUpCall}
   */
  @FunctionalInterface
  public interface CleanUpAction<X extends Exception> {
    /** Cleans up. */
    void run() throws X;
  }

  /** Lets everything that is ready on this core run before this fiber goes on. */
  public static void yieldNow() {
    here().yieldFiber();
  }

  private static CoreLoop here() {
    CoreLoop here = CoreLoop.current();
    if (here == null) {
      throw new IllegalStateException(
          "only a fiber can wait in this way; thread "
              + Thread.currentThread().getName()
              + " does not run code of a core and can call join()");
    }
    return here;
  }
}
