package io.miniss.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

import io.miniss.runtime.cancel.CancelledException;
import io.miniss.runtime.diagnostics.Phase;
import io.miniss.runtime.diagnostics.ShutdownReport;
import io.miniss.runtime.future.BrokenPromiseException;
import io.miniss.runtime.future.Future;
import io.miniss.runtime.future.Promise;
import io.miniss.runtime.spi.CoreThread;
import io.miniss.runtime.spi.CoreThreadSpec;
import io.miniss.runtime.spi.ForwardingScheduler;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.RejectedTaskException;
import io.miniss.runtime.task.TaskFailure;
import io.miniss.runtime.task.TaskOptions;
import io.miniss.runtime.task.TaskState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.mockito.ArgumentCaptor;

@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD) // a join ignores interrupts
class ShutdownTest {

  private final List<Throwable> reported = new CopyOnWriteArrayList<>();

  private MultiCoreRuntime.Builder cores(int cores) {
    return Runtimes.cores(cores).failureHandler((failure, where) -> reported.add(failure));
  }

  @Test
  void everythingAcceptedIsFinishedAndAccountedFor() {
    MultiCoreRuntime runtime = cores(2).start();
    Callable<String> succeeding = () -> "done";
    Callable<String> failing =
        () -> {
          throw new IllegalStateException("fails");
        };
    for (int i = 0; i < 100; i++) {
      runtime.spawn(succeeding);
    }
    for (int i = 0; i < 10; i++) {
      runtime.spawn(failing);
    }
    ShutdownReport report = runtime.closeAndReport();
    assertThat(report.accepted()).isEqualTo(110);
    assertThat(report.completed()).isEqualTo(100);
    assertThat(report.failed()).isEqualTo(10);
    assertThat(report.cancelled()).isZero();
    assertThat(report.isClean()).isTrue();
    assertThat(report.cancelledByDeadline()).isFalse();
    assertThat(runtime.phase()).isEqualTo(Phase.TERMINATED);
    assertThat(reported).hasSize(10);
  }

  @Test
  void noThreadIsLeft() {
    MultiCoreRuntime runtime = cores(2).name("left-over").start();
    assertThat(threadsNamed("left-over-core")).isEqualTo(2);
    runtime.close();
    await().until(() -> threadsNamed("left-over-core") == 0);
  }

  @Test
  void closeLetsThreadsEndWithinTheCancelLimit() {
    List<CoreThread> threads = new ArrayList<>();
    var scheduler =
        new ForwardingScheduler(Scheduler.system()) {
          @Override
          public CoreThread startCore(CoreThreadSpec spec, Runnable body) {
            threads.add(
                mock(CoreThread.class, delegatesTo(super.startCore(spec, body))));
            return threads.getLast();
          }
        };
    MultiCoreRuntime runtime =
        cores(1)
            .scheduler(scheduler)
            .drainLimit(Duration.ofMillis(1))
            .cancelLimit(Duration.ofMinutes(1))
            .start();
    long before = System.nanoTime();
    runtime.close();
    ArgumentCaptor<Long> deadline = ArgumentCaptor.captor();
    verify(threads.getFirst()).awaitExit(deadline.capture());
    assertThat(Duration.ofNanos(deadline.getValue() - before))
        .isBetween(
            Duration.ofMinutes(1),
            Duration.ofMinutes(1).plusNanos(System.nanoTime() - before));
  }

  private static long threadsNamed(String prefix) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith(prefix))
        .count();
  }

  @Test
  void shutdownDrainsAcceptedTasksAndTheFibersThatStillWait() {
    MultiCoreRuntime runtime = cores(2).start();
    Promise<String> promise = runtime.newPromise();
    JoinHandle<String> fiber = runtime.spawnFiber(() -> Fiber.await(promise.future()));
    Future<ShutdownReport> report = runtime.shutdown();
    assertThat(runtime.phase()).isEqualTo(Phase.DRAINING);
    assertThat(report.isDone()).isFalse();
    promise.complete("at last");
    assertThat(report.join().completed()).isEqualTo(1);
    assertThat(fiber.join()).isEqualTo("at last");
  }

  @Test
  void aSecondShutdownChangesNothingAndHasTheSameReport() {
    MultiCoreRuntime runtime = cores(2).start();
    Future<ShutdownReport> first = runtime.shutdown();
    Future<ShutdownReport> second = runtime.shutdown();
    assertThat(first.join()).isSameAs(second.join());
    runtime.close();
    assertThat(runtime.closeAndReport()).isSameAs(first.join());
  }

  @Test
  void closesOfSeveralThreadsAtOnceAllReturnTheOneReport() throws Exception {
    for (int round = 0; round < 20; round++) {
      MultiCoreRuntime runtime = cores(2).start();
      runtime.spawn(() -> "task");
      CountDownLatch start = new CountDownLatch(1);
      List<ShutdownReport> reports = new ArrayList<>();
      try (ExecutorService outside = Executors.newFixedThreadPool(3)) {
        List<java.util.concurrent.Future<ShutdownReport>> closing = new ArrayList<>();
        for (int t = 0; t < 3; t++) {
          closing.add(
              outside.submit(
                  () -> {
                    Blocker.await(start);
                    return runtime.closeAndReport();
                  }));
        }
        start.countDown();
        for (var end : closing) {
          reports.add(end.get());
        }
      }
      assertThat(reports).containsOnly(reports.getFirst());
      assertThat(reports.getFirst().completed()).isEqualTo(1);
    }
  }

  @Test
  void aCoreCanShutItsOwnRuntimeDown() {
    MultiCoreRuntime runtime = cores(2).start();
    Future<ShutdownReport> report = Runtimes.on0(runtime, () -> runtime.shutdown());
    assertThat(report.join().completed()).isEqualTo(1);
  }

  @Test
  void closeOnACoreStartsTheEndAndDoesNotWaitForIt() {
    MultiCoreRuntime runtime = cores(2).start();
    Runtimes.run0(runtime, runtime::close);
    assertThat(runtime.closeAndReport().completed()).isEqualTo(1);
    MultiCoreRuntime another = cores(2).start();
    another.spawnFiber(another::close).join();
    assertThat(another.closeAndReport().completed()).isEqualTo(1);
  }

  @Test
  void inAStormOfSubmissionsEveryHandleReachesOneEndAndTheReportAddsUp() throws Exception {
    for (int round = 0; round < 10; round++) {
      MultiCoreRuntime runtime = cores(2).mailboxCapacity(16).backlogCapacity(16).start();
      AtomicInteger runs = new AtomicInteger();
      ConcurrentLinkedQueue<JoinHandle<Integer>> accepted = new ConcurrentLinkedQueue<>();
      try (ExecutorService outside = Executors.newFixedThreadPool(2)) {
        CountDownLatch storming = new CountDownLatch(2);
        List<java.util.concurrent.Future<?>> producers = new ArrayList<>();
        for (int t = 0; t < 2; t++) {
          producers.add(
              outside.submit(
                  () -> {
                    for (int i = 0; i < 1_000_000; i++) {
                      try {
                        if (i % 3 == 0) {
                          accepted.add(runtime.<Integer>spawnFiber(runs::incrementAndGet));
                        } else {
                          accepted.add(runtime.<Integer>spawn(runs::incrementAndGet));
                        }
                      } catch (RejectedTaskException e) {
                        return;
                      }
                      if (i == 50) {
                        storming.countDown();
                      }
                    }
                  }));
        }
        Blocker.await(storming);
        ShutdownReport report = runtime.closeAndReport();
        for (var producer : producers) {
          producer.get();
        }
        assertThat(report.isClean()).isTrue();
        assertThat(report.accepted()).isEqualTo(accepted.size());
        assertThat(report.completed()).isEqualTo(runs.get()).isEqualTo(accepted.size());
        assertThat(accepted).allMatch(handle -> handle.state() == TaskState.COMPLETED);
      }
    }
  }

  @Test
  void whenTheDrainLimitPassesTheRestIsCancelled() {
    // Two a turn: the queued one would start in the turn after the stop was seen.
    MultiCoreRuntime runtime = cores(1).batch(2).drainLimit(Duration.ofMillis(10)).start();
    Blocker gathering = Blocker.occupying(runtime, 0);
    JoinHandle<Void> sleeping = runtime.spawnFiber(() -> Fiber.sleep(Duration.ofDays(1)));
    JoinHandle<String> heeding =
        runtime.spawn(
            () -> {
              var token = Core.currentToken();
              while (!token.isCancelled()) {
                Thread.onSpinWait();
              }
              token.throwIfCancelled();
              return "not reached";
            });
    JoinHandle<String> queued = runtime.spawn(() -> "behind it");
    gathering.release();
    ShutdownReport report = runtime.closeAndReport();
    assertThat(report.cancelledByDeadline()).isTrue();
    assertThat(report.cancelled()).isEqualTo(3);
    assertThat(report.completed()).isEqualTo(1);
    assertThat(report.isClean()).isTrue();
    for (JoinHandle<?> handle : List.of(sleeping, heeding, queued)) {
      assertThatExceptionOfType(CancelledException.class)
          .isThrownBy(handle::join)
          .withMessageContaining("drain deadline passed");
    }
  }

  /** It has had room before, of which it does not go on making use. */
  @Test
  void aCoreThatShutsDownTakesNoMore() {
    try (MultiCoreRuntime runtime = cores(1).start()) {
      Runtimes.run0(
          runtime,
          () -> {
            for (int i = 0; i < 5; i++) {
              Core.current().spawn(() -> {});
            }
          });
      Runtimes.run0(
          runtime,
          () -> {
            var _ = runtime.shutdown();
            assertThatExceptionOfType(RejectedTaskException.class)
                .isThrownBy(() -> Core.current().spawn(() -> {}));
            assertThatExceptionOfType(RejectedTaskException.class)
                .isThrownBy(() -> Core.current().execute(() -> {}));
          });
      assertThat(runtime.closeAndReport().accepted()).isEqualTo(7);
    }
  }

  @Test
  void ofSeveralLimitsTheEarliestHolds() {
    MultiCoreRuntime runtime = cores(1).start();
    runtime.spawnFiber(() -> Fiber.sleep(Duration.ofDays(1)));
    var unlimited = runtime.shutdown();
    var _ = runtime.shutdown(Duration.ofDays(1));
    var _ = runtime.shutdown(Duration.ofMillis(1));
    assertThat(unlimited.join().cancelled()).isEqualTo(1);
  }

  @Test
  void aTaskThatNeverEndsIsNamedInTheReportAndDoesNotHangClose() {
    MultiCoreRuntime runtime =
        cores(2).drainLimit(Duration.ofMillis(5)).cancelLimit(Duration.ofMillis(5)).start();
    Blocker blocker = new Blocker();
    JoinHandle<String> stubborn =
        runtime.spawn(
            TaskOptions.named("stubborn").on(1),
            () -> {
              blocker.run();
              return "ended after all";
            });
    blocker.awaitEntered();
    JoinHandle<String> behind = runtime.spawnOn(1, () -> "behind it");
    ShutdownReport report = runtime.closeAndReport();
    assertThat(report.isClean()).isFalse();
    assertThat(report.unfinished()).isEqualTo(2);
    assertThat(report.stuck())
        .singleElement()
        .asString()
        .contains(stubborn.id().toString())
        .contains("\"stubborn\"")
        .contains("core 1")
        .contains(" at ");
    assertThat(runtime.phase()).isEqualTo(Phase.TERMINATED);
    assertThatExceptionOfType(BrokenPromiseException.class).isThrownBy(behind::join);
    blocker.release();
    await().until(() -> behind.state().isEnd());
    assertThat(stubborn.join()).isEqualTo("ended after all");
    assertThat(runtime.closeAndReport()).isSameAs(report);
  }

  @Test
  @SuppressWarnings("LockNotBeforeTry") // the test decides when
  void aFiberThatNeverEndsIsNamedInTheReportWithTheFrameItWaitsIn() {
    MultiCoreRuntime runtime =
        cores(1).drainLimit(Duration.ofMillis(5)).cancelLimit(Duration.ofMillis(5)).start();
    ReentrantLock lock = new ReentrantLock();
    lock.lock();
    JoinHandle<Void> fiber = runtime.spawnFiber(lock::lock);
    await().until(lock::hasQueuedThreads);
    ShutdownReport report = runtime.closeAndReport();
    assertThat(report.unfinished()).isEqualTo(1);
    assertThat(report.stuck()).singleElement().asString().contains(fiber.id().toString());
    assertThatExceptionOfType(BrokenPromiseException.class).isThrownBy(fiber::join);
    lock.unlock();
  }

  @Test
  void anExternalThreadThatWaitsForAPromiseIsNotLeftHanging() throws Exception {
    MultiCoreRuntime runtime = cores(1).start();
    try (ExecutorService outside = Executors.newSingleThreadExecutor()) {
      var waiting =
          outside.submit(() -> runtime.<String>newPromise().future().<String>map(v -> v).join());
      runtime.close();
      assertThat(waiting)
          .failsWithin(Duration.ofSeconds(20))
          .withThrowableThat()
          .withCauseInstanceOf(BrokenPromiseException.class);
    }
  }

  @Test
  void continuationsThatAreUnderWayWhenTheLastTaskEndsAreAllRun() {
    MultiCoreRuntime runtime = cores(2).batch(1).idle(0, 0).start();
    AtomicInteger arrived = new AtomicInteger();
    int count = 20_000;
    Promise<String> promise = runtime.newPromise();
    Promise<String> probe = runtime.newPromise();
    Future<String> hasStoppedIntake =
        Runtimes.on0(
            runtime,
            () -> {
              for (int i = 0; i < count; i++) {
                promise
                    .future()
                    .map(value -> value)
                    .onComplete(
                        (value, failure) -> {
                          if (failure == null) {
                            arrived.incrementAndGet();
                          }
                        });
              }
              return probe.future().map(value -> value);
            });
    Blocker last = new Blocker();
    runtime.spawnOn(
        1,
        () -> {
          last.run();
          promise.complete("value");
        });
    last.awaitEntered();
    var report = runtime.shutdown();
    probe.complete("goes to core 0 behind the request to stop its intake");
    hasStoppedIntake.join();
    // From here on the end of the last task is the end, whatever core 0 has still to do.
    last.release();
    assertThat(report.join().isClean()).isTrue();
    assertThat(arrived).hasValue(count);
    assertThat(reported).isEmpty();
  }

  @Test
  void continuationsThatNeverEndAreReportedInsteadOfHangingTheEnd() {
    MultiCoreRuntime runtime = cores(1).start();
    Runtimes.run0(runtime, () -> retryForEver(runtime.newPromise()));
    assertThat(runtime.closeAndReport().isClean()).isTrue();
    assertThat(reported)
        .isNotEmpty()
        .allSatisfy(failure -> assertThat(failure).hasMessageContaining("keep making new ones"));
  }

  private static void retryForEver(Promise<String> promise) {
    promise
        .future()
        .onComplete((value, failure) -> retryForEver(Core.current().newPromise()));
  }

  @Test
  void timersThatHaveNotFiredWhenTheRuntimeStopsNeverDo() {
    MultiCoreRuntime runtime = cores(1).start();
    AtomicInteger fired = new AtomicInteger();
    Runtimes.run0(
        runtime,
        () -> {
          var _ = Core.current().after(Duration.ofDays(1), fired::incrementAndGet);
        });
    assertThat(runtime.closeAndReport().isClean()).isTrue();
    assertThat(fired).hasValue(0);
  }

  @Test
  void anInterruptDoesNotEndAJoinAndIsRaisedAgain() throws Exception {
    try (var runtime = cores(1).start();
        ExecutorService outside = Executors.newSingleThreadExecutor()) {
      Blocker blocker = Blocker.occupying(runtime, 0);
      JoinHandle<String> handle = runtime.spawn(() -> "value");
      List<Thread> joiner = new CopyOnWriteArrayList<>();
      var joined =
          outside.submit(
              () -> {
                joiner.add(Thread.currentThread());
                String value = handle.join();
                return value + ", interrupted " + Thread.interrupted();
              });
      await()
          .until(() -> !joiner.isEmpty() && joiner.getFirst().getState() == Thread.State.WAITING);
      joiner.getFirst().interrupt();
      await().until(() -> !joiner.getFirst().isInterrupted());
      await().until(() -> joiner.getFirst().getState() == Thread.State.WAITING);
      assertThat(joined.isDone()).isFalse();
      blocker.release();
      assertThat(joined.get()).isEqualTo("value, interrupted true");
    }
  }

  @Test
  void anInterruptFromBeforeTheJoinStaysRaised() {
    try (var runtime = cores(1).start()) {
      Blocker blocker = Blocker.occupying(runtime, 0);
      JoinHandle<String> handle = runtime.spawn(() -> "value");
      Thread.currentThread().interrupt();
      Thread.ofPlatform().start(blocker::release);
      assertThat(handle.join()).isEqualTo("value");
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void whatTheFailureHandlerStartsAtTheVeryEndIsStillFinished() {
    List<Object> seen = new CopyOnWriteArrayList<>();
    MultiCoreRuntime[] own = new MultiCoreRuntime[1];
    MultiCoreRuntime runtime =
        Runtimes.cores(1)
            .failureHandler(
                (failure, where) -> {
                  Promise<String> promise = own[0].newPromise();
                  promise.future().map(value -> "mapped " + value)
                      .onComplete((v, f) -> seen.add(v));
                  promise.complete("late");
                  own[0].newPromise().future().onComplete((v, f) -> seen.add(f.getClass()));
                })
            .start();
    own[0] = runtime;
    runtime.spawn(
        () -> {
          throw new IllegalStateException("nobody looks");
        });
    runtime.close();
    assertThat(seen).containsExactly("mapped late", BrokenPromiseException.class);
  }

  @Test
  void aCallbackOfTheShutdownMayCloseTheRuntimeItHearsOf() {
    MultiCoreRuntime runtime = cores(1).cancelLimit(Duration.ofDays(1)).start();
    CountDownLatch closed = new CountDownLatch(1);
    runtime
        .shutdown()
        .onComplete(
            (report, failure) -> {
              runtime.close();
              closed.countDown();
            });
    Blocker.await(closed);
  }

  @Test
  void aCoreThatWaitsForAPromiseOfAnotherRuntimeIsToldWhenThatRuntimeEnds() {
    try (MultiCoreRuntime waiting = cores(1).start()) {
      MultiCoreRuntime other = cores(1).start();
      Promise<String> promise = other.newPromise();
      JoinHandle<Future<String>> mapped =
          waiting.spawn(() -> promise.future().map(value -> "got " + value));
      JoinHandle<String> fiber = waiting.spawnFiber(() -> promise.future().join());
      Future<String> outcome = mapped.join();
      await().until(() -> fiber.state() == TaskState.RUNNING);
      other.close();
      assertThatExceptionOfType(BrokenPromiseException.class).isThrownBy(outcome::join);
      assertThatExceptionOfType(TaskFailure.class)
          .isThrownBy(fiber::join)
          .withCauseInstanceOf(BrokenPromiseException.class);
    }
  }

  @Test
  void aCoreThatEndsBreaksItsWaitForAPromiseOfAnotherRuntimeOnce() {
    try (MultiCoreRuntime other = cores(1).start()) {
      Promise<String> promise = other.newPromise();
      List<Object> seen = new CopyOnWriteArrayList<>();
      MultiCoreRuntime waiting = cores(1).start();
      waiting.spawn(() -> promise.future().onComplete((v, f) -> seen.add(f.getClass()))).join();
      waiting.close();
      promise.complete("late");
      other.spawn(() -> "after it").join();
      assertThat(seen).containsExactly(BrokenPromiseException.class);
    }
  }

  @Test
  void theStopCancelsBacklogsOfBusyCores() {
    try (var runtime = Runtimes.cores(2).mailboxCapacity(2).backlogCapacity(4).start()) {
      Blocker blocker = Blocker.occupying(runtime, 1);
      List<JoinHandle<Integer>> sent =
          Runtimes.on0(
              runtime,
              () -> {
                List<JoinHandle<Integer>> handles = new ArrayList<>();
                for (int i = 0; i < 6; i++) {
                  handles.add(runtime.spawnOn(1, () -> 1));
                }
                return handles;
              });
      var _ = runtime.shutdown(Duration.ZERO);
      await().until(() -> sent.getLast().state() == TaskState.CANCELLED);
      assertThat(sent.getFirst().state()).isEqualTo(TaskState.QUEUED);
      blocker.release();
    }
  }
}
