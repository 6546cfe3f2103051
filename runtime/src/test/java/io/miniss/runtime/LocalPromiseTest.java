package io.miniss.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miniss.runtime.future.BrokenPromiseException;
import io.miniss.runtime.future.Future;
import io.miniss.runtime.future.Promise;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class LocalPromiseTest {
  private static Promise<Integer> local(MultiCoreRuntime runtime) {
    return Runtimes.on0(runtime, () -> Core.current().newLocalPromise());
  }

  @Test
  void everyThreadSeesWhatItsCoreCompletes() {
    try (MultiCoreRuntime runtime = Runtimes.cores(2).start()) {
      Promise<Integer> promise = local(runtime);
      Future<Integer> outside = promise.future().map(value -> value + 1);
      Future<Integer> onOwner =
          Runtimes.on0(runtime, () -> promise.future().map(value -> value + 2));
      Future<Integer> elsewhere =
          runtime.spawnOn(1, () -> promise.future().map(value -> value + 3)).join();
      runtime.core(0).execute(() -> promise.complete(40));
      assertThat(promise.future().join()).isEqualTo(40);
      assertThat(outside.join()).isEqualTo(41);
      assertThat(onOwner.join()).isEqualTo(42);
      assertThat(elsewhere.join()).isEqualTo(43);
    }
  }

  @Test
  void itsContinuationsRunAfterTheCompletingCall() {
    try (MultiCoreRuntime runtime = Runtimes.cores(1).start()) {
      Promise<String> promise = Runtimes.on0(runtime, () -> Core.current().newLocalPromise());
      StringBuilder order = new StringBuilder();
      Future<String> mapped =
          Runtimes.on0(
              runtime,
              () -> {
                Future<String> result =
                    promise.future().map(value -> order.append(value).toString());
                promise.complete("mapping");
                order.append("completing call, ");
                return result;
              });
      assertThat(mapped.join()).isEqualTo("completing call, mapping");
    }
  }

  @Test
  void otherThreadsThatCompleteItAreRefused() {
    try (MultiCoreRuntime runtime = Runtimes.cores(2).start()) {
      Promise<Integer> promise = local(runtime);
      assertThatIllegalStateException()
          .isThrownBy(() -> promise.complete(1))
          .withMessage(
              "a local promise is completed on its core, core 0, and the caller is outside any core: newPromise()"
                  + " makes one that any thread may complete");
      assertThatIllegalStateException()
          .isThrownBy(() -> promise.tryFail(new RuntimeException("no")))
          .withMessageContaining("outside any core");
      runtime
          .spawnOn(
              1,
              () -> assertThatIllegalStateException()
                  .isThrownBy(() -> promise.tryComplete(1))
                  .withMessageContaining("core 0, and the caller is on core 1"))
          .join();
      assertThat(promise.future().isDone()).isFalse();
    }
  }

  @Test
  void itIsCompletedOnce() {
    try (MultiCoreRuntime runtime = Runtimes.cores(1).start()) {
      Promise<Integer> promise = local(runtime);
      Runtimes.run0(
          runtime,
          () -> {
            assertThat(promise.tryComplete(1)).isTrue();
            assertThat(promise.tryFail(new RuntimeException("late"))).isFalse();
            assertThatIllegalStateException().isThrownBy(() -> promise.complete(2));
          });
      assertThat(promise.future().getNow()).isEqualTo(1);
    }
  }

  @Test
  void onlyItsCoreMakesIt() {
    try (MultiCoreRuntime runtime = Runtimes.cores(1).start()) {
      assertThatIllegalStateException()
          .isThrownBy(() -> runtime.core(0).newLocalPromise())
          .withMessageContaining("newLocalPromise of core 0 must be called on that core");
    }
  }

  @Test
  void theEndBreaksWhatStillWaitsForIt() {
    AtomicReference<@Nullable Throwable> own = new AtomicReference<>();
    AtomicReference<@Nullable Throwable> others = new AtomicReference<>();
    Promise<Integer> promise;
    Future<Integer> outside;
    try (MultiCoreRuntime runtime = Runtimes.cores(2).start()) {
      promise = local(runtime);
      outside = promise.future().map(value -> value + 1);
      Runtimes.run0(
          runtime, () -> promise.future().onComplete((value, failure) -> own.set(failure)));
      runtime
          .spawnOn(
              1,
              () -> {
                promise.future().onComplete((value, failure) -> others.set(failure));
                return null;
              })
          .join();
    }
    assertThat(own.get()).isInstanceOf(BrokenPromiseException.class);
    assertThat(others.get()).isInstanceOf(BrokenPromiseException.class);
    assertThatThrownBy(outside::join).isInstanceOf(BrokenPromiseException.class);
    assertThatThrownBy(() -> promise.future().join()).isInstanceOf(BrokenPromiseException.class);
  }

  @Test
  void aSleepThatTheEndCutsShortIsBroken() {
    AtomicReference<@Nullable Throwable> seen = new AtomicReference<>();
    try (MultiCoreRuntime runtime = Runtimes.cores(1).start()) {
      Runtimes.run0(
          runtime,
          () -> Core.current()
              .sleep(Duration.ofDays(1))
              .onComplete((value, failure) -> seen.set(failure)));
    }
    assertThat(seen.get()).isInstanceOf(BrokenPromiseException.class);
  }
}
