package io.miniss.runtime.future;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.mockito.Mockito.mock;

import io.miniss.runtime.shared.Work;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Futures on two cores that the test thread plays itself, so that each order is exact. */
class FutureTest {

  private final TestRuntime runtime = new TestRuntime();
  private final TestCore core = runtime.core;
  private final TestCore other = runtime.other;
  private final FutureCell<String> promise = runtime.promise();
  private final List<String> log = new ArrayList<>();
  private final RuntimeException boom = new IllegalArgumentException("boom");

  @Nested
  class WhereContinuationsRun {

    @Test
    void registeredOnACoreItRunsFromThatCoresLoopNotInTheCompletingCall() {
      core.on(() -> promise.onComplete((value, failure) -> log.add(value + where())));
      other.on(() -> promise.complete("value"));
      other.runReady();
      assertThat(log).as("completed, and the other core's loop has run").isEmpty();
      core.runReady();
      assertThat(log).containsExactly("value on core");
    }

    @Test
    void registeredOnACoreItRunsFromTheLoopAlsoWhenItIsCompleteAlready() {
      promise.complete("value");
      core.on(
          () -> {
            promise.onComplete((value, failure) -> log.add("callback"));
            log.add("registered");
          });
      core.runReady();
      assertThat(log).containsExactly("registered", "callback");
    }

    @Test
    void registeredOnTheCompletingCoreItRunsFromTheLoopNotInTheCompletingCall() {
      core.on(
          () -> {
            promise.onComplete((value, failure) -> log.add("callback"));
            promise.complete("value");
            log.add("completed");
          });
      core.runReady();
      assertThat(log).containsExactly("completed", "callback");
    }

    @Test
    void registeredOutsideItRunsFromTheLoopOfTheCompletingCore() {
      promise.onComplete((value, failure) -> log.add(value + where()));
      other.on(
          () -> {
            promise.complete("value");
            log.add("completed");
          });
      core.runReady();
      other.runReady();
      assertThat(log).containsExactly("completed", "value on other");
    }

    @Test
    void registeredAndCompletedOutsideItRunsInTheCompletingCall() {
      promise.onComplete((value, failure) -> log.add(value + where()));
      promise.complete("value");
      assertThat(log).containsExactly("value outside");
    }

    @Test
    void registeredOutsideOnACompleteFutureItRunsInTheRegisteringCall() {
      promise.complete("value");
      promise.onComplete((value, failure) -> log.add(value + where()));
      assertThat(log).containsExactly("value outside");
    }

    @Test
    void ofOneFutureTheyStartInTheOrderOfRegistration() {
      core.on(
          () -> {
            for (int i = 0; i < 10; i++) {
              String number = "" + i;
              promise.onComplete((value, failure) -> log.add(number));
            }
          });
      promise.complete("value");
      core.runReady();
      assertThat(log).containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
    }

    private String where() {
      CoreContext here = CoreContext.current();
      return here == null ? " outside" : here == core ? " on core" : " on other";
    }
  }

  @Nested
  class Completing {

    @Test
    void completingTwiceNamesTheRuleTheStateAndTheAttempt() {
      promise.complete("first");
      assertThatIllegalStateException()
          .isThrownBy(() -> promise.complete("second"))
          .withMessage(
              "a promise is completed once: it is complete, cannot complete it with second");
      assertThatIllegalStateException()
          .isThrownBy(() -> promise.fail(boom))
          .withMessageContaining("cannot fail it with " + boom);
      assertThat(promise.getNow()).isEqualTo("first");
    }

    @Test
    void completingAFailedPromiseNamesTheFailureAndKeepsIt() {
      promise.fail(boom);
      assertThatIllegalStateException()
          .isThrownBy(() -> promise.complete("late"))
          .withMessageContaining("completed once")
          .withMessageContaining("has failed with " + boom)
          .withMessageContaining("late");
      assertThat(promise.failure()).isSameAs(boom);
    }

    @Test
    void ofSeveralTriesTheFirstWins() {
      assertThat(promise.tryComplete("first")).isTrue();
      assertThat(promise.tryComplete("second")).isFalse();
      assertThat(promise.tryFail(boom)).isFalse();
      assertThat(promise.join()).isEqualTo("first");
    }

    @Test
    void aPromiseFailsWithSomethingNotWithNull() {
      assertThatNullPointerException().isThrownBy(() -> promise.fail(null));
      assertThat(promise.isDone()).isFalse();
    }

    @Test
    void anyValueIsAValueEvenWhatTheRuntimeUsesInside() {
      List<Object> awkward = new ArrayList<>();
      awkward.add(null);
      awkward.add(boom);
      awkward.add(new Failure(boom));
      awkward.add(runtime.promise());
      awkward.add(
          new Listener(null) {
            @Override
            protected void completed() {
              throw new AssertionError("a value is never run");
            }
          });
      for (Object value : awkward) {
        FutureCell<Object> holder = runtime.promise();
        holder.onComplete((seen, failure) -> log.add("told"));
        holder.complete(value);
        assertThat(holder.isFailed()).isFalse();
        assertThat(holder.join()).isSameAs(value);
        assertThat(holder.map(seen -> seen).join()).isSameAs(value);
      }
      assertThat(log).hasSize(awkward.size());
    }

    @Test
    void lookingTooEarlySaysWhatToDo() {
      assertThatIllegalStateException()
          .isThrownBy(promise::getNow)
          .withMessageContaining("not complete");
      assertThatIllegalStateException()
          .isThrownBy(promise::failure)
          .withMessageContaining("not complete");
      promise.complete("value");
      assertThatIllegalStateException()
          .isThrownBy(promise::failure)
          .withMessageContaining("a value, not a failure");
    }

    @Test
    void joinThrowsTheFailureItselfIfUncheckedAndWrapsACheckedOne() {
      promise.fail(boom);
      assertThatExceptionOfType(IllegalArgumentException.class)
          .isThrownBy(promise::join)
          .isSameAs(boom);
      AssertionError error = new AssertionError("error");
      assertThatExceptionOfType(AssertionError.class)
          .isThrownBy(Future.failed(error)::join)
          .isSameAs(error);
      IOException checked = new IOException("checked");
      assertThatExceptionOfType(CompletionException.class)
          .isThrownBy(Future.failed(checked)::join)
          .withCause(checked);
    }
  }

  @Nested
  class Combinators {

    @Test
    void mapAppliesTheFunctionToAValueAndPassesAFailure() {
      Future<Integer> length = promise.map(String::length);
      promise.complete("four");
      assertThat(length.getNow()).isEqualTo(4);
      Future<Object> failed = Future.failed(boom).map(value -> log.add("never"));
      assertThat(failed.failure()).isSameAs(boom);
      assertThat(log).isEmpty();
    }

    @Test
    void whatAFunctionThrowsFailsTheDerivedFuture() {
      StackOverflowError overflow = new StackOverflowError("deep");
      Future<String> done = Future.completed("value");
      assertThat(done.map(value -> raise(overflow)).failure()).isSameAs(overflow);
      assertThat(done.flatMap(value -> raise(boom)).failure()).isSameAs(boom);
      assertThat(Future.failed(boom).recover(failure -> raise(overflow)).failure())
          .isSameAs(overflow);
    }

    @Test
    void flatMapHasTheResultOfTheInnerFutureAlsoWhenThatComesLater() {
      FutureCell<Integer> inner = runtime.promise();
      Future<Integer> outer = promise.flatMap(value -> inner);
      promise.complete("value");
      assertThat(outer.isDone()).isFalse();
      inner.complete(7);
      assertThat(outer.getNow()).isEqualTo(7);
      Future<Object> failed = promise.flatMap(value -> Future.failed(boom));
      assertThat(failed.failure()).isSameAs(boom);
    }

    @Test
    void flatMapToNoFutureFailsAndSaysWhatIsMissing() {
      assertThat(Future.completed(1).flatMap(value -> null).failure())
          .isInstanceOf(NullPointerException.class)
          .hasMessageContaining("flatMap's future");
    }

    @Test
    void flatMapToSomebodyElsesImplementationFailsTheDerivedFutureOnly() {
      FutureCell<Integer> source = runtime.promise();
      List<Future<Object>> derived = new ArrayList<>();
      Future<Object> foreign = mock();
      core.on(() -> derived.add(source.flatMap(value -> foreign)));
      source.complete(1);
      core.runReady();
      assertThat(derived.getFirst().failure()).isInstanceOf(ClassCastException.class);
    }

    @Test
    void recoverReplacesAFailureAndPassesAValue() {
      assertThat(Future.<String>failed(boom).recover(Throwable::getMessage).getNow())
          .isEqualTo("boom");
      assertThat(Future.completed("value").recover(Throwable::getMessage).getNow())
          .isEqualTo("value");
    }

    @Test
    void onCompleteTellsValueOrFailure() {
      promise.onComplete((value, failure) -> log.add(value + "/" + failure));
      promise.complete("value");
      Future.failed(boom).onComplete((value, failure) -> log.add(value + "/" + failure));
      assertThat(log).containsExactly("value/null", "null/" + boom);
    }

    @Test
    void whatACallbackThrowsReachesTheHandlerOnce() {
      core.on(() -> promise.onComplete((value, failure) -> raise(boom)));
      promise.complete("value");
      core.runReady();
      core.runReady();
      assertThat(runtime.reported).containsExactly(boom);
    }

    @Test
    void whatACallbackOfACompletedFutureThrowsOnACoreReachesThatCoresRuntime() {
      core.run(() -> Future.completed(1).onComplete((value, failure) -> raise(boom)));
      assertThat(runtime.reported).containsExactly(boom);
    }

    @Test
    void functionsAreNotNull() {
      assertThatNullPointerException().isThrownBy(() -> promise.map(null));
      assertThatNullPointerException().isThrownBy(() -> promise.flatMap(null));
      assertThatNullPointerException().isThrownBy(() -> promise.recover(null));
      assertThatNullPointerException().isThrownBy(() -> promise.onComplete(null));
    }
  }

  @Nested
  class AllAndAny {

    private final FutureCell<String> first = runtime.promise();
    private final FutureCell<String> second = runtime.promise();

    @Test
    void allHasTheValuesInTheOrderOfTheListWhoeverWasFirst() {
      Future<List<String>> all = Future.all(List.of(first, second));
      second.complete("b");
      assertThat(all.isDone()).isFalse();
      first.complete("a");
      assertThat(all.getNow()).containsExactly("a", "b");
    }

    @Test
    void allOfNothingIsComplete() {
      assertThat(Future.all(List.of()).getNow()).isEqualTo(List.of());
    }

    @Test
    void allFailsWithTheFirstFailureInListOrderOnceAllAreComplete() {
      Future<List<String>> all = Future.all(List.of(first, second));
      second.fail(new IllegalStateException("second"));
      assertThat(all.isDone()).isFalse();
      first.fail(boom);
      assertThat(all.failure()).isSameAs(boom);
    }

    @Test
    void anyHasTheFirstValueAndIgnoresFailures() {
      Future<String> any = Future.any(List.of(first, second));
      first.fail(boom);
      assertThat(any.isDone()).isFalse();
      second.complete("b");
      assertThat(any.getNow()).isEqualTo("b");
    }

    @Test
    void anyFailsWithTheFirstOfTheListWhichIsLeftAsItIs() {
      Future<String> any = Future.any(List.of(first, second));
      IllegalStateException later = new IllegalStateException("second");
      second.fail(later);
      assertThat(any.isDone()).isFalse();
      first.fail(boom);
      assertThat(any.failure()).isSameAs(boom);
      assertThat(boom.getSuppressed()).isEmpty();
    }

    @Test
    void anyOfNothingIsRefused() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Future.any(List.of()))
          .withMessageContaining("list is empty");
    }

    @Test
    void whenTheCoreExitsAllAndAnyAreBrokenInsteadOfHangingOrThrowing() {
      List<Future<?>> derived = new ArrayList<>();
      core.on(
          () -> {
            derived.add(Future.all(List.of(first)));
            derived.add(Future.all(List.of(first, second)));
            derived.add(Future.any(List.of(first)));
            derived.add(Future.any(List.of(first, second)));
          });
      core.exit();
      assertThat(derived).hasSize(4);
      for (Future<?> future : derived) {
        assertThat(future.isDone()).isTrue();
        assertThat(future.failure()).isInstanceOf(BrokenPromiseException.class);
      }
    }
  }

  @Nested
  class Timeouts {

    @Test
    void aResultInTimePassesAndTakesTheTimerWithIt() {
      List<Future<String>> limited = new ArrayList<>();
      core.on(() -> limited.add(promise.timeout(Duration.ofNanos(100))));
      assertThat(core.timerCount()).isEqualTo(1);
      promise.complete("value");
      core.runReady();
      assertThat(limited.getFirst().getNow()).isEqualTo("value");
      assertThat(core.timerCount()).isZero();
    }

    @Test
    void withoutAResultItFailsAtTheLimitNotBeforeAndLeavesTheSourceAlone() {
      List<Future<String>> limited = new ArrayList<>();
      core.on(() -> limited.add(promise.timeout(Duration.ofNanos(100))));
      core.fireTimersAt(99);
      assertThat(limited.getFirst().isDone()).isFalse();
      core.fireTimersAt(100);
      assertThat(limited.getFirst().failure())
          .isInstanceOf(TimeoutException.class)
          .hasMessageContaining("PT0.0000001S");
      assertThat(promise.isDone()).isFalse();
      assertThat(core.outstandingContinuations()).isZero();
      promise.complete("late");
      core.runReady();
      assertThat(limited.getFirst().failure()).isInstanceOf(TimeoutException.class);
    }

    @Test
    void askedForOutsideACoreKeepsTheLimit() {
      Future<String> limited = promise.timeout(Duration.ofNanos(100));
      core.runReady();
      core.fireTimersAt(100);
      assertThat(limited.failure()).isInstanceOf(TimeoutException.class);
    }

    @Test
    void aFutureThatIsCompleteNeedsNoTimer() {
      promise.complete("value");
      core.on(() -> assertThat(promise.timeout(Duration.ZERO)).isSameAs(promise));
      assertThat(core.timerCount()).isZero();
    }

    @Test
    void aNegativeLimitIsRefusedByName() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> promise.timeout(Duration.ofSeconds(-1)))
          .withMessageContaining("limit of timeout")
          .withMessageContaining("must not be negative")
          .withMessageContaining("PT-1S");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> promise.join(Duration.ofSeconds(-1)))
          .withMessageContaining("limit of join")
          .withMessageContaining("PT-1S");
    }

    @Test
    void aLimitOfZeroOnAJoinLooksOnce() {
      assertThatExceptionOfType(TimeoutException.class)
          .isThrownBy(() -> promise.join(Duration.ZERO))
          .withMessageContaining("PT0S");
      promise.complete("value");
      assertThat(promise.map(value -> value).isDone()).isTrue();
    }
  }

  @Nested
  class Bridges {

    @Test
    void aStageHasTheResultOfTheFuture() throws Exception {
      CompletableFuture<String> stage = promise.toCompletionStage().toCompletableFuture();
      assertThat(stage).isNotDone();
      promise.complete("value");
      assertThat(stage.get()).isEqualTo("value");
      assertThat(Future.failed(boom).toCompletionStage().toCompletableFuture())
          .isCompletedExceptionally()
          .failsWithin(Duration.ZERO)
          .withThrowableThat()
          .withCause(boom);
    }

    @Test
    void theDependentsOfAStageRunWhereContinuationsRun() {
      core.on(
          () -> promise
              .toCompletionStage()
              .thenAccept(value -> log.add("core " + (CoreContext.current() == core))));
      promise.complete("value");
      assertThat(log).isEmpty();
      core.runReady();
      assertThat(log).containsExactly("core true");
    }

    @Test
    void aFutureAdoptsAStagesResultAndUnwrapsItsFailure() {
      CompletableFuture<String> stage = new CompletableFuture<>();
      Future<String> adopted = Stages.pass(stage, runtime.promise());
      CompletionStage<String> dependent = stage.thenApply(value -> raise(boom));
      Future<String> failed = Stages.pass(dependent, runtime.promise());
      assertThat(adopted.isDone()).isFalse();
      stage.complete("value");
      assertThat(adopted.getNow()).isEqualTo("value");
      assertThat(failed.failure()).isSameAs(boom);
    }

    @Test
    void fromNeedsACoreAndSaysWhatToUseOutside() {
      CompletableFuture<Integer> stage = CompletableFuture.completedFuture(1);
      assertThatIllegalStateException()
          .isThrownBy(() -> Future.from(stage))
          .withMessageContaining("runtime.adopt(stage)");
      core.on(() -> assertThat(Future.from(stage).getNow()).isEqualTo(1));
    }
  }

  @Nested
  class BrokenPromises {

    @Test
    void whenTheCoreExitsAContinuationIsGivenABrokenPromise() {
      core.on(() -> promise.onComplete((value, failure) -> log.add(name(failure))));
      core.exit();
      assertThat(log).containsExactly("BrokenPromiseException");
      assertThat(core.outstandingContinuations()).isZero();
    }

    @Test
    void aContinuationIsBrokenOrRunNeverBoth() {
      core.on(() -> promise.onComplete((value, failure) -> log.add(name(failure))));
      core.exit();
      promise.complete("late");
      core.runReady();
      assertThat(log).containsExactly("BrokenPromiseException");
    }

    @Test
    void whatARecoveryCompletesIsNotBroken() {
      core.on(
          () -> promise
              .recover(failure -> "recovered")
              .onComplete((value, failure) -> log.add(value + "/" + failure)));
      core.exit();
      assertThat(log).containsExactly("recovered/null");
    }

    @Test
    void aContinuationRegisteredByABrokenOneIsBrokenToo() {
      FutureCell<String> next = runtime.promise();
      core.on(
          () -> promise.onComplete(
              (value, failure) -> {
                log.add("first");
                next.onComplete((v, f) -> log.add("second " + name(f)));
              }));
      core.exit();
      assertThat(log).containsExactly("first", "second BrokenPromiseException");
    }

    @Test
    void anExternalThreadInJoinIsNotLeftHangingWhenTheRuntimeTerminates() {
      runtime.terminate();
      assertThatExceptionOfType(BrokenPromiseException.class)
          .isThrownBy(promise::join)
          .withMessageContaining("terminated");
    }

    @Test
    void whatASweepHoldsGetsTheResultAtTheEnd() {
      promise.onComplete((value, failure) -> log.add(value + " " + name(failure)));
      // As a thread does that sweeps the list, and is then taken from its CPU.
      assertThat(promise.compareAndSet(promise.getAcquire(), null)).isTrue();
      promise.complete("value");
      runtime.terminate();
      assertThat(log).containsExactly("value none");
    }

    @Test
    void ofSeveralThatWaitForOneDerivedFutureEachIsAPieceOfWorkOfItsOwn() {
      core.on(
          () -> {
            Future<String> derived = promise.map(value -> value + "!");
            for (int i = 0; i < 3; i++) {
              int number = i;
              derived.onComplete((value, failure) -> log.add("waiter " + number));
            }
            promise.complete("value");
            core.enqueue(
                new Work() {
                  @Override
                  public void run() {
                    log.add("in between");
                  }
                });
          });
      core.runReady();
      assertThat(log).containsExactly("in between", "waiter 0", "waiter 1", "waiter 2");
    }
  }

  @Nested
  class Sweeping {

    @Test
    void retiredContinuationsAreSweptAndTheOthersKeepTheirOrder() {
      int kept = 0;
      for (int i = 0; i < 10_000; i++) {
        Listener garbage = listener("garbage");
        promise.register(garbage);
        garbage.retire();
        if (i % 1_000 == 0) {
          promise.register(listener("kept " + kept++));
        }
      }
      assertThat(listLength()).isLessThan(200);
      promise.complete("value");
      List<String> live = new ArrayList<>(log);
      live.removeIf("garbage"::equals);
      assertThat(live)
          .containsExactly(
              "kept 0", "kept 1", "kept 2", "kept 3", "kept 4", "kept 5", "kept 6", "kept 7",
              "kept 8", "kept 9");
    }

    @Test
    void aSweptContinuationRefersToNoOther() {
      List<Listener> garbage = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        Listener each = listener("garbage");
        garbage.add(each);
        promise.register(each);
        each.retire();
      }
      long linked = garbage.stream().filter(each -> each.next != null).count();
      assertThat(linked).isLessThan(200);
    }

    @Test
    void anyLeavesNothingBehindInAFutureThatNeverCompletes() {
      for (int i = 0; i < 10_000; i++) {
        Promise<String> other = new FutureCell<>(runtime);
        core.run(
            () -> {
              Future<String> any = Future.any(List.of(promise, other.future()));
              other.complete("value");
              assertThat(any.isDone()).isFalse();
            });
      }
      assertThat(listLength()).isLessThan(200);
      assertThat(core.outstandingContinuations()).isZero();
    }

    @Test
    void anyOutsideAnyCoreLeavesNothingBehindEither() {
      for (int i = 0; i < 10_000; i++) {
        Promise<String> other = new FutureCell<>(runtime);
        Future<String> any = Future.any(List.of(promise, other.future()));
        other.complete("value");
        assertThat(any.getNow()).isEqualTo("value");
      }
      assertThat(listLength()).isLessThan(200);
    }

    @Test
    void liveContinuationsAreNeverSwept() {
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        promise.register(listener("" + i));
        expected.add("" + i);
      }
      promise.complete("value");
      assertThat(log).isEqualTo(expected);
    }

    @Test
    void aRetiredContinuationOfACoreNeverRuns() {
      Listener listener = new LoggingListener(core, "retired");
      core.on(() -> promise.register(listener));
      promise.complete("value"); // elsewhere, so that it comes through a queue
      core.on(listener::retire);
      core.runReady();
      core.exit();
      assertThat(log).isEmpty();
      assertThat(core.outstandingContinuations()).isZero();
    }

    private int listLength() {
      int length = 0;
      for (Continuation c = (Continuation) promise.getAcquire(); c != null; c =
          (Continuation) c.next) {
        length++;
      }
      return length;
    }

    private Listener listener(String name) {
      return new LoggingListener(null, name);
    }
  }

  /** What a core derives is settled by that core alone; others send it what is to wait. */
  @Nested
  class DerivedFutures {

    @Test
    void whatAnotherCoreRegistersTravelsToTheOwnerAndComesHome() {
      Future<String> derived = derivedOnCore(promise);
      other.run(() -> derived.onComplete((value, failure) -> log.add(value + homeIs(other))));
      core.run(() -> promise.complete("value"));
      assertThat(log).as("before the other core's loop has run").isEmpty();
      other.runReady();
      assertThat(log).containsExactly("value! home");
    }

    @Test
    void registeredElsewhereOnACompleteOneItNeedsNoOwner() {
      Future<String> derived = derivedOnCore(promise);
      core.run(() -> promise.complete("value"));
      other.run(() -> derived.onComplete((value, failure) -> log.add(value)));
      assertThat(log).containsExactly("value!");
    }

    @Test
    void afterTheOwnerHasExitedItHasTheResultOfTheExit() {
      Future<String> derived = derivedOnCore(promise);
      core.exit();
      other.run(() -> derived.onComplete((value, failure) -> log.add(name(failure))));
      assertThat(log).containsExactly("BrokenPromiseException");
    }

    @Test
    void aFlatMapThatReturnsItselfIsBrokenWithAllThatWaitsForIt() {
      List<Future<String>> self = new ArrayList<>();
      core.run(
          () -> {
            self.add(promise.flatMap(value -> self.getFirst()));
            self.getFirst().onComplete((value, failure) -> log.add(name(failure)));
            promise.complete("value");
          });
      assertThat(log).isEmpty();
      core.exit();
      assertThat(log).containsExactly("BrokenPromiseException");
      assertThat(core.outstandingContinuations()).isZero();
    }

    @Test
    void whatWaitsForItIsNotOutstandingItself() {
      Future<String> derived = derivedOnCore(promise);
      core.on(() -> derived.onComplete((value, failure) -> log.add(name(failure))));
      assertThat(core.outstandingContinuations()).isEqualTo(1);
      core.exit();
      assertThat(log).containsExactly("BrokenPromiseException");
    }

    @Test
    void itsListIsSweptOfRetiredContinuations() {
      FutureCell<?> derived = (FutureCell<?>) derivedOnCore(promise);
      core.on(
          () -> {
            for (int i = 0; i < 10_000; i++) {
              Listener listener = new LoggingListener(core, "retired");
              derived.register(listener);
              listener.retire();
            }
          });
      int length = 0;
      for (Continuation c = (Continuation) derived.getAcquire(); c != null; c =
          (Continuation) c.next) {
        length++;
      }
      assertThat(length).isLessThan(256);
    }

    private Future<String> derivedOnCore(Future<String> source) {
      List<Future<String>> derived = new ArrayList<>();
      core.on(() -> derived.add(source.map(value -> value + "!")));
      return derived.getFirst();
    }

    private String homeIs(TestCore home) {
      return CoreContext.current() == home ? " home" : " astray";
    }
  }

  @Nested
  class LookingAtAFailure {

    @Test
    void joiningMappingOrAskingIsLooking() {
      assertThat(failed().isFailureUnobserved()).isTrue();
      FutureCell<String> asked = failed();
      assertThat(asked.failure()).isSameAs(boom);
      assertThat(asked.isFailureUnobserved()).isFalse();
      FutureCell<String> joined = failed();
      assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(joined::join);
      assertThat(joined.isFailureUnobserved()).isFalse();
      FutureCell<String> mapped = runtime.promise();
      Future<String> derived = mapped.map(value -> value);
      mapped.fail(boom);
      assertThat(mapped.isFailureUnobserved()).isFalse();
      assertThat(derived.failure()).isSameAs(boom);
    }

    @Test
    void askingWhetherItFailedIsNotLooking() {
      FutureCell<String> failed = failed();
      assertThat(failed.isFailed()).isTrue();
      assertThat(failed.isDone()).isTrue();
      assertThat(failed.hasFailedWith(IllegalArgumentException.class)).isTrue();
      assertThat(failed.isFailureUnobserved()).isTrue();
    }

    @Test
    void aJoinThatTimedOutBeforeIsNotLooking() {
      assertThatExceptionOfType(TimeoutException.class)
          .isThrownBy(() -> promise.join(Duration.ZERO));
      promise.fail(boom);
      assertThat(promise.isFailureUnobserved()).isTrue();
    }

    @Test
    void aTimeLimitWithoutATargetIsNotLooking() {
      core.on(() -> new Timeout(promise, 100, () -> log.add("expired")).run());
      promise.fail(boom);
      core.runReady();
      assertThat(promise.isFailureUnobserved()).isTrue();
      assertThat(core.timerCount()).isZero();
      FutureCell<String> failedBefore = failed();
      core.run(() -> new Timeout(failedBefore, 100, () -> log.add("expired")).run());
      assertThat(failedBefore.isFailureUnobserved()).isTrue();
    }

    @Test
    void aTimeLimitThatPassesTheFailureOnIsLooking() {
      core.on(() -> assertThat(promise.timeout(Duration.ofNanos(100)).isDone()).isFalse());
      promise.fail(boom);
      assertThat(promise.isFailureUnobserved()).isFalse();
    }

    private FutureCell<String> failed() {
      FutureCell<String> failed = runtime.promise();
      failed.fail(boom);
      return failed;
    }
  }

  private final class LoggingListener extends Listener {
    private final String name;

    LoggingListener(CoreContext home, String name) {
      super(home);
      this.name = name;
    }

    @Override
    protected void completed() {
      log.add(name);
    }
  }

  private static String name(Throwable failure) {
    return failure == null ? "none" : failure.getClass().getSimpleName();
  }

  @SuppressWarnings("TypeParameterUnusedInFormals") // it never returns
  private static <T> T raise(RuntimeException failure) {
    throw failure;
  }

  @SuppressWarnings("TypeParameterUnusedInFormals") // it never returns
  private static <T> T raise(Error failure) {
    throw failure;
  }
}
