package io.miniss.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miniss.runtime.diagnostics.ShutdownReport;
import io.miniss.runtime.future.BrokenPromiseException;
import io.miniss.runtime.future.Future;
import io.miniss.runtime.future.Promise;
import io.miniss.runtime.task.JoinHandle;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A fiber that waits for the end of its own runtime keeps it from ending, so it is told. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class OwnEndTest {
  /** What waits in the fiber. */
  @SuppressWarnings("ImmutableEnumChecker") // the functions have no state
  enum Wait {
    AWAIT(MultiCoreRuntime::shutdown, Fiber::await),
    AWAIT_WITH_LIMIT(
        MultiCoreRuntime::shutdown, future -> Fiber.await(future, Duration.ofDays(1))),
    DRAIN_LIMIT(runtime -> runtime.shutdown(Duration.ofDays(1)), Fiber::await),
    JOIN(MultiCoreRuntime::shutdown, Future::join),
    JOIN_WITH_LIMIT(MultiCoreRuntime::shutdown, future -> future.join(Duration.ofDays(1))),
    JOIN_INTERRUPTIBLY(MultiCoreRuntime::shutdown, Future::joinInterruptibly),
    MAPPED(runtime -> runtime.shutdown().map(report -> report), Fiber::await),
    FLAT_MAPPED(runtime -> runtime.shutdown().flatMap(Future::completed), Fiber::await),
    RECOVERED(
        runtime -> runtime.shutdown().recover(_ -> null).map(report -> report), Fiber::await),
    ALL(
        runtime -> Future.all(List.of(Future.completed(1), runtime.shutdown())), Fiber::await),
    ANY(runtime -> Future.any(List.of(runtime.shutdown())), Fiber::await);

    final Function<MultiCoreRuntime, Future<?>> end;
    final Waiting waiting;

    Wait(Function<MultiCoreRuntime, Future<?>> end, Waiting waiting) {
      this.end = end;
      this.waiting = waiting;
    }
  }

  /** Waits for a future. */
  interface Waiting {
    Object on(Future<?> future) throws Exception;
  }

  private static void refused(JoinHandle<?> waits) {
    assertThatThrownBy(waits::join)
        .cause()
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("a core cannot wait for its own end")
        .hasMessageContaining(waits.id().toString())
        .hasMessageContaining("use shutdown() or close() there without waiting");
  }

  private static JoinHandle<Object> fiber(MultiCoreRuntime runtime, Callable<Object> body) {
    return runtime.spawnFiber(body);
  }

  @ParameterizedTest
  @EnumSource
  void aFiberIsToldAndTheRuntimeEnds(Wait wait) {
    MultiCoreRuntime runtime = Runtimes.cores(1).start();
    refused(fiber(runtime, () -> wait.waiting.on(wait.end.apply(runtime))));
    assertThat(runtime.closeAndReport().isClean()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void whatIsDerivedOutsideIsKnownToo(Wait wait) {
    MultiCoreRuntime runtime = Runtimes.cores(1).start();
    Promise<Future<?>> end = runtime.newPromise();
    JoinHandle<Object> waits =
        fiber(runtime, () -> wait.waiting.on(Fiber.await(end.future())));
    end.complete(wait.end.apply(runtime));
    refused(waits);
    assertThat(runtime.closeAndReport().isClean()).isTrue();
  }

  @Test
  void aPlainTaskIsToldTheSame() {
    try (MultiCoreRuntime runtime = Runtimes.cores(1).start()) {
      refused(runtime.spawn(() -> runtime.shutdown().join()));
    }
  }

  @Test
  void aTimeOutOnTheEndMayBeAwaited() {
    try (MultiCoreRuntime runtime = Runtimes.cores(1).start()) {
      JoinHandle<ShutdownReport> fiber =
          runtime.spawnFiber(() -> Fiber.await(runtime.shutdown().timeout(Duration.ofMillis(1))));
      assertThatThrownBy(fiber::join).rootCause().isInstanceOf(TimeoutException.class);
    }
  }

  @Test
  void aFiberMayAwaitTheEndOfAnotherRuntime() {
    try (MultiCoreRuntime runtime = Runtimes.cores(1).start();
        MultiCoreRuntime other = Runtimes.cores(1).start()) {
      JoinHandle<ShutdownReport> fiber =
          runtime.spawnFiber(() -> Fiber.await(other.shutdown().map(report -> report)));
      assertThat(fiber.join().isClean()).isTrue();
    }
  }

  @Test
  void aContinuationOnTheOwnCoreIsStillBroken() {
    MultiCoreRuntime runtime = Runtimes.cores(1).start();
    Future<ShutdownReport> mapped =
        Runtimes.on0(runtime, () -> runtime.shutdown().map(report -> report));
    assertThatThrownBy(mapped::join).isInstanceOf(BrokenPromiseException.class);
  }
}
