package io.miniss.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miniss.runtime.future.BrokenPromiseException;
import io.miniss.runtime.future.Future;
import io.miniss.runtime.future.Promise;
import io.miniss.runtime.machine.PinningPolicy;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.TaskFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Continuations that belong to no core, and waits that could never end. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ExternalContinuationTest {
  private static MultiCoreRuntime oneCore() {
    return MultiCoreRuntime.builder().cores(1).pinning(PinningPolicy.none()).start();
  }

  @Test
  void aLongChainOutsideDoesNotOverflowTheStack() {
    try (MultiCoreRuntime runtime = oneCore()) {
      Promise<Integer> promise = runtime.newPromise();
      Future<Integer> end = promise.future();
      for (int i = 0; i < 50_000; i++) {
        end = end.map(value -> value + 1);
      }
      promise.complete(0);
      assertThat(end.join()).isEqualTo(50_000);
    }
  }

  @Test
  void aLongChainOnACoreDoesNotOverflowTheStack() {
    try (MultiCoreRuntime runtime = oneCore()) {
      Promise<Integer> promise = runtime.newPromise();
      JoinHandle<Future<Integer>> built =
          runtime.spawn(
              () -> {
                Future<Integer> end = promise.future();
                for (int i = 0; i < 50_000; i++) {
                  end = end.map(value -> value + 1);
                }
                return end;
              });
      Future<Integer> end = built.join();
      promise.complete(0);
      assertThat(end.join()).isEqualTo(50_000);
    }
  }

  @Test
  void anOutsideContinuationMayWaitForWhatItCompletes() {
    try (MultiCoreRuntime runtime = oneCore()) {
      Promise<Integer> first = runtime.newPromise();
      Promise<Integer> second = runtime.newPromise();
      Future<Integer> mapped = second.future().map(value -> value + 1);
      Future<Integer> outcome =
          first
              .future()
              .map(
                  value -> {
                    second.complete(value);
                    return mapped.join();
                  });
      first.complete(41);
      assertThat(outcome.join()).isEqualTo(42);
    }
  }

  @Test
  void outsideContinuationsAreBrokenWhenTheRuntimeTerminates() {
    AtomicReference<Throwable> seen = new AtomicReference<>();
    Future<Integer> mapped;
    Future<List<Integer>> all;
    CompletableFuture<Integer> stage;
    try (MultiCoreRuntime runtime = oneCore()) {
      Future<Integer> never = runtime.<Integer>newPromise().future();
      never.onComplete((value, failure) -> seen.set(failure));
      mapped = never.map(value -> value + 1);
      all = Future.all(List.of(never));
      stage = never.toCompletionStage().toCompletableFuture();
    }
    assertThat(seen.get()).isInstanceOf(BrokenPromiseException.class);
    assertThat(mapped.failure()).isInstanceOf(BrokenPromiseException.class);
    assertThat(all.isFailed()).isTrue();
    assertThat(stage).isCompletedExceptionally();
  }

  @Test
  void whatIsRegisteredOutsideAfterTheEndIsBrokenAtOnce() {
    MultiCoreRuntime runtime = oneCore();
    Future<Integer> never = runtime.<Integer>newPromise().future();
    runtime.close();
    assertThat(never.map(value -> value).failure()).isInstanceOf(BrokenPromiseException.class);
  }

  @Test
  void outsideContinuationsRunInTheOrderOfRegistration() {
    try (MultiCoreRuntime runtime = oneCore()) {
      Promise<Integer> promise = runtime.newPromise();
      List<Integer> order = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        int number = i;
        promise.future().onComplete((value, failure) -> order.add(number));
      }
      promise.complete(0);
      assertThat(order).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }
  }

  @Test
  void aFiberThatJoinsItselfIsToldSo() {
    try (MultiCoreRuntime runtime = oneCore()) {
      AtomicReference<JoinHandle<Integer>> self = new AtomicReference<>();
      JoinHandle<Integer> fiber =
          runtime.spawnFiber(
              () -> {
                while (self.get() == null) {
                  Fiber.yieldNow();
                }
                return self.get().join();
              });
      self.set(fiber);
      assertThatThrownBy(fiber::join)
          .isInstanceOf(TaskFailure.class)
          .hasMessageContaining("waits for its own end");
    }
  }
}
