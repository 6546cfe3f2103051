package io.miniss.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.miniss.runtime.cancel.CancelledException;
import io.miniss.runtime.future.BrokenPromiseException;
import io.miniss.runtime.future.Future;
import io.miniss.runtime.future.Promise;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.RejectedTaskException;
import io.miniss.runtime.task.TaskFailure;
import io.miniss.testkit.ForkedJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who waits for a failure is thrown one of its own, whose stack trace says who waited. */
class ThrownFailureTest {
  private final IllegalStateException cause = new IllegalStateException("the real cause");

  private JoinHandle<Integer> failing(MultiCoreRuntime runtime) {
    return runtime.spawn(
        () -> {
          throw cause;
        });
  }

  private static List<String> methods(Throwable thrown) {
    return Arrays.stream(thrown.getStackTrace()).map(StackTraceElement::getMethodName).toList();
  }

  private static void waitsHere(Future<?> future, Queue<Throwable> thrown) {
    thrown.add(catchThrowable(future::join));
  }

  @Test
  void eachThreadIsThrownItsOwnTaskFailure() throws InterruptedException {
    try (MultiCoreRuntime runtime = Runtimes.cores(1).start()) {
      Future<Integer> future = failing(runtime).future();
      Queue<Throwable> thrown = new ConcurrentLinkedQueue<>();
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        threads.add(Thread.ofPlatform().start(() -> waitsHere(future, thrown)));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      TaskFailure kept = (TaskFailure) future.failure();
      assertThat(thrown).hasSize(3).doesNotHaveDuplicates().doesNotContain(kept);
      assertThat(thrown)
          .allSatisfy(
              each -> {
                TaskFailure own = (TaskFailure) each;
                assertThat(own).hasMessage(kept.getMessage());
                assertThat(own.getCause()).isSameAs(cause);
                assertThat(own.id()).isEqualTo(kept.id());
                assertThat(own.core()).isEqualTo(kept.core());
                assertThat(methods(own)).contains("waitsHere");
              });
      assertThat(future.failure()).isSameAs(kept);
    }
  }

  @Test
  void getNowAndAwaitSayWhoCalled() {
    try (MultiCoreRuntime runtime = Runtimes.cores(1).start()) {
      Future<Integer> future = failing(runtime).future();
      Throwable joined = catchThrowable(future::join);
      Throwable now = catchThrowable(future::getNow);
      Throwable awaited = runtime.spawnFiber(() -> awaitsHere(future)).join();
      assertThat(now).isInstanceOf(TaskFailure.class).isNotSameAs(joined).hasCause(cause);
      assertThat(methods(now)).contains("getNowAndAwaitSayWhoCalled");
      assertThat(awaited).isInstanceOf(TaskFailure.class).hasCause(cause);
      assertThat(methods(awaited)).contains("awaitsHere");
    }
  }

  private static Throwable awaitsHere(Future<?> future) {
    return catchThrowable(() -> Fiber.await(future));
  }

  @Test
  void aCancellationIsThrownWithTheKeptAsCause() {
    try (MultiCoreRuntime runtime = Runtimes.cores(1).start()) {
      Promise<Integer> never = runtime.newPromise();
      JoinHandle<Integer> fiber = runtime.spawnFiber(() -> Fiber.await(never.future()));
      fiber.cancel("enough");
      CancelledException first = catchThrowableOfType(CancelledException.class, fiber::join);
      CancelledException second = catchThrowableOfType(CancelledException.class, fiber::join);
      assertThat(first).isNotSameAs(second).hasMessage(second.getMessage());
      assertThat(first.reason()).isEqualTo("enough");
      assertThat(first.getCause()).isSameAs(fiber.future().failure());
      assertThat(methods(first)).contains("aCancellationIsThrownWithTheKeptAsCause");
    }
  }

  @Test
  void aRejectionAndABrokenPromiseAreThrownLikewise() {
    RejectedTaskException rejected = new RejectedTaskException("no room");
    BrokenPromiseException broken = new BrokenPromiseException("nobody");
    for (RuntimeException kept : List.of(rejected, broken)) {
      Future<Integer> future = Future.failed(kept);
      Throwable thrown = catchThrowable(future::join);
      assertThat(thrown).isNotSameAs(kept).hasSameClassAs(kept).hasMessage(kept.getMessage());
      assertThat(thrown.getCause()).isSameAs(kept);
      assertThat(methods(thrown)).contains("aRejectionAndABrokenPromiseAreThrownLikewise");
    }
  }

  @Test
  void aUsersUncheckedFailureIsThrownAsItIs() {
    try (MultiCoreRuntime runtime = Runtimes.cores(1).start()) {
      Promise<Integer> promise = runtime.newPromise();
      promise.fail(cause);
      assertThat(catchThrowable(() -> promise.future().join())).isSameAs(cause);
      AssertionError error = new AssertionError("an error");
      assertThat(catchThrowable(() -> Future.failed(error).join())).isSameAs(error);
      assertThat(cause.getSuppressed()).isEmpty();
    }
  }

  /** A checked exception without words. */
  private static final class Unspeakable extends Exception {
    private static final long serialVersionUID = 1;

    @Override
    public String getMessage() {
      throw new IllegalStateException("no text");
    }
  }

  @Test
  void aCheckedFailureWithoutTextIsThrownAllTheSame() {
    Unspeakable checked = new Unspeakable();
    Throwable thrown = catchThrowable(() -> Future.failed(checked).join());
    assertThat(thrown).isInstanceOf(CompletionException.class);
    assertThat(thrown.getCause()).isSameAs(checked);
    assertThat(thrown).hasMessageContaining("text cannot be had");
  }

  @Test
  void aProgramThatFailsPrintsTheFrames(@TempDir Path folder) throws Exception {
    Path source = folder.resolve("Fails.java");
    Files.writeString(
        source,
        """
        import io.miniss.runtime.MultiCoreRuntime;
        import io.miniss.runtime.machine.PinningPolicy;

        public class Fails {
          public static void main(String[] args) {
            try (MultiCoreRuntime runtime =
                MultiCoreRuntime.builder().cores(1).pinning(PinningPolicy.none()).start()) {
              runtime.spawn(() -> { throw new IllegalStateException("the real cause"); }).join();
            }
          }
        }
        """);
    ForkedJvm.Ended ended = ForkedJvm.run(List.of(), source.toString());
    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.output())
        .contains("TaskFailure")
        .contains("the real cause")
        .contains("at Fails.main(Fails.java:8)");
  }
}
