package io.miniss.runtime.future;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miniss.runtime.shared.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The futures that recursive {@code flatMap}s return become one future; see {@link Links}. */
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
    List<FutureCell<Integer>> ring = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ring.add(FutureCell.derived(null, runtime));
    }
    for (int i = 0; i < 5; i++) {
      assertThat(ring.get(i).tryLinkShared(null, ring.get((i + 1) % 5))).isTrue();
    }
    assertThat(ring).noneMatch(FutureCell::isDone);
    ring.get(2).complete(1);
    assertThat(ring).allMatch(FutureCell::isDone);
  }

  @Test
  void twoCoresThatReturnEachOthersFutureAreBroken() {
    FutureCell<Integer> source = runtime.promise();
    List<Future<Integer>> pair = new ArrayList<>();
    core.run(() -> pair.add(source.flatMap(_ -> pair.getLast())));
    runtime.other.run(() -> pair.add(source.flatMap(_ -> pair.getFirst())));
    source.complete(1);
    runBoth();
    exitBoth();
    assertThat(pair).hasSize(2).allSatisfy(
        each -> assertThat(each.failure()).isInstanceOf(BrokenPromiseException.class));
  }

  private void runBoth() {
    for (int i = 0; i < 4; i++) {
      core.runReady();
      runtime.other.runReady();
    }
  }

  private void exitBoth() {
    core.exit();
    runtime.other.exit();
  }

  /** What two cores do that link each other's future at the same instant. */
  private List<FutureCell<Integer>> cycleOfTwoCores() {
    List<FutureCell<Integer>> pair = new ArrayList<>();
    core.run(() -> pair.add(FutureCell.derived(core, runtime)));
    runtime.other.run(() -> pair.add(FutureCell.derived(runtime.other, runtime)));
    core.run(() -> pair.getFirst().breakAtExit());
    runtime.other.run(() -> pair.getLast().breakAtExit());
    core.on(() -> pair.getFirst().linkByOwner(pair.getLast()));
    runtime.other.on(() -> pair.getLast().linkByOwner(pair.getFirst()));
    assertThat(pair).noneMatch(FutureCell::isDone);
    return pair;
  }

  @Test
  void whoWaitsForACycleOfTwoCoresIsBroken() {
    for (int waits = 1; waits < 8; waits++) {
      List<FutureCell<Integer>> pair = cycleOfTwoCores();
      List<String> broken = new ArrayList<>();
      if ((waits & 1) != 0) {
        core.run(() -> pair.getFirst().onComplete((_, _) -> broken.add("core")));
      }
      if ((waits & 2) != 0) {
        runtime.other.run(() -> pair.getFirst().onComplete((_, _) -> broken.add("other")));
      }
      if ((waits & 4) != 0) {
        pair.getLast().onComplete((_, _) -> broken.add("outside"));
      }
      runBoth();
      core.breakAll();
      runtime.other.breakAll();
      runBoth();
      assertThat(broken).hasSize(Integer.bitCount(waits));
      assertThat(pair).allMatch(FutureCell::isFailed);
    }
  }

  @Test
  void aResultEndsACycleOfTwoCores() {
    List<FutureCell<Integer>> pair = cycleOfTwoCores();
    core.run(() -> pair.getFirst().tryComplete(1));
    assertThat(pair).allSatisfy(each -> assertThat(each.getNow()).isEqualTo(1));
  }

  @Test
  void aLinkThatIsRefusedHasTheResultOfTheExit() {
    FutureCell<Integer> start = runtime.promise();
    FutureCell<Integer> source = runtime.promise();
    List<Future<Integer>> pair = new ArrayList<>();
    runtime.other.run(() -> pair.add(source.map(value -> value + 1)));
    core.run(() -> pair.add(start.flatMap(_ -> pair.getFirst())));
    start.complete(0);
    source.complete(1);
    runtime.other.exitBeforeMessage();
    core.runReady();
    assertThat(pair).allSatisfy(each -> assertThat(each.getNow()).isEqualTo(2));
  }

  @Test
  void whatCannotBeLinkedIsBrokenByItsCore() {
    FutureCell<Integer> start = runtime.promise();
    FutureCell<Integer> task = new FutureCell<>(runtime, core, "a task that the core gives up on");
    List<Future<Integer>> outer = new ArrayList<>();
    core.run(() -> outer.add(start.flatMap(_ -> task)));
    start.complete(0);
    core.breakAll();
    assertThat(outer.getFirst().failure()).isInstanceOf(BrokenPromiseException.class);
  }

  /** A round whose next one is made on the other core; even ones are made on {@link #core}. */
  private Future<Integer> hop(int left) {
    if (left == 0) {
      return asked.getLast().flatMap(Future::completed);
    }
    FutureCell<Future<Integer>> made = runtime.promise();
    (left % 2 == 0 ? runtime.other : core).deliver(
        new Work() {
          @Override
          public void run() {
            made.complete(hop(left - 1));
          }
        });
    Future<Integer> future = made.flatMap(inner -> inner);
    rounds.add(future);
    return future;
  }

  @Test
  void aLoopThatHopsBetweenCoresHasFewOutstandingContinuations() {
    asked.add(runtime.promise());
    core.run(() -> hop(ROUNDS));
    for (int i = 0; i < ROUNDS; i++) {
      runBoth();
    }
    assertThat(core.outstandingContinuations() + runtime.other.outstandingContinuations())
        .isLessThan(5);
    asked.getLast().complete(-5);
    runBoth();
    assertThat(rounds).hasSize(ROUNDS).allSatisfy(
        each -> assertThat(each.getNow()).isEqualTo(-5));
    assertThat(core.outstandingContinuations()).isZero();
    assertThat(runtime.other.outstandingContinuations()).isZero();
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
