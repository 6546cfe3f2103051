package io.miniss.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.miniss.runtime.cancel.CancelledException;
import io.miniss.runtime.future.Promise;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.TaskState;
import java.io.IOException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** {@link Fiber#shield}, on real cores. */
@Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
class ShieldTest {

  private static final Duration LONG = Duration.ofHours(1);

  private final Queue<String> log = new ConcurrentLinkedQueue<>();

  @Test
  void aCancelledFiberAwaitsItsCleanUp() {
    try (var runtime = Runtimes.cores(1).start()) {
      Promise<String> never = runtime.newPromise();
      CountDownLatch waits = new CountDownLatch(1);
      JoinHandle<Void> fiber =
          runtime.spawnFiber(
              () -> {
                try {
                  waits.countDown();
                  Fiber.await(never.future());
                } finally {
                  String answer =
                      Fiber.shield(
                          LONG,
                          () -> {
                            Fiber.sleep(Duration.ofMillis(1));
                            return Fiber.await(Core.current().submit(0, () -> "closed"));
                          });
                  log.add(answer);
                }
              });
      Blocker.await(waits);
      fiber.cancel("enough");
      assertThatExceptionOfType(CancelledException.class).isThrownBy(fiber::join);
      assertThat(fiber.state()).isEqualTo(TaskState.CANCELLED);
      assertThat(log).containsExactly("closed");
    }
  }

  @Test
  void waitsOfTheJdkAreShieldedToo() {
    try (var runtime = Runtimes.cores(1).start()) {
      CountDownLatch waits = new CountDownLatch(1);
      CountDownLatch cleaned = new CountDownLatch(1);
      JoinHandle<Void> fiber =
          runtime.spawnFiber(
              () -> {
                try {
                  waits.countDown();
                  Fiber.sleep(LONG);
                } finally {
                  Fiber.shield(
                      LONG,
                      () -> {
                        boolean inTime = cleaned.await(1, TimeUnit.HOURS);
                        log.add("waited: " + inTime);
                      });
                }
                return null;
              });
      Blocker.await(waits);
      fiber.cancel("enough");
      cleaned.countDown();
      assertThatExceptionOfType(CancelledException.class).isThrownBy(fiber::join);
      assertThat(log).containsExactly("waited: true");
    }
  }

  @Test
  void theLimitEndsTheShield() {
    try (var runtime = Runtimes.cores(1).start()) {
      Promise<String> never = runtime.newPromise();
      CountDownLatch waits = new CountDownLatch(1);
      JoinHandle<String> fiber =
          runtime.spawnFiber(
              () -> Fiber.shield(
                  Duration.ofMillis(5),
                  () -> {
                    waits.countDown();
                    return Fiber.await(never.future());
                  }));
      Blocker.await(waits);
      fiber.cancel("enough");
      assertThatExceptionOfType(CancelledException.class).isThrownBy(fiber::join);
    }
  }

  @Test
  void checkedExceptionsPassThrough() {
    try (var runtime = Runtimes.cores(1).start()) {
      JoinHandle<String> fiber =
          runtime.spawnFiber(
              () -> {
                try {
                  return Fiber.shield(LONG, ShieldTest::failsChecked);
                } catch (IOException e) {
                  return e.getMessage();
                }
              });
      assertThat(fiber.join()).isEqualTo("checked");
    }
  }

  private static String failsChecked() throws IOException {
    throw new IOException("checked");
  }

  @Test
  void onlyAFiberHasAShield() {
    try (var runtime = Runtimes.cores(1).start()) {
      Throwable refused =
          Runtimes.<Throwable>on0(
              runtime,
              () -> {
                try {
                  Fiber.shield(LONG, () -> log.add("called"));
                  return new AssertionError("a plain task has no shield");
                } catch (IllegalStateException e) {
                  return e;
                }
              });
      assertThat(refused).isInstanceOf(IllegalStateException.class);
      assertThat(log).isEmpty();
    }
  }
}
