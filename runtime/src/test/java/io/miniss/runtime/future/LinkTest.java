package io.miniss.runtime.future;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The futures that recursive {@code flatMap}s return become one future; see {@link Link}. */
class LinkTest {
  private static final int ROUNDS = 1_000;
  private static final int DEEP = 100_000;

  private final TestRuntime runtime = new TestRuntime();
  private final TestCore core = runtime.core;
  private final List<FutureCell<Integer>> asked = new ArrayList<>();
  private final List<Future<Integer>> rounds = new ArrayList<>();

  /** A round of a loop that goes on with each promise in {@link #asked} that is completed. */
  private Future<Integer> round() {
    FutureCell<Integer> answer = runtime.promise();
    asked.add(answer);
    Future<Integer> future =
        answer.flatMap(more -> more > 0 ? round() : Future.completed(more));
    rounds.add(future);
    return future;
  }

  private void answer(int last) {
    for (int i = 0; i < ROUNDS; i++) {
      asked.getLast().complete(1);
      core.runReady();
    }
    asked.getLast().complete(last);
    core.runReady();
  }

  private void allHave(int value) {
    assertThat(rounds).hasSize(ROUNDS + 1).allSatisfy(each -> {
      assertThat(each.isDone()).isTrue();
      assertThat(each.isFailed()).isFalse();
      assertThat(each.getNow()).isEqualTo(value);
    });
  }

  @Test
  void onACoreEveryRoundHasTheLastResult() {
    core.run(this::round);
    answer(-5);
    allHave(-5);
    assertThat(core.outstandingContinuations()).isZero();
  }

  @Test
  void outsideEveryRoundHasTheLastResult() {
    round();
    answer(-5);
    allHave(-5);
  }

  @Test
  void everyRoundHasTheLastFailure() {
    core.run(this::round);
    asked.getLast().complete(1);
    core.runReady();
    IllegalStateException last = new IllegalStateException("the last round");
    asked.getLast().fail(last);
    core.runReady();
    assertThat(rounds).hasSize(2).allSatisfy(each -> {
      assertThat(each.isFailed()).isTrue();
      assertThat(each.failure()).isSameAs(last);
    });
  }

  @Test
  void whileItWaitsALoopHasTwoOutstandingContinuations() {
    core.run(this::round);
    for (int i = 0; i < ROUNDS; i++) {
      asked.getLast().complete(1);
      core.runReady();
    }
    assertThat(core.outstandingContinuations()).isEqualTo(2);
  }

  @Test
  void waitersOfALinkedFutureKeepTheirOrder() {
    List<Integer> ran = new ArrayList<>();
    FutureCell<Integer> first = runtime.promise();
    FutureCell<Integer> second = runtime.promise();
    core.run(
        () -> {
          Future<Integer> inner = second.flatMap(Future::completed);
          inner.onComplete((_, _) -> ran.add(1));
          inner.onComplete((_, _) -> ran.add(2));
          Future<Integer> outer = first.flatMap(_ -> inner);
          outer.onComplete((_, _) -> ran.add(0));
          inner.onComplete((_, _) -> ran.add(3));
        });
    first.complete(1);
    core.runReady();
    second.complete(2);
    core.runReady();
    assertThat(ran).containsExactly(0, 1, 2, 3);
  }

  @Test
  void aWaiterOfALinkedFutureFromAnotherCoreRuns() {
    List<String> ran = new ArrayList<>();
    core.run(this::round);
    asked.getLast().complete(1);
    core.runReady();
    runtime.other.run(() -> rounds.getFirst().onComplete((value, _) -> ran.add("a " + value)));
    runtime.other.run(() -> rounds.getLast().onComplete((value, _) -> ran.add("b " + value)));
    rounds.getLast().onComplete((value, _) -> ran.add("c " + value));
    core.runReady();
    asked.getLast().complete(0);
    core.runReady();
    runtime.other.runReady();
    assertThat(ran).containsExactlyInAnyOrder("a 0", "b 0", "c 0");
  }

  @Test
  void atTheExitAllRoundsAreBroken() {
    core.run(this::round);
    asked.getLast().complete(1);
    core.runReady();
    core.exit();
    assertThat(rounds).hasSize(2).allSatisfy(
        each -> assertThat(each.failure()).isInstanceOf(BrokenPromiseException.class));
  }

  @Test
  void aFunctionThatReturnsWhatWaitsForItIsBroken() {
    FutureCell<Integer> source = runtime.promise();
    AtomicReference<Future<Integer>> waits = new AtomicReference<>();
    AtomicReference<Future<Integer>> outer = new AtomicReference<>();
    core.run(
        () -> {
          outer.set(source.flatMap(_ -> waits.get()));
          waits.set(outer.get().map(value -> value + 1));
        });
    source.complete(1);
    core.runReady();
    assertThat(outer.get().isDone()).isFalse();
    core.exit();
    assertThat(outer.get().failure()).isInstanceOf(BrokenPromiseException.class);
    assertThat(waits.get().failure()).isInstanceOf(BrokenPromiseException.class);
  }

  @Test
  void twoFunctionsThatReturnEachOthersFutureAreBroken() {
    FutureCell<Integer> source = runtime.promise();
    List<Future<Integer>> pair = new ArrayList<>();
    core.run(
        () -> {
          pair.add(source.flatMap(_ -> pair.getLast()));
          pair.add(source.flatMap(_ -> pair.getFirst()));
        });
    source.complete(1);
    core.runReady();
    core.exit();
    assertThat(pair).hasSize(2).allSatisfy(
        each -> assertThat(each.failure()).isInstanceOf(BrokenPromiseException.class));
  }

  @Test
  void twoThatReturnEachOthersFutureOutsideNeverComplete() {
    FutureCell<Integer> source = runtime.promise();
    List<Future<Integer>> pair = new ArrayList<>();
    pair.add(source.flatMap(_ -> pair.getLast()));
    pair.add(source.flatMap(_ -> pair.getFirst()));
    source.complete(1);
    assertThat(pair).noneMatch(Future::isDone);
    runtime.terminate();
    assertThatThrownBy(() -> pair.getFirst().join()).isInstanceOf(BrokenPromiseException.class);
  }

  @Test
  void aCycleOfLinksIsCut() {
    List<SharedDerivedCell<Integer>> ring = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ring.add(new SharedDerivedCell<>(runtime));
    }
    for (int i = 0; i < 5; i++) {
      ring.get(i).compareAndSet(null, new Link(null, ring.get((i + 1) % 5)));
    }
    assertThat(ring).noneMatch(FutureCell::isDone);
    ring.get(2).complete(1);
    assertThat(ring).allMatch(FutureCell::isDone);
  }

  /** Each function returns the future before it, so that the links are made from the inside out. */
  private Future<Integer> nested(FutureCell<Integer> innermost) {
    Future<Integer> future = innermost.flatMap(Future::completed);
    Future<Integer> ready = Future.completed(1);
    for (int i = 0; i < DEEP; i++) {
      Future<Integer> inner = future;
      future = ready.flatMap(_ -> inner);
    }
    return future;
  }

  @Test
  void aDeepNestCompletesOnACore() {
    FutureCell<Integer> innermost = runtime.promise();
    AtomicReference<Future<Integer>> outermost = new AtomicReference<>();
    core.run(() -> outermost.set(nested(innermost)));
    innermost.complete(3);
    core.runReady();
    assertThat(outermost.get().getNow()).isEqualTo(3);
    assertThat(core.outstandingContinuations()).isZero();
  }

  @Test
  void aDeepNestCompletesOutside() {
    FutureCell<Integer> innermost = runtime.promise();
    Future<Integer> outermost = nested(innermost);
    innermost.complete(3);
    assertThat(outermost.getNow()).isEqualTo(3);
  }

  @Test
  void aSweepMeetsTheLink() {
    FutureCell<Integer> first = runtime.promise();
    FutureCell<Integer> second = runtime.promise();
    List<Integer> ran = new ArrayList<>();
    Future<Integer> inner = second.flatMap(Future::completed);
    Future<Integer> outer = first.flatMap(_ -> inner);
    first.complete(1);
    for (int i = 0; i < ROUNDS; i++) {
      int number = i;
      (number % 2 == 0 ? inner : outer).onComplete((_, _) -> ran.add(number));
    }
    second.complete(2);
    assertThat(ran).hasSize(ROUNDS).isSorted();
  }
}
