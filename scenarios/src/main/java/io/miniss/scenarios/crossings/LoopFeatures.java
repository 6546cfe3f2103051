package io.miniss.scenarios.crossings;

import io.miniss.runtime.Core;
import io.miniss.runtime.future.Future;
import io.miniss.runtime.future.Promise;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Loops that are written as functions that call themselves and end in {@code flatMap}. */
final class LoopFeatures {
  /** Deeper than continuations are nested. */
  private static final int CHAIN = 120;

  /** More than so few continuations inside each other have. */
  private static final int FRAMES = 300;

  /** Every so many functions one blocks. */
  private static final int BLOCKING = 12;

  static final List<Feature> ALL =
      List.of(
          new Feature("loop of futures", strand -> strand.isOnCore() && !strand.isDeep(),
              LoopFeatures::loop),
          new Feature("circle of futures", strand -> strand.isOnCore() && !strand.isDeep(),
              LoopFeatures::circle),
          new Feature("long chain on a core", Strand::isOnCore,
              strand -> longChain(strand, index -> {})),
          new Feature("long chain that blocks", Strand::isOnCore,
              LoopFeatures::longChainThatBlocks));

  private LoopFeatures() {}

  /** The rounds of a loop run on this core, and perhaps the last ones on another; some wait for single rounds. */
  private static void loop(Strand strand) {
    Book book = strand.run.book();
    FutureRecord last = book.newPromise(strand.run.runtime().newPromise());
    AtomicReference<@Nullable Future<Integer>> elsewhere = new AtomicReference<>();
    int rounds = 1 + strand.random.nextInt(3);
    boolean changesCore = strand.random.nextBoolean();
    if (changesCore) {
      strand.submitAction(
          strand.anyCore(), other -> elsewhere.set(round(other, 1, last, new AtomicReference<>())));
    }
    FutureRecord loop = add(strand, last, round(strand, rounds, last, elsewhere));
    FutureFeatures.register(strand, loop, () -> {});
    strand.submitAction(
        strand.anyCore(), other -> FutureFeatures.register(other, loop, () -> {}));
    if (strand.random.nextInt(3) > 0) {
      strand.submitAction(
          strand.anyCore(), other -> FutureFeatures.complete(other, last, Outcome.of(rounds)));
    }
  }

  /** On a core. */
  private static Future<Integer> round(
      Strand strand,
      int left,
      FutureRecord last,
      AtomicReference<@Nullable Future<Integer>> elsewhere) {
    return Core.current()
        .sleep(strand.shortTime(500))
        .flatMap(
            nothing -> {
              Future<Integer> other = elsewhere.get();
              Future<Integer> inner =
                  other != null
                      ? other
                      : left == 0
                          ? last.future.map(value -> value)
                          : round(strand, left - 1, last, elsewhere);
              if (strand.random.nextBoolean()) {
                FutureFeatures.register(strand, add(strand, last, inner), () -> {});
              }
              return inner;
            });
  }

  private static FutureRecord add(Strand strand, FutureRecord last, Future<Integer> round) {
    return strand.run
        .book()
        .add(
            number -> new FutureRecord(
                number, FutureRecord.LOOP, round, List.of(last), List::copyOf));
  }

  /** Two futures each of which comes from the other: they never complete, and who waits is broken at the end. */
  private static void circle(Strand strand) {
    Promise<Integer> start = strand.run.runtime().newPromise();
    AtomicReference<@Nullable Future<Integer>> first = new AtomicReference<>();
    AtomicReference<@Nullable Future<Integer>> second = new AtomicReference<>();
    first.set(next(strand, start, second));
    strand.submitAction(strand.anyCore(), other -> second.set(next(other, start, first)));
    strand.submitAction(strand.anyCore(), other -> start.tryComplete(1));
  }

  private static Future<Integer> next(
      Strand strand, Promise<Integer> start, AtomicReference<@Nullable Future<Integer>> other) {
    FutureRecord never = strand.run.book().newPromise(strand.run.runtime().newPromise());
    Future<Integer> next =
        start.future().flatMap(value -> Objects.requireNonNullElse(other.get(), never.future));
    FutureFeatures.register(
        strand, new FutureRecord(-1, FutureRecord.LOOP, next, List.of(never), List::copyOf),
        () -> {});
    return next;
  }

  /** Some functions wait in the JDK, so that their core puts the stack of the chain aside and comes back to it. */
  private static void longChainThatBlocks(Strand strand) {
    longChain(
        strand,
        index -> {
          CountDownLatch latch = new CountDownLatch(1);
          if (index % BLOCKING == 0
              && strand.execute(strand.here(), false, action -> latch.countDown())) {
            strand.run.book().mayBlock(strand.here());
            try {
              latch.await();
            } catch (InterruptedException stopped) {
              throw new CancellationException("interrupted");
            }
          }
        });
  }

  /** The continuations of a chain are nested some levels deep, and not more; {@code each} is done in each of them. */
  private static void longChain(Strand strand, IntConsumer each) {
    Promise<Integer> head = strand.run.runtime().newPromise();
    long[] frames = new long[CHAIN];
    Future<Integer> link = head.future();
    for (int i = 0; i < CHAIN; i++) {
      int index = i;
      link =
          link.map(
              value -> {
                frames[index] = StackWalker.getInstance().walk(stack -> stack.count());
                strand.run.book().require(
                    frames[index] < frames[0] + FRAMES,
                    "a long chain of futures is not nested deeper and deeper");
                each.accept(index);
                return value + 1;
              });
    }
    head.tryComplete(0);
  }
}
