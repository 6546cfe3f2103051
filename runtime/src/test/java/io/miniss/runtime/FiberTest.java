package io.miniss.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.miniss.runtime.future.Promise;
import io.miniss.runtime.spi.VirtualThreads;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.TaskFailure;
import io.miniss.runtime.task.TaskOptions;
import io.miniss.testkit.ForkedJvm;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD) // a join ignores interrupts
class FiberTest {

  @Test
  void aFiberWaitsWithoutBlockingItsCore() {
    try (var runtime = Runtimes.cores(1).start()) {
      Promise<String> promise = runtime.newPromise();
      JoinHandle<String> fiber =
          runtime.spawnFiber(() -> Fiber.await(promise.future()) + " on " + Core.current());
      JoinHandle<Void> completing = runtime.spawn(() -> promise.complete("value"));
      completing.join();
      assertThat(fiber.join()).isEqualTo("value on core 0");
    }
  }

  @Test
  void anAwaitOfADoneFutureLetsNothingElseRun() {
    try (var runtime = Runtimes.cores(1).start()) {
      List<String> log = new ArrayList<>(); // core 0 only
      JoinHandle<Void> fiber =
          runtime.spawnFiber(
              () -> {
                Core.current().execute(() -> log.add("ready before"));
                Promise<String> promise = Core.current().newPromise();
                promise.complete("promise");
                log.add(Fiber.await(promise.future()));
                log.add(Fiber.await(promise.future().map(_ -> "map")));
                log.add(Fiber.await(promise.future(), Duration.ofDays(1)));
                return null;
              });
      fiber.join();
      assertThat(log).containsExactly("promise", "ready before", "map", "promise");
    }
  }

  @Test
  void aFiberRunsBeforeWhatWasReadyAfterItsFuture() {
    try (var runtime = Runtimes.cores(1).start()) {
      List<String> log = new ArrayList<>(); // core 0 only
      Promise<String> promise = runtime.newPromise();
      JoinHandle<Boolean> fiber =
          runtime.spawnFiber(
              TaskOptions.defaults().on(0), () -> log.add(Fiber.await(promise.future())));
      Runtimes.on0(
          runtime,
          () -> {
            promise.complete("fiber");
            Core.current().execute(() -> log.add("ready after"));
            return null;
          });
      fiber.join();
      runtime.spawn(() -> null).join();
      assertThat(log).containsExactly("fiber", "ready after");
    }
  }

  @Test
  void aFiberMayJoinWhatRunsOnItsOwnCore() {
    try (var runtime = Runtimes.cores(1).start()) {
      JoinHandle<String> outer =
          runtime.spawnFiber(
              () -> {
                JoinHandle<String> inner = runtime.spawnOn(0, () -> "inner");
                JoinHandle<String> another = runtime.spawnFiber(() -> "another");
                return inner.join() + " and " + another.join(Duration.ofSeconds(20));
              });
      assertThat(outer.join()).isEqualTo("inner and another");
    }
  }

  @Test
  void anInterruptDoesNotEndAWaitNorOccupyTheCoreAndIsRaisedAfterIt() {
    try (var runtime = Runtimes.cores(1).start()) {
      Promise<String> promise = runtime.newPromise();
      JoinHandle<Boolean> fiber =
          runtime.spawnFiber(
              () -> {
                Thread.currentThread().interrupt();
                Fiber.await(promise.future());
                return Thread.interrupted();
              });
      JoinHandle<Void> completing = runtime.spawn(() -> promise.complete("value"));
      completing.join();
      assertThat(fiber.join()).isTrue();
    }
  }

  @Test
  void anAwaitWithALimitTimesOutAndTheFiberGoesOn() {
    try (var runtime = Runtimes.cores(1).start()) {
      JoinHandle<String> fiber =
          runtime.spawnFiber(
              () -> {
                try {
                  return Fiber.await(
                      runtime.<String>newPromise().future(), Duration.ofMillis(2));
                } catch (TimeoutException e) {
                  Fiber.sleep(Duration.ofMillis(1));
                  return e.getMessage();
                }
              });
      assertThat(fiber.join()).contains("PT0.002S");
    }
  }

  @Test
  void aFailureOfWhatItAwaitsIsThrownInTheFiber() {
    try (var runtime = Runtimes.cores(1).start()) {
      JoinHandle<String> fiber =
          runtime.spawnFiber(
              () -> {
                JoinHandle<String> failing =
                    runtime.spawn(
                        () -> {
                          throw new IOException("inner");
                        });
                return failing.join();
              });
      assertThatExceptionOfType(TaskFailure.class)
          .isThrownBy(fiber::join)
          .satisfies(
              e -> assertThat(e.getCause())
                  .isInstanceOf(TaskFailure.class)
                  .hasCauseInstanceOf(IOException.class));
    }
  }

  @Test
  void yieldingLetsEverythingThatIsReadyRunFirst() {
    try (var runtime = Runtimes.cores(1).start()) {
      List<String> log = new ArrayList<>(); // core 0 only
      List<JoinHandle<?>> handles =
          Runtimes.on0(
              runtime,
              () -> List.of(
                  yielding(runtime, log, "a", () -> {}), yielding(runtime, log, "b", () -> {})));
      handles.forEach(JoinHandle::join);
      assertThat(log).containsExactly("a0", "b0", "a1", "b1", "a2", "b2");
    }
  }

  @Test
  void aFiberWhoseStackIsLookedAtIsReadyOnce() {
    try (var runtime = Runtimes.cores(1).start()) {
      List<String> log = new ArrayList<>(); // core 0 only
      AtomicReference<Thread> looked = new AtomicReference<>();
      List<JoinHandle<?>> handles =
          Runtimes.on0(
              runtime,
              () -> List.of(
                  yielding(runtime, log, "a", () -> looked.set(Thread.currentThread())),
                  yielding(
                      runtime, log, "b",
                      () -> assertThat(looked.get().getStackTrace()).isNotEmpty())));
      handles.forEach(JoinHandle::join);
      assertThat(log).containsExactly("a0", "b0", "a1", "b1", "a2", "b2");
    }
  }

  /** A fiber of core 0 that does {@code each}, and lets others run, three times. */
  private static JoinHandle<?> yielding(
      MultiCoreRuntime runtime, List<String> log, String name, Runnable each) {
    return runtime.spawnFiber(
        TaskOptions.defaults().on(0),
        () -> {
          for (int i = 0; i < 3; i++) {
            log.add(name + i);
            each.run();
            Fiber.yieldNow();
          }
          return null;
        });
  }

  @Test
  void aFiberStaysOnItsCoreAndItsThreadLocalsStayItsOwn() {
    try (var runtime = Runtimes.cores(2).start()) {
      ThreadLocal<Integer> own = new ThreadLocal<>();
      List<JoinHandle<Boolean>> fibers = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        int number = i;
        fibers.add(
            runtime.spawnFiber(
                () -> {
                  int core = Core.current().index();
                  own.set(number);
                  boolean same = true;
                  for (int n = 0; n < 20; n++) {
                    if (n % 5 == 0) {
                      Fiber.sleep(Duration.ofNanos(100));
                    } else {
                      Fiber.yieldNow();
                    }
                    same &= Core.current().index() == core && own.get() == number;
                  }
                  return same;
                }));
      }
      assertThat(fibers).allMatch(JoinHandle::join);
    }
  }

  @Test
  void aContendedLockParksTheFiberOnlyAndIsExclusiveAcrossCores() {
    try (var runtime = Runtimes.cores(2).start()) {
      ReentrantLock lock = new ReentrantLock();
      int[] shared = {0};
      List<JoinHandle<Void>> fibers = new ArrayList<>();
      int each = 200;
      for (int i = 0; i < 8; i++) {
        fibers.add(
            runtime.spawnFiber(
                TaskOptions.defaults().on(i % 2),
                () -> {
                  for (int n = 0; n < each; n++) {
                    lock.lock();
                    try {
                      int seen = shared[0];
                      Fiber.yieldNow(); // others of this core and the other core want the lock now
                      shared[0] = seen + 1;
                    } finally {
                      lock.unlock();
                    }
                  }
                  return null;
                }));
      }
      fibers.forEach(JoinHandle::join);
      assertThat(shared[0]).isEqualTo(8 * each);
    }
  }

  @Test
  @SuppressWarnings("LockNotBeforeTry") // the test decides when
  void whileAFiberWaitsForALockItsCoreRunsOtherTasks() {
    try (var runtime = Runtimes.cores(1).start()) {
      ReentrantLock lock = new ReentrantLock();
      lock.lock();
      JoinHandle<String> fiber =
          runtime.spawnFiber(
              () -> {
                lock.lock();
                try {
                  return "locked on " + Core.current();
                } finally {
                  lock.unlock();
                }
              });
      assertThat(runtime.spawn(() -> "not blocked").join()).isEqualTo("not blocked");
      assertThat(fiber.state().isEnd()).isFalse();
      lock.unlock();
      assertThat(fiber.join()).isEqualTo("locked on core 0");
    }
  }

  @Test
  void aTimedWaitOfTheJdkInAFiberDoesNotBlockItsCore() {
    try (var runtime = Runtimes.cores(1).start()) {
      CountDownLatch latch = new CountDownLatch(1);
      JoinHandle<Boolean> fiber = runtime.spawnFiber(() -> latch.await(20, TimeUnit.SECONDS));
      runtime.spawn(latch::countDown).join();
      assertThat(fiber.join()).isTrue();
    }
  }

  @Test
  void virtualThreadsStartedInAFiberRunOutsideItsCore() {
    try (var runtime = Runtimes.cores(1).start()) {
      JoinHandle<Boolean> fiber =
          runtime.spawnFiber(
              () -> {
                CompletableFuture<Boolean> onCore = new CompletableFuture<>();
                Thread.ofVirtual()
                    .start(() -> Thread.ofVirtual().start(() -> onCore.complete(Core.isCurrent())));
                return onCore.get();
              });
      assertThat(fiber.join()).isFalse();
    }
  }

  @Test
  void withoutTheJvmFlagTasksWorkAndAFiberIsRefusedByAnErrorThatNamesTheFlag() throws Exception {
    ForkedJvm.Ended ended = ForkedJvm.run(List.of(), WithoutTheFlag.class.getName());
    assertThat(ended.exitCode()).as(ended.output()).isZero();
    assertThat(ended.output())
        .contains("task: ran")
        .contains("fiber: refused, ")
        .contains(VirtualThreads.FLAG, "does not open java.lang to this library")
        .contains("accepted 1 = completed 1");
  }

  /** The program of the child JVM. */
  static final class WithoutTheFlag {
    private WithoutTheFlag() {}

    @SuppressWarnings("SystemOut")
    public static void main(String[] args) {
      MultiCoreRuntime runtime = Runtimes.cores(1).start();
      System.out.println("task: " + runtime.spawn(() -> "ran").join());
      try {
        runtime.spawnFiber(() -> "never");
        System.out.println("fiber: accepted");
      } catch (IllegalStateException e) {
        System.out.println("fiber: refused, " + e.getMessage());
      }
      System.out.println(runtime.closeAndReport());
    }
  }
}
