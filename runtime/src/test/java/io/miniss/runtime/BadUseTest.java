package io.miniss.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.miniss.runtime.future.Promise;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.RejectedTaskException;
import io.miniss.runtime.task.TaskFailure;
import io.miniss.runtime.task.TaskOptions;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad use gets an error with the rule and the value, and loses nothing. */
@Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD) // a join ignores interrupts
class BadUseTest {

  private static final Duration NEGATIVE = Duration.ofMillis(-5);

  private final MultiCoreRuntime runtime = Runtimes.cores(2).start();

  /** Whatever was refused, the runtime still works and every task is accounted for. */
  @AfterEach
  void nothingIsLost() {
    if (runtime.phase() == io.miniss.runtime.diagnostics.Phase.RUNNING) {
      assertThat(runtime.spawn(() -> "works").join()).isEqualTo("works");
    }
    assertThat(runtime.closeAndReport().isClean()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, Integer.MAX_VALUE})
  void aCoreNumberThatIsTooHighIsRefused(int core) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> runtime.spawnOn(core, () -> "never"))
        .withMessageContaining("less than the number of cores, 2")
        .withMessageContaining("" + core);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> runtime.core(core))
        .withMessageContaining("from 0 to 1")
        .withMessageContaining("" + core);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> onCore(() -> Core.current().submit(core, () -> "never")))
        .withMessageContaining("less than the number of cores, 2")
        .withMessageContaining("" + core);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, Integer.MIN_VALUE})
  void aNegativeCoreNumberIsRefused(int core) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> runtime.spawnOn(core, () -> "never"))
        .withMessageContaining("at least 0")
        .withMessageContaining("" + core);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> runtime.core(core))
        .withMessageContaining("" + core);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> onCore(() -> Core.current().submit(core, () -> "never")))
        .withMessageContaining("" + core);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 4_095, Integer.MAX_VALUE})
  void aNumberOfCoresThatCannotBeIsRefused(int cores) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MultiCoreRuntime.builder().cores(cores))
        .withMessageContaining("number of cores must be from 1 to 4094")
        .withMessageContaining("" + cores);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
  void aCapacityBelowOneIsRefused(int capacity) {
    assertRefused("capacity of a mailbox must be from 1", capacity,
        b -> b.mailboxCapacity(capacity));
    assertRefused("capacity of a ready queue must be from 1", capacity,
        b -> b.readyCapacity(capacity));
    assertRefused("a batch must be from 1", capacity, b -> b.batch(capacity));
  }

  @Test
  void negativeNumbersOfTheBuilderAreRefused() {
    assertRefused("capacity of a backlog must be from 0", -1, b -> b.backlogCapacity(-1));
    assertRefused("number of spins must be from 0", -2, b -> b.idle(-2, 0));
    assertRefused("number of yields must be from 0", -3, b -> b.idle(0, -3));
  }

  private static void assertRefused(
      String rule, int value, Consumer<MultiCoreRuntime.Builder> use) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> use.accept(MultiCoreRuntime.builder()))
        .withMessageContaining(rule)
        .withMessageEndingWith(": " + value);
  }

  @Test
  void negativeTimesAreRefusedByName() {
    var builder = MultiCoreRuntime.builder();
    assertNegative("spawn limit", () -> builder.spawnLimit(NEGATIVE));
    assertNegative("drain limit", () -> builder.drainLimit(NEGATIVE));
    assertNegative("cancel limit", () -> builder.cancelLimit(NEGATIVE));
    assertNegative("failure grace", () -> builder.failureGrace(NEGATIVE));
    assertNegative("deadline of a task", () -> TaskOptions.defaults().deadline(NEGATIVE));
    assertNegative("drain limit", () -> runtime.shutdown(NEGATIVE));
    assertNegative("limit of cancelAfter", () -> runtime.newScope().cancelAfter(NEGATIVE));
    assertNegative("limit of join", () -> runtime.newPromise().future().join(NEGATIVE));
    assertNegative(
        "delay of a timer", () -> onCore(() -> Core.current().after(NEGATIVE, () -> {})));
    assertNegative(
        "period of a timer", () -> onCore(() -> Core.current().every(NEGATIVE, () -> {})));
    assertNegative("delay of sleep", () -> onCore(() -> Core.current().sleep(NEGATIVE)));
    assertNegative(
        "delay of sleep",
        () -> inFiber(
            () -> {
              Fiber.sleep(NEGATIVE);
              return "never";
            }));
    assertNegative(
        "limit of await",
        () -> inFiber(() -> Fiber.await(runtime.newPromise().future(), NEGATIVE)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> onCore(() -> Core.current().every(Duration.ZERO, () -> {})))
        .withMessageContaining("period of a timer must be positive")
        .withMessageContaining("PT0S");
  }

  private static void assertNegative(
      String what, org.assertj.core.api.ThrowableAssert.ThrowingCallable use) {
    assertThatIllegalArgumentException()
        .isThrownBy(use)
        .withMessageContaining(what)
        .withMessageContaining("must not be negative: PT-0.005S");
  }

  @Test
  void theLongestDurationsThereAreAreNoError() {
    Duration forever = Duration.ofSeconds(Long.MAX_VALUE);
    try (var patient =
        Runtimes.cores(1)
            .spawnLimit(forever)
            .drainLimit(forever)
            .cancelLimit(forever)
            .failureGrace(forever)
            .start()) {
      var options = TaskOptions.defaults().deadline(forever);
      assertThat(patient.spawn(options, () -> "done").join()).isEqualTo("done");
    }
  }

  @Test
  void nullTasksAreRefusedByName() {
    Callable<String> noTask = null;
    Runnable noRunnable = null;
    assertNull("task", () -> runtime.spawn(noTask));
    assertNull("task", () -> runtime.spawn(noRunnable));
    assertNull("task", () -> runtime.spawnOn(0, noTask));
    assertNull("task", () -> runtime.spawnOn(0, noRunnable));
    assertNull("task", () -> runtime.trySpawn(noTask));
    assertNull("task", () -> runtime.spawnFiber(noTask));
    assertNull("task", () -> runtime.spawnFiber(noRunnable));
    assertNull("options", () -> runtime.spawn(null, () -> "never"));
    assertNull("task", () -> onCore(() -> Core.current().submit(1, noTask)));
    assertNull("action", () -> onCore(() -> Core.current().after(Duration.ZERO, null)));
    assertNull("action", () -> onCore(() -> Core.current().every(Duration.ofMillis(1), null)));
    assertNull("reason", () -> runtime.newScope().cancel(null));
  }

  private static void assertNull(
      String what, org.assertj.core.api.ThrowableAssert.ThrowingCallable use) {
    assertThatNullPointerException().isThrownBy(use).withMessage(what);
  }

  @Test
  void joiningInAPlainTaskIsRefusedBeforeItBlocksTheCore() {
    JoinHandle<Void> handle =
        Runtimes.on0(
            runtime,
            () -> {
              JoinHandle<Void> inner = runtime.spawnOn(0, () -> {});
              assertThatIllegalStateException()
                  .isThrownBy(inner::join)
                  .withMessageContaining("would block core 0")
                  .withMessageContaining("in task x-")
                  .withMessageContaining("future()")
                  .withMessageContaining("spawnFiber");
              assertThatIllegalStateException()
                  .isThrownBy(() -> inner.join(Duration.ofSeconds(1)))
                  .withMessageContaining("would block core 0");
              return inner;
            });
    handle.join();
  }

  @Test
  void joiningInAContinuationOrATimerIsRefusedToo() {
    var message =
        Runtimes.on0(
            runtime,
            () -> {
              Promise<String> refusal = Core.current().newPromise();
              var _ =
                  Core.current()
                      .after(
                          Duration.ZERO,
                          () -> {
                            try {
                              runtime.newPromise().future().join();
                            } catch (IllegalStateException e) {
                              refusal.complete(e.getMessage());
                            }
                          });
              return refusal.future();
            });
    assertThat(message.join()).contains("would block core 0");
  }

  @Test
  void joiningATaskThatHasEndedIsAllowedOnACore() {
    JoinHandle<String> ended = runtime.spawn(() -> "value");
    ended.join();
    String value = Runtimes.on0(runtime, () -> ended.join());
    assertThat(value).isEqualTo("value");
  }

  @Test
  void submittingAfterShutdownNamesThePhase() {
    Blocker blocker = Blocker.occupying(runtime, 0);
    var report = runtime.shutdown();
    assertThatExceptionOfType(RejectedTaskException.class)
        .isThrownBy(() -> runtime.spawn(() -> "never"))
        .withMessageContaining("DRAINING")
        .withMessageContaining("takes no tasks");
    assertThatExceptionOfType(RejectedTaskException.class)
        .isThrownBy(() -> runtime.trySpawn(() -> "never"));
    assertThatExceptionOfType(RejectedTaskException.class)
        .isThrownBy(() -> runtime.spawnFiber(() -> "never"));
    blocker.release();
    assertThat(report.join().accepted()).isEqualTo(1);
    assertThatExceptionOfType(RejectedTaskException.class)
        .isThrownBy(() -> runtime.spawn(() -> "never"))
        .withMessageContaining("TERMINATED");
  }

  @Test
  void aCoreThatHasShutDownItsRuntimeCannotSubmitInTheSameBreath() {
    Runtimes.run0(
        runtime,
        () -> {
          var _ = runtime.shutdown();
          assertThatExceptionOfType(RejectedTaskException.class)
              .isThrownBy(() -> runtime.spawn(() -> "never"))
              .withMessageContaining("DRAINING");
          assertThat(Core.current().submit(1, () -> "never").failure())
              .isInstanceOf(RejectedTaskException.class);
        });
    assertThat(runtime.closeAndReport().accepted()).isEqualTo(1);
  }

  @Test
  void completingAPromiseTwiceNamesTheRule() {
    Promise<String> promise = runtime.newPromise();
    promise.complete("first");
    assertThatIllegalStateException()
        .isThrownBy(() -> promise.complete("second"))
        .withMessageContaining("completed once")
        .withMessageContaining("second");
  }

  @Test
  void methodsOfACoreSayWhereTheyMayBeCalled() {
    Core core = runtime.core(1);
    assertThatIllegalStateException()
        .isThrownBy(() -> core.submit(0, () -> "never"))
        .withMessageContaining("submit of core 1")
        .withMessageContaining("outside any core");
    assertThatIllegalStateException()
        .isThrownBy(() -> onCore(() -> core.after(Duration.ZERO, () -> {})))
        .withMessageContaining("after of core 1")
        .withMessageContaining("the caller is on core 0");
    assertThatIllegalStateException()
        .isThrownBy(Core::current)
        .withMessageContaining("no current core")
        .withMessageContaining(Thread.currentThread().getName());
    assertThatIllegalStateException()
        .isThrownBy(Core::currentToken)
        .withMessageContaining("no current task");
  }

  @Test
  void waitingLikeAFiberIsForFibers() {
    assertThatIllegalStateException()
        .isThrownBy(() -> Fiber.await(runtime.newPromise().future()))
        .withMessageContaining("only a fiber")
        .withMessageContaining("join()");
    assertThatIllegalStateException().isThrownBy(Fiber::yieldNow);
    assertThatIllegalStateException()
        .isThrownBy(
            () -> onCore(
                () -> {
                  Fiber.sleep(Duration.ZERO);
                  return "never";
                }))
        .withMessageContaining("would block core 0");
  }

  @Test
  void closingWithAReportOnACoreIsRefused() {
    assertThatIllegalStateException()
        .isThrownBy(() -> onCore(runtime::closeAndReport))
        .withMessageContaining("a core cannot wait for its own end")
        .withMessageContaining("shutdown()");
  }

  /** On core 0; what it throws comes out as it is. */
  private <T> T onCore(Callable<T> action) {
    return unwrapped(runtime.spawnOn(0, action));
  }

  private <T> T inFiber(Callable<T> action) {
    return unwrapped(runtime.spawnFiber(action));
  }

  private static <T> T unwrapped(JoinHandle<T> handle) {
    try {
      return handle.join();
    } catch (TaskFailure failure) {
      throw (RuntimeException) failure.getCause();
    }
  }

  @Test
  void cancellingForNoReasonIsRefusedAndCancelsNothing() {
    Blocker blocker = Blocker.occupying(runtime, 0);
    JoinHandle<String> queued = runtime.spawnOn(0, () -> "runs");
    assertNull("reason", () -> queued.cancel(null));
    blocker.release();
    assertThat(queued.join()).isEqualTo("runs");
  }
}
