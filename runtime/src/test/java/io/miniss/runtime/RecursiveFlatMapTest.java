package io.miniss.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.miniss.runtime.future.Future;
import io.miniss.runtime.future.Promise;
import io.miniss.runtime.task.JoinHandle;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;

/**
 * A loop written as a recursive {@code flatMap}: while its last round waits, nothing keeps the futures
 * of the rounds that have ended.
 */
class RecursiveFlatMapTest {
  private static final int ROUNDS = 20_000;

  /**
   * The futures that may be left: the first, the last, those that one call of the innermost function
   * has nested outside a core, and what a stack or a register still holds.
   */
  private static final int FEW = 250;

  private final Queue<WeakReference<Future<Long>>> rounds = new ConcurrentLinkedQueue<>();

  /** The first round, and every one after it that {@code step} makes of {@code next}. */
  private Future<Long> loop(long round, Future<Long> last, LongFunction<Future<Long>> step) {
    if (round == ROUNDS) {
      return last;
    }
    Future<Long> future = step.apply(round);
    rounds.add(new WeakReference<>(future));
    return future;
  }

  private void onlyFewAreLeft() {
    await("the futures of the rounds that have ended are unreachable")
        .atMost(Duration.ofMinutes(2)) // beside other work, each hop may wait for the CPU
        .until(
            () -> {
              System.gc();
              long left = rounds.stream().filter(round -> round.get() != null).count();
              return rounds.size() == ROUNDS && left <= FEW;
            });
  }

  private void endsFlat(Future<Long> all, Promise<Long> last) throws TimeoutException {
    onlyFewAreLeft();
    last.complete(7L);
    assertThat(all.join(Duration.ofSeconds(30))).isEqualTo(7);
  }

  /** A loop of rounds on cores, started on core 0; {@code step} makes the next future of a round. */
  private interface Step {
    Future<Long> run(RecursiveFlatMapTest test, long round, Future<Long> last);
  }

  private static Future<Long> sleeping(RecursiveFlatMapTest test, long round, Future<Long> last) {
    return test.loop(
        round,
        last,
        n -> Core.current().sleep(Duration.ZERO).flatMap(_ -> sleeping(test, n + 1, last)));
  }

  private static Future<Long> asking(RecursiveFlatMapTest test, long round, Future<Long> last) {
    return test.loop(
        round,
        last,
        n -> Core.current().submit(1, () -> n + 1).flatMap(next -> asking(test, next, last)));
  }

  private static Future<Long> recovering(
      RecursiveFlatMapTest test, long round, Future<Long> last) {
    return test.loop(
        round,
        last,
        n -> Core.current()
            .<Long>submit(
                1,
                () -> {
                  throw new IllegalStateException("try again");
                })
            .recover(_ -> n + 1)
            .flatMap(next -> recovering(test, next, last)));
  }

  private static Future<Long> ready(RecursiveFlatMapTest test, long round, Future<Long> last) {
    return test.loop(
        round, last, n -> Future.completed(n + 1).flatMap(next -> ready(test, next, last)));
  }

  /** Each round is made on the next core. */
  private static Future<Long> hopping(RecursiveFlatMapTest test, long round, Future<Long> last) {
    return test.loop(
        round,
        last,
        n -> {
          Core core = Core.current();
          int next = (core.index() + 1) % core.runtime().coreCount();
          return core.submit(next, () -> hopping(test, n + 1, last)).flatMap(future -> future);
        });
  }

  /** Each round is made on the next core when the one before it has ended there. */
  private static Future<Long> askingToHop(
      RecursiveFlatMapTest test, long round, Future<Long> last) {
    return test.loop(
        round,
        last,
        n -> {
          Core core = Core.current();
          int next = (core.index() + 1) % core.runtime().coreCount();
          return core.sleep(Duration.ZERO)
              .flatMap(
                  _ -> core.submit(next, () -> askingToHop(test, n + 1, last))
                      .flatMap(future -> future));
        });
  }

  private void onCores(Step step) throws TimeoutException {
    onCores(2, step);
  }

  private void onCores(int cores, Step step) throws TimeoutException {
    try (MultiCoreRuntime runtime = Runtimes.cores(cores).start()) {
      Promise<Long> last = runtime.newPromise();
      Future<Long> all = Runtimes.on0(runtime, () -> step.run(this, 0, last.future()));
      endsFlat(all, last);
    }
  }

  @Test
  void sleepingOnOneCoreItIsFlat() throws TimeoutException {
    onCores(RecursiveFlatMapTest::sleeping);
  }

  @Test
  void askingAnotherCoreItIsFlat() throws TimeoutException {
    onCores(RecursiveFlatMapTest::asking);
  }

  @Test
  void recoveringFromFailuresItIsFlat() throws TimeoutException {
    onCores(RecursiveFlatMapTest::recovering);
  }

  @Test
  void hoppingBetweenTwoCoresItIsFlat() throws TimeoutException {
    onCores(2, RecursiveFlatMapTest::hopping);
  }

  @Test
  void hoppingBetweenThreeCoresItIsFlat() throws TimeoutException {
    onCores(3, RecursiveFlatMapTest::hopping);
  }

  @Test
  void hoppingAfterEachRoundItIsFlat() throws TimeoutException {
    onCores(3, RecursiveFlatMapTest::askingToHop);
  }

  @Test
  void onReadyFuturesItIsFlat() throws TimeoutException {
    onCores(RecursiveFlatMapTest::ready);
  }

  @Test
  void awaitedInAFiberItIsFlat() throws TimeoutException {
    try (MultiCoreRuntime runtime = Runtimes.cores(1).start()) {
      Promise<Long> last = runtime.newPromise();
      JoinHandle<Long> fiber =
          runtime.spawnFiber(() -> Fiber.await(sleeping(this, 0, last.future())));
      endsFlat(fiber.future(), last);
    }
  }

  // ---- outside any core ----

  private Future<Long> outside(MultiCoreRuntime runtime, long round, Future<Long> last) {
    return loop(
        round,
        last,
        n -> runtime.spawn(() -> n + 1).future().flatMap(next -> outside(runtime, next, last)));
  }

  @Test
  void startedOutsideItIsFlat() throws TimeoutException {
    try (MultiCoreRuntime runtime = Runtimes.cores(2).start()) {
      Promise<Long> last = runtime.newPromise();
      endsFlat(outside(runtime, 0, last.future()), last);
    }
  }

  private Future<Long> told(
      MultiCoreRuntime runtime, Queue<Promise<Long>> asked, long round, Future<Long> last) {
    return loop(
        round,
        last,
        n -> {
          Promise<Long> answer = runtime.newPromise();
          asked.add(answer);
          return answer.future().flatMap(next -> told(runtime, asked, next, last));
        });
  }

  @Test
  void completedByExternalThreadsItIsFlat() throws Exception {
    try (MultiCoreRuntime runtime = Runtimes.cores(1).start()) {
      Promise<Long> last = runtime.newPromise();
      Queue<Promise<Long>> asked = new ConcurrentLinkedQueue<>();
      Future<Long> all = told(runtime, asked, 0, last.future());
      Thread answering =
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (long n = 1; n <= ROUNDS; n++) {
                      asked.remove().complete(n);
                    }
                  });
      answering.join();
      endsFlat(all, last);
    }
  }

  @Test
  void onReadyFuturesOutsideItIsFlat() throws TimeoutException {
    try (MultiCoreRuntime runtime = Runtimes.cores(1).start()) {
      Promise<Long> last = runtime.newPromise();
      endsFlat(ready(this, 0, last.future()), last);
    }
  }
}
