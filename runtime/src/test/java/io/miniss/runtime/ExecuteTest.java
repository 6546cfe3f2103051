package io.miniss.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.miniss.runtime.diagnostics.CoreDiagnostics;
import io.miniss.runtime.diagnostics.ShutdownReport;
import io.miniss.runtime.task.RejectedTaskException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link Core#execute} and the executor of a core, on real cores. */
@Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
class ExecuteTest {

  @Test
  void actionsRunOnTheirCoreInOrder() {
    Queue<String> seen = new ConcurrentLinkedQueue<>();
    try (var runtime = Runtimes.cores(2).start()) {
      for (int i = 0; i < 100; i++) {
        int action = i;
        runtime.core(1).execute(() -> seen.add(Core.current().index() + ":" + action));
      }
    }
    assertThat(seen).hasSize(100).startsWith("1:0", "1:1", "1:2").endsWith("1:99");
  }

  @Test
  void theReportCountsActions() {
    MultiCoreRuntime runtime = Runtimes.cores(1).start();
    runtime.core(0).execute(() -> {});
    runtime
        .core(0)
        .execute(
            () -> {
              throw new IllegalStateException("on purpose");
            });
    ShutdownReport report = runtime.closeAndReport();
    assertThat(List.of(report.accepted(), report.completed(), report.failed()))
        .containsExactly(2L, 1L, 1L);
    assertThat(report.isClean()).isTrue();
  }

  @Test
  void whatAnActionThrowsReachesTheHandlerAtOnce() {
    IllegalStateException thrown = new IllegalStateException("on purpose");
    Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    Queue<String> places = new ConcurrentLinkedQueue<>();
    try (var runtime =
        Runtimes.cores(1)
            .failureGrace(Duration.ofDays(1))
            .failureHandler(
                (failure, where) -> {
                  failures.add(failure);
                  places.add(where);
                })
            .start()) {
      runtime
          .core(0)
          .execute(
              () -> {
                throw thrown;
              });
      await().until(() -> !places.isEmpty());
      assertThat(failures).containsExactly(thrown);
      assertThat(places).containsExactly("an action executed on core 0");
      assertThat(runtime.spawnOn(0, () -> "next").join()).isEqualTo("next");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {7, 8, 9, 11})
  void theReadyQueueIsFilledBeforeTheBacklog(int actions) {
    try (var runtime = Runtimes.cores(1).readyCapacity(8).backlogCapacity(100).start()) {
      Runtimes.on0(
          runtime,
          () -> {
            for (int i = 0; i < actions; i++) {
              Core.current().execute(() -> {});
            }
            return Core.current().submit(0, () -> "last");
          })
          .join();
      CoreDiagnostics seen = runtime.core(0).diagnostics();
      assertThat(List.of(seen.readyHighWater(), seen.backlogHighWater()))
          .containsExactly(Math.min(8L, actions + 1L), Math.max(0L, actions + 1L - 8));
    }
  }

  @Test
  void newActionsDoNotOvertakeTheBacklog() {
    Queue<Integer> order = new ConcurrentLinkedQueue<>();
    int actions = 10;
    try (var runtime = Runtimes.cores(1).readyCapacity(2).backlogCapacity(100).start()) {
      Runtimes.run0(
          runtime,
          () -> {
            for (int i = 0; i < actions; i++) {
              int action = i;
              Core.current()
                  .execute(
                      () -> {
                        order.add(action);
                        Core.current().execute(() -> order.add(actions + action));
                      });
            }
          });
      await().until(() -> order.size() == 2 * actions);
    }
    assertThat(List.copyOf(order)).isSorted();
  }

  @Test
  void aFullCoreRejectsTheActionOfAnotherCore() {
    AtomicInteger runs = new AtomicInteger();
    try (var runtime = Runtimes.cores(2).mailboxCapacity(4).backlogCapacity(2).start()) {
      Blocker blocker = Blocker.occupying(runtime, 1);
      int accepted = Runtimes.on0(runtime, () -> executeUntilRejected(runtime.core(1), runs));
      assertThat(accepted).isEqualTo(4 + 2);
      blocker.release();
      await().until(() -> runs.get() == accepted);
    }
  }

  private static int executeUntilRejected(Core core, AtomicInteger runs) {
    for (int accepted = 0; accepted < 1_000; accepted++) {
      try {
        core.execute(runs::incrementAndGet);
      } catch (RejectedTaskException rejected) {
        assertThat(rejected).hasMessageContaining("action executed on core 1 was rejected");
        return accepted;
      }
    }
    throw new AssertionError("1000 actions found room in queues of 4 and 2");
  }

  @Test
  void theExecutorOfACoreServesCompletableFutures() {
    try (var runtime = Runtimes.cores(2).start()) {
      Executor executor = runtime.executor(1);
      CompletableFuture<Integer> future =
          CompletableFuture.supplyAsync(() -> Core.current().index(), executor);
      assertThat(future.join()).isEqualTo(1);
    }
  }

  @Test
  void aClosedRuntimeRejectsActions() {
    MultiCoreRuntime runtime = Runtimes.cores(1).start();
    runtime.close();
    assertThatExceptionOfType(RejectedTaskException.class)
        .isThrownBy(() -> runtime.executor(0).execute(() -> {}))
        .withMessageContaining("takes no tasks");
  }

  @Test
  void anActionThatBlocksIsReportedAsAnAction() {
    CountDownLatch goOn = new CountDownLatch(1);
    try (var runtime = Runtimes.cores(1).start()) {
      runtime
          .core(0)
          .execute(
              () -> {
                try {
                  goOn.await();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      await().until(() -> !runtime.diagnostics().cores().getFirst().blocked().isEmpty());
      assertThat(runtime.diagnostics().cores().getFirst().blocked())
          .containsExactly("an action executed on core 0");
      goOn.countDown();
    }
  }

  @Test
  void anActionIsToldThatItWaitsForItsEnd() {
    Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    try (var runtime =
        Runtimes.cores(1).failureHandler((failure, where) -> failures.add(failure)).start()) {
      runtime.core(0).execute(() -> runtime.shutdown().join());
      await().until(() -> !failures.isEmpty());
    }
    assertThat(failures.element())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("when an action executed on core 0 has ended");
  }
}
