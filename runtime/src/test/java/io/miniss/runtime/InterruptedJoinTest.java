package io.miniss.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.miniss.runtime.cancel.CancelledException;
import io.miniss.runtime.diagnostics.ShutdownReport;
import io.miniss.runtime.future.Promise;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.TaskState;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Waits of external threads that an interrupt ends. */
@Timeout(60)
class InterruptedJoinTest {
  /** What a thread that was interrupted while it waited in {@code waiting} returned. */
  private static String interruptedWhile(Callable<String> waiting) throws Exception {
    FutureTask<String> outcome = new FutureTask<>(waiting);
    Thread thread = Thread.ofPlatform().start(outcome);
    await()
        .until(
            () -> thread.getState() == Thread.State.WAITING
                || thread.getState() == Thread.State.TIMED_WAITING);
    thread.interrupt();
    return outcome.get();
  }

  @Test
  void anInterruptEndsTheJoinNotTheTask() throws Exception {
    try (MultiCoreRuntime runtime = Runtimes.cores(1).start()) {
      Promise<Integer> answer = runtime.newPromise();
      JoinHandle<Integer> fiber = runtime.spawnFiber(() -> Fiber.await(answer.future()));
      String told =
          interruptedWhile(
              () -> {
                try {
                  return "joined " + fiber.joinInterruptibly();
                } catch (InterruptedException e) {
                  return e.getMessage() + ", status " + Thread.currentThread().isInterrupted();
                }
              });
      assertThat(told)
          .isEqualTo(
              "interrupted while waiting for the outcome of task "
                  + fiber.id()
                  + ", which goes on, status false");
      assertThat(fiber.state()).isEqualTo(TaskState.RUNNING);
      answer.complete(4);
      assertThat(fiber.joinInterruptibly(Duration.ofSeconds(20))).isEqualTo(4);
    }
  }

  @Test
  void anInterruptEndsAJoinWithALimit() throws Exception {
    try (MultiCoreRuntime runtime = Runtimes.cores(1).start()) {
      Promise<Integer> never = runtime.newPromise();
      String told =
          interruptedWhile(
              () -> {
                try {
                  return "joined " + never.future().joinInterruptibly(Duration.ofHours(1));
                } catch (InterruptedException e) {
                  return "interrupted";
                }
              });
      assertThat(told).isEqualTo("interrupted");
    }
  }

  @Test
  void anInterruptBeforeTheJoinCountsUnlessDone() throws Exception {
    try (MultiCoreRuntime runtime = Runtimes.cores(1).start()) {
      Promise<Integer> promise = runtime.newPromise();
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> promise.future().joinInterruptibly())
          .isInstanceOf(InterruptedException.class);
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
      promise.complete(2);
      Thread.currentThread().interrupt();
      assertThat(promise.future().joinInterruptibly()).isEqualTo(2);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void theLimitEndsAJoinWithoutInterrupt() {
    try (MultiCoreRuntime runtime = Runtimes.cores(1).start()) {
      Promise<Integer> never = runtime.newPromise();
      assertThatThrownBy(() -> never.future().joinInterruptibly(Duration.ofNanos(1)))
          .isInstanceOf(TimeoutException.class)
          .hasMessageContaining("PT0.000000001S");
    }
  }

  @Test
  void inAFiberOnlyCancellationEndsIt() {
    try (MultiCoreRuntime runtime = Runtimes.cores(1).start()) {
      Promise<Integer> never = runtime.newPromise();
      JoinHandle<Integer> fiber = runtime.spawnFiber(() -> never.future().joinInterruptibly());
      await().until(() -> fiber.state() == TaskState.RUNNING);
      fiber.cancel("enough");
      assertThatThrownBy(fiber::join).isInstanceOf(CancelledException.class);
    }
  }

  @Test
  void aPlainTaskIsToldNotToWait() {
    try (MultiCoreRuntime runtime = Runtimes.cores(1).start()) {
      Promise<Integer> never = runtime.newPromise();
      JoinHandle<Integer> task = runtime.spawn(() -> never.future().joinInterruptibly());
      assertThatThrownBy(task::join)
          .cause()
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("would block core 0");
    }
  }

  @Test
  void anInterruptedCloseCancelsAtOnce() throws Exception {
    MultiCoreRuntime runtime =
        Runtimes.cores(1).drainLimit(Duration.ofDays(1)).cancelLimit(Duration.ofDays(1)).start();
    Promise<Integer> never = runtime.newPromise();
    JoinHandle<Integer> fiber = runtime.spawnFiber(() -> Fiber.await(never.future()));
    String told =
        interruptedWhile(
            () -> {
              ShutdownReport report = runtime.closeAndReport();
              return report.cancelled() + " cancelled, status " + Thread.interrupted();
            });
    assertThat(told).isEqualTo("1 cancelled, status true");
    assertThat(fiber.state()).isEqualTo(TaskState.CANCELLED);
  }
}
