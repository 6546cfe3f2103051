package io.miniss.scenarios.crossings;

import io.miniss.runtime.Core;
import io.miniss.runtime.Fiber;
import io.miniss.runtime.cancel.CancelledException;
import io.miniss.runtime.future.Future;
import io.miniss.runtime.future.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** What code may do with promises and futures. */
final class FutureFeatures {
  private static final int WAITERS = 70;

  private static final int NEWCOMERS = 8;

  /** On each of so many promises. */
  private static final int LISTS = 4;

  /** About so many have to wait before the list is swept. */
  private static final int FIRST_SWEEP = 62;

  /** Longer than outside any core continuations are nested. */
  private static final int CHAIN = 110;

  private static final int LAST_LINKS = 20;

  static final List<Feature> ALL =
      List.of(
          Feature.anybody("promise",
              strand -> strand.run.book().newPromise(strand.run.runtime().newPromise())),
          new Feature("local promise", Strand::isOnCore, FutureFeatures::localPromise),
          Feature.anybody("complete", FutureFeatures::complete),
          Feature.anybody("derive", FutureFeatures::derive),
          Feature.anybody("derive twice", strand -> {
            derive(strand);
            derive(strand);
          }),
          Feature.anybody("callback", FutureFeatures::callback),
          new Feature("two callbacks", Strand::isOnCore, FutureFeatures::twoCallbacks),
          new Feature("two promises", strand -> strand.isOnCore() && !strand.isDeep(),
              FutureFeatures::twoPromises),
          Feature.client("long chain", FutureFeatures::longChain),
          Feature.anybody("many waiters", FutureFeatures::manyWaiters),
          Feature.anybody("look", FutureFeatures::look),
          Feature.waiter("await", FutureFeatures::await),
          new Feature("join a task", strand -> strand.mayWait() && !strand.run.someWaitForStop(),
              FutureFeatures::joinTask));

  private FutureFeatures() {}

  private static void localPromise(Strand strand) {
    Core here = Core.current();
    strand.run.book().newLocalPromise(here.newLocalPromise(), here.index());
  }

  private static void complete(Strand strand) {
    FutureRecord record = strand.run.book().anyPromise(strand.random);
    if (record != null) {
      complete(strand, record, outcome(strand));
    }
  }

  private static Outcome outcome(Strand strand) {
    return strand.random.nextInt(3) == 0
        ? Outcome.failed(new PlannedFailure("a promise"))
        : Outcome.of(strand.random.nextInt(1_000));
  }

  static void complete(Strand strand, FutureRecord record, Outcome outcome) {
    Promise<Integer> promise = record.promise;
    if (promise == null) {
      return;
    }
    Book book = strand.run.book();
    boolean mayComplete = record.core == TaskRecord.OUTSIDE || record.core == strand.here();
    try {
      if (tryComplete(promise, outcome)) {
        book.completed(record, outcome);
      }
      book.require(mayComplete, "a local promise is completed on its core only: " + record);
    } catch (IllegalStateException refused) {
      book.require(!mayComplete, "a promise may be completed: " + record + ": " + refused);
      return;
    }
    book.require(promise.future().isDone(), "what was completed is complete: " + record);
  }

  private static boolean tryComplete(Promise<Integer> promise, Outcome outcome) {
    Integer value = outcome.value();
    Throwable failure = outcome.failure();
    return value != null ? promise.tryComplete(value) : failure != null && promise.tryFail(failure);
  }

  private static void derive(Strand strand) {
    List<FutureRecord> sources = new ArrayList<>();
    for (int i = 0, count = 1 + strand.random.nextInt(3); i < count; i++) {
      FutureRecord source = strand.run.book().anyFuture(strand.random);
      if (source == null) {
        return;
      }
      strand.run.book().mayLook(source);
      sources.add(source);
    }
    Derivation.ALL.get(strand.random.nextInt(Derivation.ALL.size())).use(strand, sources);
  }

  private static void callback(Strand strand) {
    FutureRecord source = strand.run.book().anyFuture(strand.random);
    if (source != null) {
      register(strand, source, strand.isOnCore() ? strand.callback() : () -> {});
    }
  }

  /** Registers a callback on {@code source} that does {@code then}. */
  static void register(Strand strand, FutureRecord source, Runnable then) {
    CallbackRules rules = strand.run.callbacks();
    strand.run.book().mayLook(source);
    CallbackRecord callback = rules.registers(source, strand.here());
    source.future.onComplete(
        (value, failure) -> {
          rules.runs(
              callback,
              strand.isOnCore() ? Core.current().index() : TaskRecord.OUTSIDE,
              new Outcome(value, failure));
          then.run();
        });
  }

  /** Registered by one thread before the future completes; with few waiters, so that no sweep is on its way. */
  private static void twoCallbacks(Strand strand) {
    FutureRecord source = strand.run.book().anyPromise(strand.random);
    if (source == null || strand.run.has("many waiters")) {
      return;
    }
    strand.run.book().mayLook(source);
    boolean[] ran = new boolean[2];
    Runnable callback = strand.callback();
    source.future.onComplete((value, failure) -> ran[0] = true);
    source.future.onComplete(
        (value, failure) -> {
          strand.run.book().require(ran[0] || !ran[1], "callbacks run in order: " + source);
          callback.run();
        });
    ran[1] = !source.future.isDone(); // else the second may overtake
  }

  /** What another thread completes in turn arrives in turn. */
  private static void twoPromises(Strand strand) {
    Promise<Integer> first = strand.run.runtime().newPromise();
    Promise<Integer> second = strand.run.runtime().newPromise();
    boolean[] ran = new boolean[1];
    first.future().onComplete((value, failure) -> ran[0] = true);
    second.future().onComplete(
        (value, failure) -> strand.run.book().require(ran[0] || failure != null,
            "what one thread completes first is delivered first"));
    strand.submitAction(
        strand.anyCore(),
        other -> {
          first.tryComplete(1);
          second.tryComplete(2);
        });
  }

  /**
   * A thread outside completes a future that others follow from, so many that it puts off what is nested deeper. What
   * the end of the runtime breaks is in no order.
   */
  private static void longChain(Strand strand) {
    Book book = strand.run.book();
    Promise<Integer> head = strand.run.runtime().newPromise();
    Future<Integer> link = head.future();
    for (int i = 0; i < CHAIN; i++) {
      if (i > CHAIN - LAST_LINKS) {
        boolean[] ran = {false};
        link.onComplete((value, failure) -> ran[0] = true);
        link.onComplete(
            (value, failure) -> book.require(ran[0] || book.isShuttingDown(),
                "callbacks of a long chain run in order"));
      }
      link = link.map(value -> value + 1);
    }
    book.require(head.tryComplete(0), "nobody else completes the head of a chain");
    book.require(
        book.isShuttingDown() || link.getNow() == CHAIN,
        "a chain ends in the call that completes its head");
  }

  /** Waits that are over, so that the lists of waiters are swept, while others wait for or complete the same. */
  private static void manyWaiters(Strand strand) {
    FutureRecord source = strand.run.book().anyPromise(strand.random);
    if (source == null || strand.random.nextBoolean()) {
      return;
    }
    FutureRecord waited =
        strand.isOnCore() && strand.random.nextBoolean()
            ? Derivation.ALL.getFirst().use(strand, List.of(source)) // which the core owns
            : source;
    manyWaiters(strand, source, waited);
    for (int i = 1; i < LISTS; i++) {
      FutureRecord other = strand.run.book().newPromise(strand.run.runtime().newPromise());
      manyWaiters(strand, other, other);
    }
  }

  /** Another one completes {@code source}, or registers with {@code waited}, which is the same or comes of it. */
  private static void manyWaiters(
      Strand strand, FutureRecord source, FutureRecord waited) {
    strand.run.book().mayLook(source);
    Future<Integer> winner = Future.completed(1);
    int joined = FIRST_SWEEP - strand.random.nextInt(10);
    boolean completes = strand.random.nextBoolean();
    Outcome outcome = outcome(strand);
    for (int i = 0; i < WAITERS; i++) {
      if (i == joined && !strand.isDeep()) {
        strand.submitAction(
            (strand.here() + 1) % strand.run.book().cores(), // another core, if there is one
            other -> {
              if (completes) {
                complete(other, source, outcome);
              } else {
                for (int newcomers = 0; newcomers < NEWCOMERS; newcomers++) {
                  register(other, waited, () -> {});
                }
              }
            });
      }
      Future<Integer> any = Future.any(List.of(waited.future, winner));
      if (i % 16 == 0) {
        Derivation.ALL.getFirst().use(strand, List.of(waited));
      }
      strand.run.book().require(any != waited.future, "a derived future is a future of its own");
    }
  }

  private static void look(Strand strand) {
    FutureRecord record = strand.run.book().anyFuture(strand.random);
    if (record != null) {
      strand.run.book().mayLook(record);
      boolean wasDone = record.future.isDone();
      if (record.future.isFailed()) {
        Throwable failure = record.future.failure();
        strand.run.book().require(failure != null && record.future.isDone(),
            "what has failed is done: " + record);
        strand.run.book().looked(record, strand.here());
      } else if (wasDone) {
        strand.run.book().require(record.future.getNow() != null,
            "what is done has a result: " + record);
      }
    }
  }

  /** Waits for any future, so with a limit. */
  private static void await(Strand strand) {
    FutureRecord record = strand.run.book().anyFuture(strand.random);
    if (record == null) {
      return;
    }
    strand.run.book().mayLook(record);
    Duration limit = strand.shortTime(5_000);
    boolean isCancelled = strand.isOnCore() && Core.currentToken().isCancelled();
    boolean awaits = strand.isOnCore() && strand.random.nextBoolean();
    boolean isWait = awaits || !record.future.isDone(); // join only returns what is there
    long begin = strand.run.world().clock().nanos();
    try {
      if (awaits) {
        Fiber.await(record.future, limit);
      } else {
        record.future.join(limit);
      }
      requireThrown(strand, isCancelled && isWait);
    } catch (TimeoutException e) {
      requireThrown(strand, isCancelled && isWait);
      strand.run.book().timedOut("the wait for " + record, begin, limit.toNanos());
    } catch (CancelledException e) {
      strand.heed(e);
    } catch (RuntimeException e) {
      requireDone(strand, record);
    }
  }

  private static void requireThrown(Strand strand, boolean isCancelled) {
    strand.run.book().require(!isCancelled, "each wait of a cancelled fiber throws: " + strand);
  }

  private static void requireDone(Strand strand, FutureRecord record) {
    if (record.future.isFailed()) {
      strand.run.book().looked(record, strand.here());
    }
  }

  /** Waits for a task that came before, however long. */
  private static void joinTask(Strand strand) {
    TaskRecord task = strand.run.book().anyTask(strand.random);
    Future<Integer> future = task == null ? null : task.future;
    if (task == null || future == null
        || (strand.task != null && task.number >= strand.task.number)) {
      return;
    }
    task.mayBeLookedAt = true;
    try {
      strand.run.book().require(future.join() == task.number, "a task has its value: " + task);
    } catch (CancelledException e) {
      strand.heed(e);
    } catch (RuntimeException e) {
      strand.run.book().require(future.isFailed(),
          "join throws what the task has failed with: " + e);
    }
    if (strand.task == null) {
      strand.run.book().require(future.isDone(), "who joins waits: " + task);
    }
  }
}
