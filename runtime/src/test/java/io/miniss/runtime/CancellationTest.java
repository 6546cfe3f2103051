package io.miniss.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.miniss.runtime.cancel.CancelOutcome;
import io.miniss.runtime.cancel.CancellationScope;
import io.miniss.runtime.cancel.CancellationToken;
import io.miniss.runtime.cancel.CancelledException;
import io.miniss.runtime.cancel.DeadlineExceededException;
import io.miniss.runtime.diagnostics.ShutdownReport;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.TaskFailure;
import io.miniss.runtime.task.TaskOptions;
import io.miniss.runtime.task.TaskState;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

@Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD) // a join ignores interrupts
class CancellationTest {

  private static final Duration NEVER = Duration.ofDays(1);

  @Test
  void aCancelledQueuedTaskNeverRan() {
    AtomicInteger runs = new AtomicInteger();
    MultiCoreRuntime runtime = Runtimes.cores(1).start();
    try (runtime) {
      Blocker blocker = Blocker.occupying(runtime, 0);
      JoinHandle<Integer> handle = runtime.spawnOn(0, runs::incrementAndGet);
      assertThat(handle.state()).isEqualTo(TaskState.QUEUED);
      assertThat(handle.cancel("not needed")).isEqualTo(CancelOutcome.CANCELLED);
      assertThat(handle.state()).isEqualTo(TaskState.CANCELLED);
      assertThatExceptionOfType(CancelledException.class)
          .isThrownBy(handle::join)
          .withMessageContaining(handle.id().toString())
          .withMessageContaining("not needed")
          .satisfies(e -> assertThat(e.reason()).isEqualTo("not needed"));
      assertThat(handle.cancel("again")).isEqualTo(CancelOutcome.TOO_LATE);
      blocker.release();
    }
    ShutdownReport report = runtime.closeAndReport();
    assertThat(report.cancelled()).isEqualTo(1);
    assertThat(report.completed()).isEqualTo(1);
    assertThat(runs).hasValue(0);
  }

  @Test
  void aRunningTaskSeesItsTokenAndTheFirstReasonStands() {
    try (var runtime = Runtimes.cores(1).start()) {
      CountDownLatch started = new CountDownLatch(1);
      JoinHandle<String> handle =
          runtime.spawn(
              () -> {
                CancellationToken token = Core.currentToken();
                assertThat(token.isCancelled()).isFalse();
                started.countDown();
                while (!token.isCancelled()) {
                  Thread.onSpinWait();
                }
                token.throwIfCancelled();
                return "not reached";
              });
      Blocker.await(started);
      assertThat(handle.cancel("first")).isEqualTo(CancelOutcome.REQUESTED);
      assertThat(handle.cancel("second")).isEqualTo(CancelOutcome.REQUESTED);
      assertThatExceptionOfType(CancelledException.class)
          .isThrownBy(handle::join)
          .satisfies(e -> assertThat(e.reason()).isEqualTo("first"));
      assertThat(handle.state()).isEqualTo(TaskState.CANCELLED);
    }
  }

  @Test
  void aTaskThatIgnoresItsCancellationCompletesAndEverybodySeesThat() {
    try (var runtime = Runtimes.cores(1).start()) {
      Blocker blocker = new Blocker();
      JoinHandle<String> handle =
          runtime.spawn(
              () -> {
                blocker.run();
                return "value";
              });
      blocker.awaitEntered();
      assertThat(handle.cancel("ignored")).isEqualTo(CancelOutcome.REQUESTED);
      blocker.release();
      assertThat(handle.join()).isEqualTo("value");
      assertThat(handle.state()).isEqualTo(TaskState.COMPLETED);
      assertThat(handle.cancel("late")).isEqualTo(CancelOutcome.TOO_LATE);
    }
  }

  @Test
  void aTaskThatThrowsAnotherTasksCancellationHasFailed() {
    try (var runtime = Runtimes.cores(1).start()) {
      CancelledException foreign = new CancelledException("another task", "its reason");
      JoinHandle<String> handle =
          runtime.spawn(
              () -> {
                throw foreign;
              });
      assertThatExceptionOfType(TaskFailure.class).isThrownBy(handle::join).withCause(foreign);
      assertThat(handle.state()).isEqualTo(TaskState.FAILED);
    }
  }

  @Test
  void aCancelledTaskWhoseSocketTimesOutHasFailed() {
    try (var runtime = Runtimes.cores(1).start()) {
      CountDownLatch runs = new CountDownLatch(1);
      SocketTimeoutException timeout = new SocketTimeoutException("Read timed out");
      JoinHandle<String> handle =
          runtime.spawn(
              () -> {
                try {
                  runs.countDown();
                  new CountDownLatch(1).await();
                  return "not reached";
                } catch (InterruptedException cancelled) {
                  throw timeout;
                }
              });
      Blocker.await(runs);
      handle.cancel("enough");
      assertThatExceptionOfType(TaskFailure.class).isThrownBy(handle::join).withCause(timeout);
      assertThat(handle.state()).isEqualTo(TaskState.FAILED);
    }
  }

  @Test
  void aParkedFiberIsWokenItsFinallyBlockRunsAndCannotWait() {
    try (var runtime = Runtimes.cores(2).start()) {
      ConcurrentLinkedQueue<String> log = new ConcurrentLinkedQueue<>();
      CountDownLatch started = new CountDownLatch(1);
      JoinHandle<Void> fiber =
          runtime.spawnFiber(
              () -> {
                started.countDown();
                try {
                  Fiber.await(runtime.newPromise().future());
                } finally {
                  log.add("finally");
                  try {
                    Fiber.sleep(Duration.ZERO);
                  } catch (CancelledException e) {
                    log.add("cannot wait");
                  }
                }
              });
      Blocker.await(started);
      assertThat(fiber.cancel("enough")).isEqualTo(CancelOutcome.REQUESTED);
      assertThatExceptionOfType(CancelledException.class)
          .isThrownBy(fiber::join)
          .withMessageContaining("enough");
      assertThat(fiber.state()).isEqualTo(TaskState.CANCELLED);
      assertThat(log).containsExactly("finally", "cannot wait");
    }
  }

  @Test
  void aSleepingFiberIsWokenByItsCancellation() {
    try (var runtime = Runtimes.cores(1).start()) {
      JoinHandle<Void> fiber = runtime.spawnFiber(() -> Fiber.sleep(NEVER));
      await().until(() -> fiber.state() == TaskState.RUNNING);
      fiber.cancel("enough");
      assertThatExceptionOfType(CancelledException.class).isThrownBy(fiber::join);
    }
  }

  @Test
  void aFiberThatWasCancelledBeforeItWaitsIsToldAtItsNextWait() {
    try (var runtime = Runtimes.cores(1).start()) {
      Blocker blocker = new Blocker();
      JoinHandle<Void> fiber =
          runtime.spawnFiber(
              () -> {
                blocker.run();
                Fiber.yieldNow();
              });
      blocker.awaitEntered();
      fiber.cancel("enough");
      blocker.release();
      assertThatExceptionOfType(CancelledException.class).isThrownBy(fiber::join);
    }
  }

  @Test
  void eachWaitOfACancelledFiberThrows() {
    try (var runtime = Runtimes.cores(1).start()) {
      CancellationScope scope = runtime.newScope();
      JoinHandle<Integer> fiber =
          runtime.spawnFiber(
              TaskOptions.defaults().within(scope),
              () -> {
                scope.cancel("by itself");
                int thrown = 0;
                for (int i = 0; i < 3; i++) {
                  try {
                    Fiber.await(runtime.newPromise().future(), NEVER);
                  } catch (CancelledException expected) {
                    thrown++;
                  }
                }
                return thrown;
              });
      assertThat(fiber.join(Duration.ofSeconds(20))).isEqualTo(3);
    } catch (TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aDeadlineCancelsAParkedFiberAndSaysSo() {
    try (var runtime = Runtimes.cores(1).start()) {
      TaskOptions options = TaskOptions.named("slow").deadline(Duration.ofMillis(5));
      JoinHandle<Void> fiber =
          runtime.spawnFiber(
              options,
              () -> {
                Fiber.sleep(NEVER);
                return null;
              });
      assertThatExceptionOfType(CancelledException.class)
          .isThrownBy(fiber::join)
          .withMessageContaining("\"slow\"")
          .withMessageContaining("deadline of PT0.005S");
    }
  }

  @Test
  void aDeadlineCancelsAQueuedTask() {
    try (var runtime = Runtimes.cores(2).stealing(false).start()) {
      Blocker blocker = Blocker.occupying(runtime, 0);
      AtomicInteger runs = new AtomicInteger();
      List<JoinHandle<Integer>> queued = new ArrayList<>();
      // Deadlines are kept by one core after the other: at least one by the core that is free.
      for (int i = 0; i < 2; i++) {
        queued.add(
            runtime.spawn(
                TaskOptions.defaults().on(0).deadline(Duration.ofMillis(1)),
                runs::incrementAndGet));
      }
      await().until(() -> queued.stream().anyMatch(h -> h.state() == TaskState.CANCELLED));
      blocker.release();
    }
  }

  @Test
  void aDeadlineIsToldFromACancelByItsType() {
    try (var runtime = Runtimes.cores(1).start()) {
      Duration limit = Duration.ofMillis(1);
      JoinHandle<?> own =
          runtime.spawnFiber(TaskOptions.defaults().deadline(limit), () -> Fiber.sleep(NEVER));
      CancellationScope scope = runtime.newScope().cancelAfter(limit);
      JoinHandle<?> ofScope =
          runtime.spawnFiber(TaskOptions.defaults().within(scope.child()),
              () -> Fiber.sleep(NEVER));
      assertThatExceptionOfType(DeadlineExceededException.class)
          .isThrownBy(own::join)
          .withMessageContaining("its deadline of PT0.001S passed");
      assertThatExceptionOfType(DeadlineExceededException.class)
          .isThrownBy(ofScope::join)
          .withMessageContaining("the deadline of PT0.001S passed");
      assertThat(own.state()).isEqualTo(TaskState.CANCELLED);
      JoinHandle<?> cancelled = runtime.spawnFiber(() -> Fiber.sleep(NEVER));
      cancelled.cancel("by hand");
      assertThatExceptionOfType(CancelledException.class)
          .isThrownBy(cancelled::join)
          .isNotInstanceOf(DeadlineExceededException.class);
    }
  }

  @Test
  void aDeadlineThatIsNotReachedChangesNothing() {
    try (var runtime = Runtimes.cores(1).start()) {
      TaskOptions options = TaskOptions.defaults().deadline(NEVER);
      assertThat(runtime.spawn(options, () -> "in time").join()).isEqualTo("in time");
      assertThat(Runtimes.on0(runtime, () -> runtime.spawn(options, () -> "there")).join())
          .isEqualTo("there");
    }
  }

  @Test
  void aScopeCancelsItsTasksAndItsChildrenButNotItsParent() {
    try (var runtime = Runtimes.cores(2).start()) {
      CancellationScope parent = runtime.newScope();
      CancellationScope child = parent.child();
      CancellationScope grandchild = child.child();
      List<JoinHandle<Void>> fibers = new ArrayList<>();
      for (CancellationScope scope : List.of(parent, child, grandchild)) {
        fibers.add(
            runtime.spawnFiber(
                TaskOptions.defaults().within(scope),
                () -> {
                  Fiber.sleep(NEVER);
                  return null;
                }));
      }
      assertThat(child.cancel("the child only")).isTrue();
      assertThat(child.cancel("again")).isFalse();
      for (JoinHandle<Void> fiber : fibers.subList(1, 3)) {
        assertThatExceptionOfType(CancelledException.class)
            .isThrownBy(fiber::join)
            .satisfies(e -> assertThat(e.reason()).isEqualTo("the child only"));
      }
      assertThat(grandchild.isCancelled()).isTrue();
      assertThat(grandchild.reason()).isEqualTo("the child only");
      assertThat(parent.isCancelled()).isFalse();
      assertThat(fibers.getFirst().state().isEnd()).isFalse();
      parent.cancel("all");
      assertThatExceptionOfType(CancelledException.class)
          .isThrownBy(fibers.getFirst()::join)
          .satisfies(e -> assertThat(e.reason()).isEqualTo("all"));
    }
  }

  @Test
  void whatJoinsACancelledScopeIsCancelledAtOnce() {
    AtomicInteger runs = new AtomicInteger();
    MultiCoreRuntime runtime = Runtimes.cores(1).start();
    try (runtime) {
      CancellationScope scope = runtime.newScope();
      scope.cancel("over");
      JoinHandle<Integer> late =
          runtime.spawn(TaskOptions.defaults().within(scope), runs::incrementAndGet);
      assertThatExceptionOfType(CancelledException.class)
          .isThrownBy(late::join)
          .withMessageContaining("over");
      assertThat(scope.child().isCancelled()).isTrue();
    }
    assertThat(runs).hasValue(0);
    assertThat(runtime.closeAndReport().cancelled()).isEqualTo(1);
  }

  @Test
  void aTaskCancelledByItsScopeIsNotRejected() {
    MultiCoreRuntime runtime =
        Runtimes.cores(1).mailboxCapacity(1).spawnLimit(Duration.ZERO).start();
    try (runtime) {
      CancellationScope over = runtime.newScope();
      over.cancel("over");
      TaskOptions within = TaskOptions.defaults().on(0).within(over);
      Blocker blocker = Blocker.occupying(runtime, 0);
      while (runtime.trySpawn(TaskOptions.defaults().on(0), () -> 1).isPresent()) {
        // until the inbox is full
      }
      assertThat(runtime.spawn(within, () -> 1).state()).isEqualTo(TaskState.CANCELLED);
      assertThat(runtime.trySpawn(within, () -> 1)).isPresent();
      blocker.release();
    }
    ShutdownReport report = runtime.closeAndReport();
    assertThat(report.cancelled()).isEqualTo(2);
    assertThat(report.accepted()).isEqualTo(report.completed() + 2);
  }

  @Test
  void aScopeWithALimitIsCancelledWhenItPasses() {
    try (var runtime = Runtimes.cores(1).start()) {
      CancellationScope scope = runtime.newScope().cancelAfter(Duration.ofMillis(5));
      JoinHandle<Void> fiber =
          runtime.spawnFiber(
              TaskOptions.defaults().within(scope),
              () -> {
                Fiber.sleep(NEVER);
                return null;
              });
      assertThatExceptionOfType(CancelledException.class)
          .isThrownBy(fiber::join)
          .withMessageContaining("PT0.005S");
    }
  }

  @Test
  void cancelAgainstStartHasOneWinnerAndEverybodyAgrees() throws Exception {
    MultiCoreRuntime runtime = Runtimes.cores(2).start();
    AtomicInteger runs = new AtomicInteger();
    int cancelledWhileQueued = 0;
    try (runtime;
        ExecutorService outside = Executors.newSingleThreadExecutor()) {
      Callable<Integer> body = runs::incrementAndGet;
      for (int i = 0; i < 2_000; i++) {
        JoinHandle<Integer> handle = runtime.spawn(body);
        var outcome = outside.submit(() -> handle.cancel("race"));
        if (outcome.get() == CancelOutcome.CANCELLED) {
          cancelledWhileQueued++;
          assertThat(handle.state()).isEqualTo(TaskState.CANCELLED);
        } else {
          assertThat(handle.join()).isPositive();
        }
      }
    }
    ShutdownReport report = runtime.closeAndReport();
    assertThat(report.cancelled()).isEqualTo(cancelledWhileQueued);
    assertThat(report.completed()).isEqualTo(runs.get());
    assertThat(report.accepted()).isEqualTo(2_000);
  }

  @Test
  void aChildThatHasLeftItsScopeIsNotCancelledWithIt() {
    try (var runtime = Runtimes.cores(1).start()) {
      CancellationScope server = runtime.newScope();
      CancellationScope request = server.child();
      CancellationScope other = server.child();
      request.leaveParent();
      request.leaveParent();
      server.cancel("stop");
      assertThat(request.isCancelled()).isFalse();
      assertThat(other.isCancelled()).isTrue();
      assertThat(request.cancel("alone")).isTrue();
      server.leaveParent(); // has none
    }
  }
}
