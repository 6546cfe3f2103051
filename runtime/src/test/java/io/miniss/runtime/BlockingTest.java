package io.miniss.runtime;

import static io.miniss.runtime.Runtimes.cores;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.miniss.runtime.cancel.CancelledException;
import io.miniss.runtime.future.Promise;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.TaskFailure;
import io.miniss.runtime.task.TaskOptions;
import io.miniss.runtime.task.TaskState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** What waits on one core does not stop what else the core has to do. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop"}) // the very waits that are tested
class BlockingTest {

  @Test
  void aLockThatAFiberIsNextForDoesNotFreezeTheCore() throws Exception {
    ReentrantLock lock = new ReentrantLock();
    try (var runtime = cores(1).start()) {
      lock.lock();
      JoinHandle<?> fiber = runtime.spawnFiber(() -> locked(lock));
      await().until(() -> lock.getQueueLength() == 1);
      JoinHandle<?> plain = runtime.spawn(() -> locked(lock));
      await().until(() -> lock.getQueueLength() == 2);
      assertThat(runtime.spawn(() -> "goes on").join()).isEqualTo("goes on");
      lock.unlock();
      fiber.join();
      plain.join();
    }
  }

  private static void locked(ReentrantLock lock) {
    lock.lock();
    lock.unlock();
  }

  @Test
  void aMonitorThatAFiberIsNextForDoesNotFreezeTheCore() {
    Object monitor = new Object();
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    Thread holder =
        Thread.ofPlatform()
            .start(
                () -> {
                  synchronized (monitor) {
                    entered.countDown();
                    Blocker.await(leave);
                  }
                });
    Blocker.await(entered);
    try (var runtime = cores(1).start()) {
      JoinHandle<?> fiber = runtime.spawnFiber(() -> entered(monitor));
      JoinHandle<?> plain = runtime.spawn(() -> entered(monitor));
      assertThat(runtime.spawn(() -> "goes on").join()).isEqualTo("goes on");
      await().until(() -> runtime.diagnostics().cores().getFirst().blocked().size() == 1);
      leave.countDown();
      fiber.join();
      plain.join();
    }
    assertThat(holder).isNotNull();
  }

  private static int entered(Object monitor) {
    synchronized (monitor) {
      return 1;
    }
  }

  @Test
  void aTaskMayWaitForAnotherOfItsCore() {
    try (var runtime = cores(1).start()) {
      CompletableFuture<Integer> result = new CompletableFuture<>();
      JoinHandle<Integer> waiting = runtime.spawn(() -> result.get());
      var _ = runtime.spawn(() -> result.complete(7));
      assertThat(waiting.join()).isEqualTo(7);
    }
  }

  @Test
  void aContinuationThatWaitsHoldsUpNoOther() {
    try (var runtime = cores(1).start()) {
      CountDownLatch latch = new CountDownLatch(1);
      JoinHandle<Integer> both =
          runtime.spawnFiber(
              () -> {
                var source = Core.current().sleep(Duration.ofMillis(1));
                var slow =
                    source.map(
                        _ -> {
                          Blocker.await(latch);
                          return 1;
                        });
                var fast =
                    source.map(
                        _ -> {
                          latch.countDown();
                          return 2;
                        });
                return Fiber.await(slow) + Fiber.await(fast);
              });
      assertThat(both.join()).isEqualTo(3);
    }
  }

  @Test
  void aTimerThatWaitsHoldsUpNoOther() {
    try (var runtime = cores(1).start()) {
      CountDownLatch latch = new CountDownLatch(1);
      CompletableFuture<String> done = new CompletableFuture<>();
      runtime
          .spawn(
              () -> {
                Core core = Core.current();
                core.after(
                    Duration.ofMillis(1),
                    () -> {
                      Blocker.await(latch);
                      done.complete("waited");
                    });
                core.after(Duration.ofMillis(2), latch::countDown);
              })
          .join();
      await().untilAsserted(() -> assertThat(done).isCompletedWithValue("waited"));
    }
  }

  @Test
  void aFailureHandlerThatWaitsHoldsUpNoTask() {
    CountDownLatch latch = new CountDownLatch(1);
    CountDownLatch inHandler = new CountDownLatch(1);
    try (var runtime =
        cores(1)
            .failureGrace(Duration.ofMillis(1))
            .failureHandler(
                (_, _) -> {
                  inHandler.countDown();
                  Blocker.await(latch);
                })
            .start()) {
      runtime.spawn(
          () -> {
            throw new IllegalStateException("nobody looks");
          });
      Blocker.await(inHandler);
      assertThat(runtime.spawn(() -> "goes on").join()).isEqualTo("goes on");
      latch.countDown();
    }
  }

  @Test
  void aThousandWaitingTasksLeaveTheCoreFree() {
    try (var runtime = cores(1).start()) {
      Semaphore permits = new Semaphore(0);
      for (int i = 0; i < 1_000; i++) {
        runtime.spawn(() -> permits.acquireUninterruptibly());
      }
      await()
          .until(() -> runtime.diagnostics().cores().getFirst().blocked().size() == 1_000);
      runtime.spawn(() -> permits.release(1_000)).join();
    }
  }

  @Test
  void tasksOfACoreNeverRunAtTheSameTime() {
    try (var runtime = cores(1).start()) {
      AtomicBoolean inside = new AtomicBoolean();
      List<JoinHandle<Boolean>> handles = new ArrayList<>();
      LinkedBlockingQueue<Integer> queue = new LinkedBlockingQueue<>();
      for (int i = 0; i < 200; i++) {
        boolean takes = i % 2 == 0;
        handles.add(
            runtime.spawn(
                () -> {
                  boolean alone = true;
                  for (int round = 0; round < 50; round++) {
                    if (takes) {
                      queue.take();
                    } else {
                      queue.put(round);
                    }
                    alone &= inside.compareAndSet(false, true);
                    Thread.onSpinWait();
                    inside.set(false);
                  }
                  return alone;
                }));
      }
      assertThat(handles).allMatch(JoinHandle::join);
    }
  }

  @Test
  void cancellingEndsAPlainTasksWait() {
    try (var runtime = cores(1).start()) {
      JoinHandle<Integer> waiting =
          runtime.spawn(() -> new ArrayBlockingQueue<Integer>(1).take());
      await().until(() -> !runtime.diagnostics().cores().getFirst().blocked().isEmpty());
      waiting.cancel("enough");
      assertThatExceptionOfType(CancelledException.class)
          .isThrownBy(waiting::join)
          .withMessageContaining("enough");
      assertThat(waiting.state()).isEqualTo(TaskState.CANCELLED);
    }
  }

  @Test
  void aShieldedFiberBlocksAlthoughItIsCancelled() {
    ArrayBlockingQueue<String> queue = new ArrayBlockingQueue<>(1);
    AtomicReference<String> taken = new AtomicReference<>();
    AtomicBoolean isCancelled = new AtomicBoolean();
    try (var runtime = cores(1).start()) {
      JoinHandle<Void> fiber =
          runtime.spawnFiber(
              () -> {
                try {
                  Fiber.sleep(Duration.ofDays(1));
                } catch (CancelledException e) {
                  isCancelled.set(true);
                  taken.set(Fiber.shield(Duration.ofMinutes(1), queue::take));
                }
                return null;
              });
      await().until(() -> fiber.state() == TaskState.RUNNING);
      fiber.cancel("on purpose");
      await().untilTrue(isCancelled);
      assertThat(queue.offer("late")).isTrue();
      await().until(() -> fiber.state().isEnd());
    }
    assertThat(taken).hasValue("late");
  }

  @Test
  void cancellingEndsAFibersReadOfASocket() throws IOException {
    try (var runtime = cores(1).start();
        ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      JoinHandle<Integer> reading =
          runtime.spawnFiber(
              () -> {
                try (Socket socket = new Socket(server.getInetAddress(), server.getLocalPort())) {
                  return socket.getInputStream().read();
                }
              });
      runtime.spawnFiber(Fiber::yieldNow).join();
      reading.cancel("enough");
      assertThatExceptionOfType(CancelledException.class).isThrownBy(reading::join);
      assertThat(reading.state()).isEqualTo(TaskState.CANCELLED);
    }
  }

  @Test
  void cancellingEndsAFibersWaitsOfTheJdk() {
    try (var runtime = cores(1).start()) {
      List<JoinHandle<?>> waiting =
          List.of(
              runtime.spawnFiber(() -> new ArrayBlockingQueue<Integer>(1).take()),
              runtime.spawnFiber(
                  () -> {
                    new CountDownLatch(1).await();
                    return 0;
                  }),
              runtime.spawnFiber(
                  () -> {
                    Thread.sleep(Duration.ofDays(1));
                    return 0;
                  }),
              runtime.spawnFiber(
                  () -> {
                    Object monitor = new Object();
                    synchronized (monitor) {
                      monitor.wait();
                    }
                    return 0;
                  }),
              runtime.spawnFiber(() -> new Semaphore(0).tryAcquire(1, TimeUnit.DAYS)));
      runtime.spawnFiber(Fiber::yieldNow).join();
      waiting.forEach(handle -> handle.cancel("enough"));
      for (JoinHandle<?> handle : waiting) {
        assertThatExceptionOfType(CancelledException.class).isThrownBy(handle::join);
      }
    }
  }

  @Test
  void aFiberThatWaitsInAClassInitializerIsTold() {
    try (var runtime = cores(1).start()) {
      JoinHandle<Integer> fiber = runtime.spawnFiber(() -> Sleeps.VALUE);
      assertThatExceptionOfType(TaskFailure.class)
          .isThrownBy(fiber::join)
          .withStackTraceContaining("class initializer")
          .withStackTraceContaining("Sleeps.<clinit>");
      assertThat(runtime.spawn(() -> "goes on").join()).isEqualTo("goes on");
    }
  }

  private static final class Sleeps {
    static final int VALUE;

    static {
      Fiber.sleep(Duration.ofMillis(1));
      VALUE = 7;
    }
  }

  @Test
  void whatATaskChangesInItsThreadDoesNotReachTheNext() {
    try (var runtime = cores(1).start()) {
      ClassLoader other = new ClassLoader() {};
      JoinHandle<List<Object>> before = runtime.spawn(BlockingTest::look);
      runtime
          .spawn(
              () -> {
                Thread thread = Thread.currentThread();
                thread.interrupt();
                thread.setContextClassLoader(other);
                thread.setName("renamed");
                thread.setUncaughtExceptionHandler((_, _) -> {});
              })
          .join();
      assertThat(runtime.spawn(BlockingTest::look).join()).isEqualTo(before.join());
    }
  }

  private static List<Object> look() {
    Thread thread = Thread.currentThread();
    return List.of(
        thread.isInterrupted(),
        thread.getContextClassLoader(),
        thread.getName(),
        thread.getUncaughtExceptionHandler());
  }

  @Test
  void whatRunsBesideBlockedCodeIsNoPartOfIt() {
    try (var runtime = cores(1).start()) {
      CountDownLatch latch = new CountDownLatch(1);
      Promise<Boolean> isOutside = runtime.newPromise();
      runtime.spawn(
          () -> {
            Core.current()
                .after(Duration.ofNanos(1), () -> isOutside.complete(isOutsideOfTasks()));
            return latch.await(1, TimeUnit.HOURS);
          });
      assertThat(isOutside.future().join()).isTrue();
      latch.countDown();
    }
  }

  private static boolean isOutsideOfTasks() {
    try {
      var _ = Core.currentToken();
      return false;
    } catch (IllegalStateException noTask) {
      return true;
    }
  }

  @Test
  void blockedCodeIsReportedWithItsStack() {
    try (LogCapture log = new LogCapture();
        var runtime = cores(1).stallLimit(Duration.ofMillis(1)).start()) {
      CountDownLatch latch = new CountDownLatch(1);
      runtime.spawn(TaskOptions.named("waiter"), () -> latch.await(1, TimeUnit.HOURS));
      LogRecord told = warning(log, "\"waiter\" on core 0");
      assertThat(told.getMessage())
          .contains(
              ", for java.util.concurrent.CountDownLatch$Sync; the core goes on without it");
      assertThat(told.getThrown()).hasStackTraceContaining("CountDownLatch.await");
      latch.countDown();
    }
  }

  @Test
  void codeThatBlocksAgainIsReportedAgain() {
    try (LogCapture log = new LogCapture();
        var runtime = cores(1).stallLimit(Duration.ofMillis(1)).start()) {
      CountDownLatch latch = new CountDownLatch(1);
      Semaphore semaphore = new Semaphore(0);
      runtime.spawn(
          TaskOptions.named("waiter"),
          () -> {
            latch.await();
            semaphore.acquire();
            return 1;
          });
      assertThat(warning(log, ", for java.util.concurrent.CountDownLatch$Sync").getMessage())
          .contains("\"waiter\" on core 0");
      latch.countDown();
      assertThat(warning(log, ", for java.util.concurrent.Semaphore$").getMessage())
          .contains("\"waiter\" on core 0");
      semaphore.release();
    }
  }

  @Test
  void codeThatWaitsForAMonitorIsReportedSo() {
    Object monitor = new Object();
    CountDownLatch entered = new CountDownLatch(1);
    try (LogCapture log = new LogCapture();
        var runtime = cores(1).stallLimit(Duration.ofMillis(1)).start()) {
      synchronized (monitor) {
        runtime.spawn(
            TaskOptions.named("waiter"),
            () -> {
              synchronized (monitor) {
                entered.countDown();
              }
            });
        assertThat(warning(log, "\"waiter\" on core 0").getMessage())
            .contains(", for a monitor; the core goes on without it");
      }
    }
  }

  @Test
  void aTaskThatHoldsItsCoreIsReportedWithItsStack() {
    try (LogCapture log = new LogCapture();
        var runtime = cores(1).stallLimit(Duration.ofMillis(1)).start()) {
      Blocker blocker = Blocker.occupying(runtime, 0);
      LogRecord told = warning(log, "runs nothing else");
      assertThat(told.getMessage()).contains("core 0 of runtime test");
      assertThat(told.getThrown()).hasStackTraceContaining("Blocker.run");
      blocker.release();
    }
  }

  private static final ReentrantLock LOCK = new ReentrantLock();

  private static final class Locks {
    static {
      LOCK.lock();
      LOCK.unlock();
    }

    static void use() {
      // the class is initialized
    }
  }

  @Test
  void aLockInAClassInitializerIsReportedWithBoth() {
    try (LogCapture log = new LogCapture();
        var runtime = cores(1).stallLimit(Duration.ofMillis(1)).start()) {
      LOCK.lock();
      try {
        runtime.spawn(Locks::use);
        assertThat(warning(log, "the class initializer of").getMessage())
            .contains(
                Locks.class.getName() + " keeps it there",
                ", and waits for java.util.concurrent.locks.ReentrantLock$NonfairSync");
      } finally {
        LOCK.unlock();
      }
    }
  }

  private static LogRecord warning(LogCapture log, String text) {
    return await()
        .until(
            () -> log.records().stream().filter(r -> r.getMessage().contains(text)).findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  @Test
  void shutdownWaitsForATimerThatHasBlocked() {
    CountDownLatch latch = new CountDownLatch(1);
    var runtime = cores(1).start();
    runtime
        .spawn(() -> Core.current().after(Duration.ZERO, () -> Blocker.await(latch)))
        .join();
    await().until(() -> !runtime.diagnostics().cores().getFirst().blocked().isEmpty());
    var ended = runtime.shutdown();
    assertThat(ended.isDone()).isFalse();
    latch.countDown();
    assertThat(ended.join().isClean()).isTrue();
  }
}
