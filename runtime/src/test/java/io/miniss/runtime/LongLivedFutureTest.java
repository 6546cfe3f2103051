package io.miniss.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.miniss.runtime.cancel.CancellationScope;
import io.miniss.runtime.future.Future;
import io.miniss.runtime.future.Promise;
import io.miniss.runtime.task.TaskOptions;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** What waited for something that lives on, and has ended, leaves nothing there. */
@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
class LongLivedFutureTest {
  private static final int ROUNDS = 5_000;

  /** What has ended is dropped when a list has doubled, so that some of it may still be there. */
  private static final int FEW = 300;

  private final List<WeakReference<Object>> made = new ArrayList<>();

  private void leavesNothing(Supplier<Object> round) {
    for (int i = 0; i < ROUNDS; i++) {
      made.add(new WeakReference<>(round.get()));
    }
    await("what has ended is unreachable")
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              System.gc();
              return made.stream().filter(each -> each.get() != null).count() <= FEW;
            });
  }

  /** The failure is kept by the derived future only. */
  private static Object timedOut(Future<?> future) {
    assertThatThrownBy(future::join).hasRootCauseInstanceOf(TimeoutException.class);
    return future;
  }

  @Test
  void timeoutsOutsideLeaveNothing() {
    try (MultiCoreRuntime runtime = Runtimes.cores(1).start()) {
      Promise<Integer> never = runtime.newPromise();
      leavesNothing(() -> timedOut(never.future().timeout(Duration.ZERO)));
      assertThat(never.future().isDone()).isFalse();
    }
  }

  @Test
  void timeoutsOnACoreLeaveNothing() {
    try (MultiCoreRuntime runtime = Runtimes.cores(1).start()) {
      Promise<Integer> never = runtime.newPromise();
      leavesNothing(
          () -> timedOut(
              Runtimes.on0(runtime, () -> never.future().timeout(Duration.ZERO))));
      assertThat(never.future().isDone()).isFalse();
    }
  }

  @Test
  void waitsOfFibersLeaveNothing() {
    try (MultiCoreRuntime runtime = Runtimes.cores(1).start()) {
      Promise<Integer> never = runtime.newPromise();
      leavesNothing(
          () -> timedOut(
              runtime.spawnFiber(() -> Fiber.await(never.future(), Duration.ZERO)).future()));
      assertThat(never.future().isDone()).isFalse();
    }
  }

  @Test
  void mapsOutsideLeaveNothingInTheRuntime() {
    try (MultiCoreRuntime runtime = Runtimes.cores(1).start()) {
      leavesNothing(
          () -> {
            Promise<Integer> promise = runtime.newPromise();
            Future<Integer> mapped = promise.future().map(value -> value + 1);
            promise.complete(1);
            assertThat(mapped.join()).isEqualTo(2);
            return mapped;
          });
    }
  }

  @Test
  void anIdleCoreKeepsNoResult() {
    try (MultiCoreRuntime runtime = Runtimes.cores(1).start()) {
      WeakReference<Object> kept =
          Runtimes.on0(
              runtime,
              () -> {
                Promise<Object> promise = Core.current().newLocalPromise();
                Object result = new Object();
                Future<Object> mapped = promise.future().map(Object::toString);
                promise.complete(result);
                WeakReference<Object> weak = new WeakReference<>(result);
                return mapped.map(_ -> weak);
              })
              .join();
      await("the result is unreachable")
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> {
                System.gc();
                return kept.get() == null;
              });
    }
  }

  @Test
  void limitsOfWaitsThatHaveEndedLeaveNothing() {
    try (MultiCoreRuntime runtime = Runtimes.cores(1).start()) {
      leavesNothing(
          () -> {
            Promise<Integer> soon = runtime.newPromise();
            var fiber =
                runtime.spawnFiber(() -> Fiber.await(soon.future(), Duration.ofDays(1)));
            soon.complete(1);
            assertThat(fiber.join()).isEqualTo(1);
            return fiber;
          });
    }
  }

  @Test
  void tasksThatHaveEndedLeaveNothingInTheirScope() {
    try (MultiCoreRuntime runtime = Runtimes.cores(1).start()) {
      CancellationScope scope = runtime.newScope();
      leavesNothing(
          () -> {
            var task = runtime.spawn(TaskOptions.defaults().within(scope), () -> 1);
            assertThat(task.join()).isEqualTo(1);
            return task;
          });
      assertThat(scope.isCancelled()).isFalse();
    }
  }

  @Test
  void tasksThatHaveFailedLeaveNothingInTheirScope() {
    try (MultiCoreRuntime runtime = Runtimes.cores(1).start()) {
      CancellationScope scope = runtime.newScope();
      leavesNothing(
          () -> {
            var task =
                runtime.spawn(
                    TaskOptions.defaults().within(scope),
                    () -> {
                      throw new IllegalStateException("planned");
                    });
            assertThatThrownBy(task::join).hasMessageContaining("planned");
            return task;
          });
      assertThat(scope.isCancelled()).isFalse();
    }
  }

  @Test
  void rejectedTasksLeaveNothingInTheirScope() {
    try (MultiCoreRuntime runtime = Runtimes.cores(1).mailboxCapacity(1).start()) {
      Blocker blocker = Blocker.occupying(runtime, 0);
      TaskOptions within = TaskOptions.defaults().within(runtime.newScope()).on(0);
      int accepted = 0;
      while (runtime.trySpawn(within, () -> 1).isPresent()) {
        accepted++;
      }
      assertThat(accepted).isPositive();
      leavesNothing(
          () -> {
            Object body = new Object();
            assertThat(runtime.trySpawn(within, () -> body)).isEmpty();
            return body;
          });
      blocker.release();
    }
  }

  @Test
  void scopesThatLeaveLeaveNothingInTheirParent() {
    try (MultiCoreRuntime runtime = Runtimes.cores(1).start()) {
      CancellationScope parent = runtime.newScope();
      leavesNothing(
          () -> {
            CancellationScope child = parent.child();
            child.leaveParent();
            return child;
          });
      assertThat(parent.isCancelled()).isFalse();
    }
  }

  @Test
  void deadlinesOfEndedTasksLeaveNothing() {
    try (MultiCoreRuntime runtime = Runtimes.cores(1).start()) {
      leavesNothing(
          () -> {
            var task =
                runtime.spawn(TaskOptions.defaults().deadline(Duration.ofDays(1)), () -> 1);
            assertThat(task.join()).isEqualTo(1);
            return task;
          });
    }
  }
}
