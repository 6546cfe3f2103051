package io.miniss.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.miniss.runtime.diagnostics.ShutdownReport;
import io.miniss.runtime.future.Future;
import io.miniss.runtime.future.Promise;
import io.miniss.runtime.internal.CoreLoop;
import io.miniss.runtime.machine.PinningPolicy;
import io.miniss.runtime.spi.Access;
import io.miniss.runtime.spi.ForwardingScheduler;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.runtime.spi.SharedLocation;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.TaskFailure;
import io.miniss.runtime.task.TaskOptions;
import io.miniss.runtime.task.TaskState;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever user code throws, wherever it throws it, ends that one thing. */
@Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD) // a join ignores interrupts
class FailureIsolationTest {

  private final List<Throwable> reported = new CopyOnWriteArrayList<>();
  private final List<String> where = new CopyOnWriteArrayList<>();

  private MultiCoreRuntime.Builder cores(int cores) {
    return Runtimes.cores(cores)
        .failureHandler(
            (failure, text) -> {
              reported.add(failure);
              where.add(text);
            });
  }

  /** Cannot say what it is. */
  private static final class Unspeakable extends RuntimeException {
    private static final long serialVersionUID = 1;

    @Override
    public String getMessage() {
      throw new IllegalStateException("no message for you");
    }
  }

  static Stream<Throwable> throwables() {
    return Stream.of(
        new IllegalArgumentException("unchecked"),
        new IOException("checked"),
        new AssertionError("assertion"),
        new OutOfMemoryError("thrown"),
        new StackOverflowError("thrown"),
        new InternalError("of the machine"),
        new NoClassDefFoundError("linkage"),
        new Throwable("bare"));
  }

  @ParameterizedTest
  @MethodSource("throwables")
  void anyThrowableEndsItsTaskAloneAndItsHandleTellsCauseTaskAndCore(Throwable thrown) {
    try (var runtime = cores(1).start()) {
      JoinHandle<String> failing = runtime.spawn(TaskOptions.named("bad"), throwing(thrown));
      assertThatExceptionOfType(TaskFailure.class)
          .isThrownBy(failing::join)
          .withCause(thrown)
          .withMessageContaining(failing.id().toString())
          .withMessageContaining("\"bad\"")
          .withMessageContaining("core 0")
          .withMessageContaining(thrown.toString())
          .satisfies(failure -> assertThat(failure.id()).isEqualTo(failing.id()))
          .satisfies(failure -> assertThat(failure.core()).isZero());
      assertThat(failing.state()).isEqualTo(TaskState.FAILED);
      JoinHandle<String> fiber = runtime.spawnFiber(throwing(thrown));
      assertThatExceptionOfType(TaskFailure.class).isThrownBy(fiber::join).withCause(thrown);
      assertThat(runtime.spawn(() -> "next").join()).isEqualTo("next");
      assertThat(runtime.closeAndReport().failed()).isEqualTo(2);
    }
    assertThat(reported).as("somebody looked at each").isEmpty();
  }

  @Test
  void aThrowableThatCannotBePrintedEndsItsTaskAlone() {
    try (var runtime = cores(1).start()) {
      JoinHandle<String> failing = runtime.spawn(throwing(new Unspeakable()));
      assertThatExceptionOfType(TaskFailure.class)
          .isThrownBy(failing::join)
          .withMessageContaining(Unspeakable.class.getName());
      assertThat(runtime.spawn(() -> "next").join()).isEqualTo("next");
    }
  }

  @Test
  void aThrowableWhosePrintingIsAnErrorDoesNotReachTheCoreThroughTheDefaultLog() {
    Throwable endless =
        new RuntimeException() {
          private static final long serialVersionUID = 1;

          @Override
          public String getMessage() {
            throw new StackOverflowError("in getMessage");
          }
        };
    Handler printing =
        new Handler() {
          @Override
          public void publish(LogRecord logRecord) {
            if (logRecord.getThrown() != null) {
              StringWriter text = new StringWriter();
              logRecord.getThrown().printStackTrace(new PrintWriter(text));
              reported.add(new Throwable(text.toString()));
            }
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger logger = Logger.getLogger("io.miniss.runtime");
    MultiCoreRuntime runtime =
        MultiCoreRuntime.builder().cores(1).pinning(PinningPolicy.none()).start();
    logger.addHandler(printing);
    logger.setUseParentHandlers(false);
    try {
      Runtimes.run0(
          runtime,
          () -> {
            var _ = Core.current().after(Duration.ZERO, () -> raise(endless));
          });
      await().until(() -> runtime.diagnostics().failuresReported() > 0);
      assertThat(runtime.spawn(() -> "next").join()).isEqualTo("next");
      assertThat(runtime.closeAndReport().isClean()).isTrue();
      assertThat(runtime.diagnostics().failuresReported()).as("the timer's, the log's")
          .isEqualTo(2);
    } finally {
      logger.removeHandler(printing);
      logger.setUseParentHandlers(true);
    }
  }

  @Test
  void aTaskThatFailsWhenThereIsNoMemoryToSayHowEndsAllTheSame() {
    AtomicBoolean isFull = new AtomicBoolean();
    Scheduler scheduler =
        new ForwardingScheduler(Scheduler.system()) {
          @Override
          public void point(Access access, SharedLocation location) {
            if (CoreLoop.current() != null && isFull.getAndSet(false)) {
              throw new OutOfMemoryError("full");
            }
          }
        };
    try (var runtime = Runtimes.cores(1).scheduler(scheduler).start()) {
      JoinHandle<Void> failing =
          runtime.spawn(
              () -> {
                isFull.set(true);
                throw new IllegalStateException("boom");
              });
      assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(failing::join);
      assertThat(runtime.spawn(() -> "goes on").join()).isEqualTo("goes on");
      ShutdownReport report = runtime.shutdown().join();
      assertThat(report.failed()).isEqualTo(1);
      assertThat(report.completed()).isEqualTo(1);
    }
  }

  @Test
  void aRealStackOverflowEndsItsTaskAlone() {
    try (var runtime = cores(1).start()) {
      JoinHandle<Integer> failing = runtime.spawn(() -> recurse(1));
      assertThatExceptionOfType(TaskFailure.class)
          .isThrownBy(failing::join)
          .withCauseInstanceOf(StackOverflowError.class);
      JoinHandle<Integer> fiber = runtime.spawnFiber(() -> recurse(1));
      assertThatExceptionOfType(TaskFailure.class)
          .isThrownBy(fiber::join)
          .withCauseInstanceOf(StackOverflowError.class);
      assertThat(runtime.spawn(() -> "next").join()).isEqualTo("next");
    }
  }

  private static int recurse(int depth) {
    return depth == Integer.MIN_VALUE ? 0 : 1 + recurse(depth + 1);
  }

  @ParameterizedTest
  @MethodSource("throwables")
  void whatTimersAndCallbacksThrowReachesTheHandlerOnceAndTheCoreGoesOn(Throwable thrown) {
    try (var runtime = cores(1).start()) {
      Promise<String> promise = runtime.newPromise();
      Runtimes.run0(
          runtime,
          () -> {
            var _ = Core.current().after(Duration.ZERO, () -> raise(thrown));
            promise.future().onComplete((value, failure) -> raise(thrown));
          });
      promise.complete("value");
      await().until(() -> reported.size() == 2);
      assertThat(runtime.spawn(() -> "next").join()).isEqualTo("next");
    }
    assertThat(reported).containsExactly(thrown, thrown);
    assertThat(where).containsExactlyInAnyOrder("a timer on core 0", "a callback of onComplete");
  }

  @Test
  void aCancellationThatNobodyAskedForIsAFailureOfItsAction() {
    CancellationException thrown = new CancellationException("of the action's own");
    try (var runtime = cores(1).start()) {
      runtime.core(0).execute(() -> raise(thrown));
      await().until(() -> !reported.isEmpty());
      assertThat(runtime.closeAndReport().cancelled()).isZero();
    }
    assertThat(reported).containsExactly(thrown);
  }

  @Test
  void aRepeatingTimerThatThrowsGoesOnTicking() {
    try (var runtime = cores(1).start()) {
      Runtimes.run0(
          runtime,
          () -> {
            var _ =
                Core.current()
                    .every(Duration.ofMillis(1), () -> raise(new IllegalStateException("tick")));
          });
      await().until(() -> reported.size() >= 3);
    }
  }

  @Test
  void aFailureThatNobodyLooksAtReachesTheHandlerOnce() {
    try (var runtime = cores(2).failureGrace(Duration.ofMillis(1)).start()) {
      IllegalStateException thrown = new IllegalStateException("unseen");
      JoinHandle<String> unseen = runtime.spawn(throwing(thrown));
      await().until(() -> reported.size() == 1);
      assertThat(reported.getFirst()).isInstanceOf(TaskFailure.class).hasCause(thrown);
      assertThat(where.getFirst()).isEqualTo("task " + unseen.id());
      assertThat(runtime.diagnostics().failuresReported()).isEqualTo(1);
    }
    assertThat(reported).as("not again at the end").hasSize(1);
  }

  @Test
  void aFailureThatNobodyLookedAtIsReportedAtTheLatestWhenTheRuntimeCloses() {
    try (var runtime = cores(1).start()) {
      JoinHandle<String> unseen = runtime.spawn(throwing(new IllegalStateException("unseen")));
      await().until(() -> unseen.state().isEnd());
      assertThat(reported).isEmpty();
    }
    assertThat(reported).hasSize(1);
  }

  /** No more than 1,024 failures of a core are kept until their grace period is over. */
  @Test
  void theOldestOfManyFailuresAreReportedEarly() {
    try (var runtime = cores(1).start()) {
      for (int i = 0; i < 1_100; i++) {
        var _ = runtime.spawn(throwing(new IllegalStateException("failure " + i)));
      }
      await().until(() -> reported.size() == 76);
      assertThat(reported.getFirst()).hasRootCauseMessage("failure 0");
      assertThat(reported.getLast()).hasRootCauseMessage("failure 75");
    }
    assertThat(reported).as("the others at the end").hasSize(1_100);
  }

  @Test
  void aTimeLimitOnATaskDoesNotHideItsFailure() throws Exception {
    try (var runtime = cores(1).start()) {
      TaskOptions limited = TaskOptions.defaults().deadline(Duration.ofDays(1));
      var unused = runtime.spawn(limited, throwing(new IllegalStateException("with deadline")));
      Blocker blocker = Blocker.occupying(runtime, 0);
      JoinHandle<String> joined = runtime.spawn(throwing(new IllegalStateException("timed out")));
      assertThatExceptionOfType(TimeoutException.class)
          .isThrownBy(() -> joined.join(Duration.ofMillis(1)));
      blocker.release();
      assertThat(unused.id()).isNotEqualTo(joined.id());
    }
    assertThat(reported)
        .extracting(failure -> failure.getCause().getMessage())
        .containsExactlyInAnyOrder("with deadline", "timed out");
  }

  @Test
  void aHandlerThatThrowsHarmsNobody() {
    for (Throwable thrown : throwables().toList()) {
      try (LogCapture log = new LogCapture();
          var runtime =
              Runtimes.cores(1)
                  .failureHandler(
                      (failure, text) -> {
                        reported.add(failure);
                        raise(thrown);
                      })
                  .start()) {
        Runtimes.run0(
            runtime,
            () -> {
              var _ =
                  Core.current().after(Duration.ZERO, () -> raise(new IOException("from a timer")));
            });
        await().until(() -> reported.size() == 1);
        assertThat(runtime.spawn(() -> "next").join()).isEqualTo("next");
        assertThat(runtime.closeAndReport().isClean()).isTrue();
        assertThat(log.messages()).singleElement().asString().contains("failure handler failed");
      }
      reported.clear();
    }
  }

  @Test
  void theLogTellsWhatAFailedHandlerWasGiven() {
    IllegalStateException given = new IllegalStateException("from a timer");
    IllegalArgumentException thrown = new IllegalArgumentException("from the handler");
    try (LogCapture log = new LogCapture();
        var runtime =
            Runtimes.cores(1).failureHandler((failure, text) -> raise(thrown)).start()) {
      Runtimes.run0(
          runtime,
          () -> {
            var _ = Core.current().after(Duration.ZERO, () -> raise(given));
          });
      await().until(() -> !log.records().isEmpty());
      assertThat(log.records()).extracting(LogRecord::getThrown).containsExactly(thrown);
      assertThat(thrown.getSuppressed()).containsExactly(given);
    }
  }

  @Test
  void aHandlerMayRethrowWhatItWasGiven() {
    try (LogCapture log = new LogCapture();
        var runtime =
            Runtimes.cores(1)
                .failureGrace(Duration.ZERO)
                .failureHandler(
                    (failure, text) -> {
                      reported.add(failure);
                      raise(failure);
                    })
                .start()) {
      var _ = runtime.spawn(throwing(new Unspeakable()));
      await().until(() -> reported.size() == 1);
      assertThat(runtime.spawn(() -> "next").join()).isEqualTo("next");
      assertThat(runtime.closeAndReport().isClean()).isTrue();
      assertThat(log.records())
          .extracting(LogRecord::getThrown)
          .containsExactlyElementsOf(reported);
    }
  }

  @Test
  void combinatorsOfFuturesThatNobodyCompletesDoNotBreakTheEnd() {
    try (var runtime = cores(2).start()) {
      Promise<String> never = runtime.newPromise();
      Runtimes.run0(
          runtime,
          () -> {
            Future<String> first = never.future();
            Future<String> second = runtime.<String>newPromise().future();
            var _ = Future.all(List.of(first, second));
            var _ = Future.any(List.of(first, second));
            var _ = first.timeout(Duration.ofDays(1));
            var _ = Core.current().sleep(Duration.ofDays(1)).map(value -> "never");
          });
      assertThat(runtime.closeAndReport().isClean()).isTrue();
    }
    assertThat(reported).isEmpty();
  }

  private static Callable<String> throwing(Throwable thrown) {
    return () -> {
      raise(thrown);
      return "not reached";
    };
  }

  /** Throws anything, checked or not, as user code in other languages does. */
  private static void raise(Throwable thrown) {
    FailureIsolationTest.<RuntimeException>sneak(thrown);
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <X extends Throwable> void sneak(Throwable thrown) throws X {
    throw (X) thrown;
  }
}
