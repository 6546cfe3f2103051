package io.miniss.scenarios.stuck;

import io.miniss.runtime.Core;
import io.miniss.runtime.cancel.CancellationScope;
import io.miniss.runtime.cancel.CancelledException;
import io.miniss.runtime.future.Future;
import io.miniss.runtime.future.Promise;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.TaskOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a party may do, on a core or outside: each leaves something that may wait for a core at its end. */
final class Parts {
  private static final List<Consumer<Party>> ALL =
      List.of(
          Parts::submitTask,
          Parts::submitTask,
          Parts::submitRow,
          Parts::submitRow,
          Parts::submitAction,
          Parts::submitStealable,
          Parts::submitInScope,
          Parts::submitWithDeadline,
          Parts::awaitNobody,
          Parts::awaitEachOther,
          Parts::sleepLong,
          Parts::awaitInShield,
          Parts::awaitInShield,
          Parts::awaitAfterCancellation,
          Parts::cancel,
          Parts::listen,
          Parts::listen,
          Parts::listenToTask,
          Parts::combine,
          Parts::flatten,
          Parts::limit,
          Parts::keep);

  private static final Duration FAR = Duration.ofDays(2);

  private Parts() {}

  /** Does one of all. */
  static void act(Party party) {
    ALL.get(party.random.nextInt(ALL.size())).accept(party);
  }

  // ---- submissions ----

  private static void submitTask(Party party) {
    var _ = party.task(party.anyCore());
  }

  /** More than there is room for: of a core, so that they stand in its backlog. */
  private static void submitRow(Party party) {
    Plan plan = party.stage.plan;
    boolean isStealable = party.random.nextInt(4) == 0;
    int target = isStealable ? Entry.OUTSIDE : party.anyCore();
    int queues = isStealable ? plan.cores() : 1;
    int most = queues * Math.max(4, plan.mailbox()) + plan.backlog() + 1;
    if (party.isClient()) {
      most = party.random.nextInt(3) == 0 ? queues * plan.mailbox() + 1 : 2; // it waits for room
    }
    boolean isAction = party.random.nextInt(3) == 0;
    boolean isAccepted = true;
    for (int i = 0; i < most && isAccepted; i++) {
      boolean next = party.random.nextInt(4) == 0;
      isAccepted =
          (!isStealable && (isAction ^ next)) ? party.action(target) : party.task(target) != null;
    }
  }

  private static void submitAction(Party party) {
    boolean _ = party.action(party.anyCore());
  }

  private static void submitStealable(Party party) {
    for (int i = 1 + party.random.nextInt(3); i > 0; i--) {
      var _ = party.task(Entry.OUTSIDE);
    }
  }

  private static void submitInScope(Party party) {
    CancellationScope scope = party.stage.runtime.newScope();
    CancellationScope inner = party.random.nextBoolean() ? scope.child() : scope;
    for (int i = 1 + party.random.nextInt(2); i > 0; i--) {
      int target = party.anyCore();
      var _ = party.task(target, Party.options(target).within(inner));
    }
    if (party.random.nextBoolean()) {
      boolean _ = scope.cancel("the scope ends");
    } else {
      var _ = scope.cancelAfter(party.stage.time(party.random, 20_000));
    }
  }

  private static void submitWithDeadline(Party party) {
    int target = party.anyCore();
    TaskOptions options =
        Party.options(target).deadline(party.stage.time(party.random, 30_000));
    var _ = party.task(target, options);
  }

  private static void cancel(Party party) {
    for (int i = 1 + party.random.nextInt(3); i > 0; i--) {
      Entry entry = party.stage.ledger.anyCancellable(party.random);
      if (entry != null) {
        party.stage.ledger.cancel(entry, "somebody cancels it");
      }
    }
  }

  // ---- fibers ----

  private static void awaitNobody(Party party) {
    Promise<Integer> nobody = party.stage.runtime.newPromise();
    var _ =
        party.fiber(
            "waits for nobody",
            party.anyCore(),
            party.random.nextInt(3) == 0,
            () -> party.stage.shields.await(nobody.future()));
  }

  private static void awaitEachOther(Party party) {
    AtomicReference<@Nullable Future<Integer>> second = new AtomicReference<>();
    Promise<Integer> known = party.stage.runtime.newPromise();
    Entry first =
        party.fiber(
            "waits for a fiber that waits for it",
            party.anyCore(),
            false,
            () -> {
              party.stage.shields.await(known.future());
              Future<Integer> other = second.get();
              if (other != null) {
                party.stage.shields.await(other);
              }
            });
    JoinHandle<Integer> handle = first == null ? null : first.handle;
    if (handle != null) {
      Entry other =
          party.fiber(
              "waits for a fiber that waits for it",
              party.anyCore(),
              false,
              () -> party.stage.shields.await(handle.future()));
      JoinHandle<Integer> otherHandle = other == null ? null : other.handle;
      second.set(otherHandle == null ? null : otherHandle.future());
    }
    known.complete(1);
  }

  private static void sleepLong(Party party) {
    Duration time = party.random.nextBoolean() ? FAR : party.stage.time(party.random, 60_000);
    Entry entry = party.fiberEntry("sleeps", party.anyCore(), party.random.nextInt(3) == 0);
    boolean _ = party.submitFiber(entry, () -> party.stage.shields.sleep(time));
  }

  /** Clean-up that waits, and a wait after it. */
  private static void awaitInShield(Party party) {
    Stage stage = party.stage;
    Promise<Integer> nobody = stage.runtime.newPromise();
    Future<?> during =
        party.random.nextBoolean()
            ? nobody.future()
            : stage.anyPledge(party.random).promise.future();
    boolean isAtOnce = party.random.nextBoolean();
    boolean sleeps = party.random.nextInt(3) == 0;
    Duration limit = stage.time(party.random, 40_000);
    Duration time = stage.time(party.random, 40_000);
    Entry entry = party.fiberEntry("cleans up", party.anyCore(), party.random.nextBoolean());
    boolean _ =
        party.submitFiber(
            entry,
            () -> {
              try {
                if (!isAtOnce) {
                  stage.shields.await(nobody.future());
                }
              } finally {
                stage.shields.shielded(limit, during, time, sleeps);
                stage.shields.await(nobody.future());
              }
            });
  }

  /** Waits once more when it has been cancelled, for what is there and for what never is. */
  private static void awaitAfterCancellation(Party party) {
    Promise<Integer> nobody = party.stage.runtime.newPromise();
    Duration before = party.stage.time(party.random, 20_000);
    boolean forNobody = party.random.nextBoolean();
    var _ =
        party.fiber(
            "waits again",
            party.anyCore(),
            party.random.nextInt(3) > 0,
            () -> {
              party.stage.world.work(before);
              try {
                party.stage.shields.await(nobody.future());
              } catch (CancelledException cancelled) {
                party.stage.shields.await(
                    forNobody ? nobody.future() : Future.completed(1));
              }
            });
  }

  // ---- futures ----

  private static void listen(Party party) {
    for (int i = 1 + party.random.nextInt(3); i > 0; i--) {
      Pledge pledge = party.stage.anyPledge(party.random);
      party.stage.callbacks.register("of a promise", party.core, pledge, pledge.promise.future());
    }
    if (party.random.nextBoolean()) {
      Promise<Integer> nobody = party.stage.runtime.newPromise();
      party.stage.callbacks.register("of nobody's promise", party.core, null, nobody.future());
    }
  }

  private static void listenToTask(Party party) {
    Entry entry = party.task(party.anyCore());
    JoinHandle<Integer> handle = entry == null ? null : entry.handle;
    if (handle != null) {
      party.stage.callbacks.register("of a task", party.core, null, handle.future());
    }
  }

  private static Future<Integer> nobody(Party party) {
    return party.stage.runtime.<Integer>newPromise().future();
  }

  private static Future<Integer> anyFuture(Party party) {
    return party.random.nextBoolean()
        ? nobody(party)
        : party.stage.anyPledge(party.random).promise.future();
  }

  private static Future<?> derive(Party party, String what, Future<?> future) {
    return party.stage.callbacks.derive(what, party.core, future);
  }

  private static void combine(Party party) {
    List<Future<Integer>> futures = List.of(anyFuture(party), anyFuture(party));
    Future<?> made =
        switch (party.random.nextInt(4)) {
          case 0 -> derive(party, "all", Future.all(futures));
          case 1 -> derive(party, "any", Future.any(futures));
          case 2 -> derive(party, "map", futures.getFirst().map(value -> value));
          default -> derive(party, "recover", futures.getFirst().recover(failure -> 2));
        };
    if (party.random.nextBoolean()) {
      party.stage.callbacks.register("of a derived future", party.core, null, made);
    }
  }

  /** Two futures become one; perhaps of two cores. */
  private static void flatten(Party party) {
    Future<Integer> inner = anyFuture(party).map(value -> value);
    Future<?> _ = derive(party, "inner", inner);
    if (party.random.nextBoolean()) {
      party.stage.callbacks.register("of an inner future", party.core, null, inner);
    }
    int target = party.anyCore();
    if (party.random.nextBoolean()) {
      flattenHere(party, party.core, inner);
      return;
    }
    Entry entry = party.stage.ledger.entry(Entry.Kind.ACTION, "flattens", party.core, target);
    boolean _ =
        party.stage.ledger.submit(
            entry,
            () -> {
              party.stage.runtime
                  .core(target)
                  .execute(
                      () -> {
                        party.stage.ledger.begins(entry);
                        flattenHere(party, target, inner);
                        party.stage.ledger.returns(entry);
                      });
              return null;
            });
  }

  private static void flattenHere(Party party, int core, Future<Integer> inner) {
    Future<Integer> outer = Future.completed(1).flatMap(value -> inner);
    Future<?> _ = party.stage.callbacks.derive("outer", core, outer);
    if (party.stage.callbacks.size() % 2 == 0) {
      party.stage.callbacks.register("of an outer future", core, null, outer);
    }
  }

  private static void limit(Party party) {
    Duration time = party.random.nextBoolean() ? FAR : party.stage.time(party.random, 30_000);
    Future<?> limited = derive(party, "limited", anyFuture(party).timeout(time));
    if (party.random.nextBoolean()) {
      party.stage.callbacks.register("of a limited future", party.core, null, limited);
    }
    if (!party.isClient() && party.random.nextBoolean()) {
      var _ = Core.current().after(time, () -> party.stage.verdict.require(
          !party.stage.ledger.isGone(), "no timer fires after the end"));
    }
  }

  private static void keep(Party party) {
    for (int i = 1 + party.random.nextInt(2); i > 0; i--) {
      party.stage.keep(party.stage.anyPledge(party.random));
    }
  }
}
