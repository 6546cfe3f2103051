package io.miniss.scenarios.crossings;

import io.miniss.runtime.Core;
import io.miniss.runtime.Fiber;
import io.miniss.runtime.cancel.CancellationScope;
import io.miniss.runtime.cancel.CancelledException;
import io.miniss.runtime.future.Future;
import io.miniss.runtime.future.Promise;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.TaskOptions;
import io.miniss.runtime.util.Registration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Something that code of a user may do. What is added to {@link #ALL} is crossed with everything else. */
final class Feature {
  private static final Duration NO_TIME = Duration.ZERO;
  private static final int WAITERS = 70;

  /** On each of so many promises. */
  private static final int LISTS = 4;

  /** About so many have to wait before the list is swept. */
  private static final int FIRST_SWEEP = 62;

  private static final int BURST = 10;

  private static final int EQUAL_TIMERS = 7;

  /** Of a periodic timer that does nothing else: one that started timers so often would make ever more of them. */
  private static final int IDLE_TICKS = 6;

  /** All there are. */
  static final List<Feature> ALL =
      List.of(
          anybody("work", strand -> strand.run.world().work(strand.shortTime(3_000))),
          submitter("spawn anywhere", strand -> spawn(strand, Strand.Way.SPAWN, false, -1)),
          submitter("spawn placed", strand -> spawn(strand, Strand.Way.SPAWN, false, core(strand))),
          submitter("spawn fiber",
              strand -> spawn(strand, Strand.Way.SPAWN, true,
                  strand.random.nextInt(3) == 0 ? -1 : core(strand))),
          submitter("try to spawn",
              strand -> spawn(strand, Strand.Way.TRY_SPAWN, false,
                  strand.random.nextBoolean() ? -1 : core(strand))),
          new Feature("submit", strand -> strand.isOnCore() && !strand.isDeep(),
              strand -> spawn(strand, Strand.Way.SUBMIT, false, core(strand))),
          submitter("spawn with a deadline", Feature::spawnWithDeadline),
          submitter("spawn in a scope", Feature::spawnInScope),
          submitter("burst", Feature::burst),
          submitter("execute", strand -> strand.execute(core(strand))),
          submitter("wait for a deadline", Feature::waitForDeadline),
          submitter("wait for the limit of a scope", Feature::waitForLimit),
          submitter("wait to be cancelled", Feature::waitForCancel),
          new Feature("wait for the stop", strand -> strand.run.stopsAtEnd() && !strand.isDeep(),
              Feature::waitForStop),
          anybody("cancel a task", Feature::cancelTask),
          new Feature("throw the cancellation of another", strand -> strand.task != null,
              Feature::throwCancellation),
          anybody("new scope", Feature::newScope),
          anybody("cancel a scope", Feature::cancelScope),
          anybody("limit a scope", Feature::limitScope),
          anybody("promise",
              strand -> strand.run.book().newPromise(strand.run.runtime().newPromise())),
          anybody("complete", Feature::complete),
          anybody("derive", Feature::derive),
          anybody("derive twice", strand -> {
            derive(strand);
            derive(strand);
          }),
          anybody("callback", Feature::callback),
          new Feature("two callbacks", Strand::isOnCore, Feature::twoCallbacks),
          anybody("many waiters", Feature::manyWaiters),
          anybody("look", Feature::look),
          waiter("await", Feature::await),
          new Feature("join a task", strand -> strand.mayWait() && !someWaitForStop(strand),
              Feature::joinTask),
          new Feature("timer", Strand::isOnCore, strand -> timer(strand, false)),
          new Feature("periodic timer", Strand::isOnCore, strand -> timer(strand, true)),
          new Feature("timers of one time", Strand::isOnCore, Feature::timersOfOneTime),
          new Feature("await a timer", strand -> strand.kind == Strand.Kind.FIBER,
              Feature::awaitTimer),
          anybody("cancel a timer", Feature::cancelTimer),
          new Feature("sleep", strand -> strand.kind == Strand.Kind.FIBER, Feature::sleep),
          new Feature("sleep in a shield", strand -> strand.kind == Strand.Kind.FIBER,
              Feature::sleepInShield),
          new Feature("await a sleep", strand -> strand.kind == Strand.Kind.FIBER,
              Feature::awaitSleep),
          new Feature("yield", strand -> strand.kind == Strand.Kind.FIBER,
              strand -> Fiber.yieldNow()),
          new Feature("yield until a timer", strand -> strand.kind == Strand.Kind.FIBER,
              Feature::yieldUntilTimer),
          new Feature("yield until a task",
              strand -> strand.kind == Strand.Kind.FIBER && !someWaitForStop(strand),
              Feature::yieldUntilTask),
          new Feature("yield until a callback",
              strand -> strand.kind == Strand.Kind.FIBER && !strand.isDeep(),
              Feature::yieldUntilCallback),
          new Feature("hold the core", strand -> strand.kind == Strand.Kind.TASK, Feature::hold),
          new Feature("hold a core", strand -> !strand.isOnCore(), Feature::holdFromOutside),
          new Feature("shut down", strand -> strand.random.nextInt(4) == 0, Feature::shutDown));

  /** Without it hardly anything runs on a core. */
  static Feature spawnPlaced() {
    return ALL.stream().filter(each -> each.isNamed("spawn placed")).findFirst().orElseThrow();
  }

  private final String name;
  private final Predicate<Strand> suits;
  private final Consumer<Strand> use;

  private Feature(String name, Predicate<Strand> suits, Consumer<Strand> use) {
    this.name = name;
    this.suits = suits;
    this.use = use;
  }

  private static Feature anybody(String name, Consumer<Strand> use) {
    return new Feature(name, strand -> true, use);
  }

  private static Feature submitter(String name, Consumer<Strand> use) {
    return new Feature(name, strand -> !strand.isDeep(), use);
  }

  private static Feature waiter(String name, Consumer<Strand> use) {
    return new Feature(name, Strand::mayWait, use);
  }

  boolean isNamed(String other) {
    return name.equals(other);
  }

  boolean suits(Strand strand) {
    return suits.test(strand);
  }

  void use(Strand strand) {
    use.accept(strand);
  }

  private static int core(Strand strand) {
    return strand.random.nextInt(strand.run.book().cores());
  }

  // ---- tasks ----

  private static void spawn(Strand strand, Strand.Way way, boolean isFiber, int target) {
    strand.submit(way, isFiber, target, TaskOptions.defaults(), null, false);
  }

  private static void spawnWithDeadline(Strand strand) {
    strand.submit(
        Strand.Way.SPAWN,
        strand.random.nextBoolean(),
        core(strand),
        TaskOptions.defaults().deadline(strand.shortTime(10_000)),
        null,
        false);
  }

  private static void spawnInScope(Strand strand) {
    ScopeRecord scope = strand.run.book().anyScope(strand.random);
    if (scope != null) {
      strand.submit(
          Strand.Way.SPAWN,
          strand.random.nextBoolean(),
          strand.random.nextInt(3) == 0 ? -1 : core(strand),
          TaskOptions.defaults().within(scope.scope),
          scope,
          false);
    }
  }

  /** Fills a queue. */
  private static void burst(Strand strand) {
    int target = strand.random.nextInt(3) == 0 ? -1 : core(strand);
    TaskRecord last = null;
    for (int i = 0; i < BURST; i++) {
      TaskRecord task =
          strand.submit(
              Strand.Way.SPAWN, false, target, TaskOptions.defaults(), null, true);
      last = task == null ? last : task;
    }
    JoinHandle<Integer> handle = last == null ? null : last.handle;
    if (handle != null && strand.kind == Strand.Kind.FIBER && strand.random.nextBoolean()) {
      yieldUntilEnd(strand, handle); // what is in the backlog is sent although the core is never idle
    }
  }

  /** A fiber that waits for a promise that nobody completes, with a deadline. */
  private static void waitForDeadline(Strand strand) {
    strand.submitWaiting(
        core(strand),
        TaskOptions.defaults().deadline(strand.shortTime(10_000)),
        null,
        Feature::awaitNobody);
  }

  /** The same in a scope with a limit. */
  private static void waitForLimit(Strand strand) {
    CancellationScope scope = strand.run.runtime().newScope();
    ScopeRecord record = strand.run.book().newScope(scope, null);
    record.hasLimit = true;
    boolean early = strand.random.nextBoolean();
    Duration limit = strand.shortTime(10_000);
    if (early) {
      scope.cancelAfter(limit);
    }
    strand.submitWaiting(
        core(strand), TaskOptions.defaults().within(scope), record, Feature::awaitNobody);
    if (!early) {
      scope.cancelAfter(limit);
    }
  }

  /** The same, cancelled by who has spawned it. */
  private static void waitForCancel(Strand strand) {
    TaskRecord task =
        strand.submitWaiting(core(strand), TaskOptions.defaults(), null, Feature::awaitNobody);
    JoinHandle<Integer> handle = task == null ? null : task.handle;
    if (task != null && handle != null) {
      strand.run.world().work(strand.shortTime(2_000));
      String reason = strand.reason();
      strand.run.book().cancels(task, reason);
      strand.run.book().cancelled(task, reason, strand.run.scenario().cancel(handle, reason));
    }
  }

  /** The same, ended by the runtime's drain limit. */
  private static void waitForStop(Strand strand) {
    strand.submitWaiting(
        core(strand),
        TaskOptions.defaults(),
        null,
        Feature::awaitNobody);
  }

  /** Whether tasks of this run end by the stop only, so that nobody may wait for any task without a limit. */
  private static boolean someWaitForStop(Strand strand) {
    return strand.run.stopsAtEnd()
        && strand.run.features().stream().anyMatch(each -> each.isNamed("wait for the stop"));
  }

  private static void awaitNobody(Strand strand) {
    Promise<Integer> never = strand.run.runtime().newPromise();
    int got = Fiber.await(never.future());
    strand.run.book().require(false, "nobody completes a promise by " + got);
  }

  private static void cancelTask(Strand strand) {
    TaskRecord task = strand.run.book().anyTask(strand.random);
    if (task == null) {
      return;
    }
    JoinHandle<Integer> handle = task.handle;
    if (handle != null) {
      String reason = strand.reason();
      strand.run.book().cancels(task, reason);
      strand.run.book().cancelled(task, reason, strand.run.scenario().cancel(handle, reason));
    }
  }

  /** Who throws on how another task was cancelled has failed. */
  private static void throwCancellation(Strand strand) {
    TaskRecord other = strand.run.book().anyTask(strand.random);
    Future<Integer> future = other == null ? null : other.future;
    TaskRecord me = strand.task;
    if (other == null || future == null || me == null || other == me) {
      return;
    }
    other.mayBeLookedAt = true;
    me.maySeeCancellations = true;
    if (future.isFailed() && future.failure() instanceof CancelledException cancelled) {
      throw cancelled.forThisCaller(); // as join does
    }
  }

  private static void newScope(Strand strand) {
    ScopeRecord parent =
        strand.random.nextInt(3) == 0 ? null : strand.run.book().anyScope(strand.random);
    CancellationScope scope =
        parent == null ? strand.run.runtime().newScope() : parent.scope.child();
    ScopeRecord added = strand.run.book().newScope(scope, parent);
    if (parent != null && strand.random.nextInt(4) == 0) {
      scope.leaveParent();
      added.hasLeft = true;
    }
  }

  private static void cancelScope(Strand strand) {
    ScopeRecord scope = strand.run.book().anyScope(strand.random);
    if (scope != null) {
      String reason = strand.reason();
      List<Object> members = strand.run.book().beginsToCancel(scope, reason);
      boolean won = scope.scope.cancel(reason);
      strand.run.book().cancelled(scope, reason, won, members);
    }
  }

  private static void limitScope(Strand strand) {
    ScopeRecord scope = strand.run.book().anyScope(strand.random);
    if (scope != null) {
      scope.hasLimit = true;
      scope.scope.cancelAfter(strand.shortTime(10_000));
    }
  }

  // ---- futures ----

  private static void complete(Strand strand) {
    FutureRecord record = strand.run.book().anyPromise(strand.random);
    if (record != null) {
      complete(strand.run.book(), record, outcome(strand));
    }
  }

  private static Outcome outcome(Strand strand) {
    return strand.random.nextInt(3) == 0
        ? Outcome.failed(new PlannedFailure("a promise"))
        : Outcome.of(strand.random.nextInt(1_000));
  }

  private static void complete(Book book, FutureRecord record, Outcome outcome) {
    Promise<Integer> promise = record.promise;
    if (promise == null) {
      return;
    }
    Integer value = outcome.value();
    Throwable failure = outcome.failure();
    boolean won =
        value != null ? promise.tryComplete(value) : failure != null && promise.tryFail(failure);
    if (won) {
      book.completed(record, outcome);
    }
    book.require(promise.future().isDone(), "what was completed is complete: " + record);
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
    if (source != null && strand.isOnCore()) {
      strand.run.book().mayLook(source);
      Runnable callback = strand.callback();
      int here = strand.here();
      source.future.onComplete(
          (value, failure) -> {
            strand.run.book().require(Core.current().index() == here,
                "a callback runs on the core that has registered it: " + here);
            callback.run();
          });
    }
  }

  /** Registered by one thread before the future completes; with few waiters, so that no sweep is on its way. */
  private static void twoCallbacks(Strand strand) {
    boolean few =
        strand.run.features().stream().noneMatch(each -> each.isNamed("many waiters"));
    FutureRecord source = strand.run.book().anyPromise(strand.random);
    if (source == null || !few) {
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
    int joined = FIRST_SWEEP - strand.random.nextInt(BURST);
    boolean completes = strand.random.nextBoolean();
    Outcome outcome = outcome(strand);
    for (int i = 0; i < WAITERS; i++) {
      if (i == joined && !strand.isDeep()) {
        strand.submitAction(
            (strand.here() + 1) % strand.run.book().cores(), // another core, if there is one
            other -> {
              if (completes) {
                complete(other.run.book(), source, outcome);
              } else {
                Derivation.ALL.getFirst().use(other, List.of(waited));
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
    long begin = strand.run.world().clock().nanos();
    try {
      if (strand.isOnCore() && strand.random.nextBoolean()) {
        Fiber.await(record.future, limit);
      } else {
        record.future.join(limit);
      }
    } catch (TimeoutException e) {
      strand.run.book().timedOut("the wait for " + record, begin, limit.toNanos());
    } catch (CancelledException e) {
      strand.heed(e);
    } catch (RuntimeException e) {
      requireDone(strand, record);
    }
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

  // ---- time ----

  private static void timer(Strand strand, boolean repeats) {
    long nanos =
        strand.random.nextInt(3) == 0 && !repeats
            ? 1_000_000L * (1 + strand.random.nextInt(20))
            : 200 + strand.random.nextInt(3_000);
    Core core = Core.current();
    TimerRecord timer = new TimerRecord(core.index(), nanos, repeats);
    Runnable callback = strand.callback();
    boolean isBusy = !repeats || strand.random.nextInt(4) > 0;
    int ticks = !repeats ? 1 : isBusy ? 1 + strand.random.nextInt(3) : IDLE_TICKS;
    strand.run.book().add(timer);
    timer.registration =
        strand.run.scenario()
            .start(
                core,
                Duration.ofNanos(nanos),
                repeats,
                () -> {
                  strand.run.book().fires(timer, Core.current().index());
                  if (repeats && timer.fired == ticks) {
                    timer.registration.close();
                    timer.isCancelled = true;
                  }
                  if (isBusy) {
                    callback.run();
                  }
                });
  }

  /** Timers of two times, some of which are cancelled, so that all of the others are moved. */
  private static void timersOfOneTime(Strand strand) {
    Core core = Core.current();
    Book book = strand.run.book();
    int first = 200 + strand.random.nextInt(3_000);
    int second = 200 + strand.random.nextInt(3_000);
    List<TimerRecord> started = new ArrayList<>();
    for (int i = 0; i < EQUAL_TIMERS; i++) {
      TimerRecord timer =
          new TimerRecord(core.index(), strand.random.nextInt(4) == 0 ? second : first, false);
      book.add(timer);
      timer.registration =
          strand.run.scenario()
              .start(
                  core,
                  Duration.ofNanos(timer.nanos),
                  false,
                  () -> book.fires(timer, Core.current().index()));
      started.add(timer);
    }
    for (TimerRecord each : started) {
      if (strand.random.nextInt(3) == 0) {
        each.registration.close();
        each.isCancelled = true;
      }
    }
  }

  private static void awaitTimer(Strand strand) {
    Core core = Core.current();
    TimerRecord timer = new TimerRecord(core.index(), 200 + strand.random.nextInt(100_000), false);
    Promise<Boolean> fired = core.newPromise();
    strand.run.book().add(timer);
    // Nobody is given the registration: a timer that is cancelled would never be waited for to the end.
    var _ =
        strand.run.scenario()
            .start(
                core,
                Duration.ofNanos(timer.nanos),
                false,
                () -> {
                  strand.run.book().fires(timer, Core.current().index());
                  fired.tryComplete(true);
                });
    Fiber.await(fired.future());
  }

  private static void cancelTimer(Strand strand) {
    TimerRecord timer = strand.run.book().anyTimer(strand.random);
    if (timer == null || timer.registration == Registration.NONE) {
      return;
    }
    boolean pending = timer.fired == 0 || timer.period;
    timer.registration.close();
    if (strand.here() == timer.core) {
      timer.isCancelled |= pending;
    } else {
      strand.run.book().asksToCancel(timer);
    }
  }

  private static void awaitSleep(Strand strand) {
    Duration time = strand.shortTime(5_000);
    long begin = strand.run.world().clock().nanos();
    Fiber.await(Core.current().sleep(time));
    strand.run.book().timedOut("an awaited sleep", begin, time.toNanos());
  }

  /** A cancellation does not end it before the shield's limit, and ends the next wait. */
  private static void sleepInShield(Strand strand) {
    Duration limit = strand.shortTime(10_000);
    Duration time = strand.shortTime(5_000);
    long begin = strand.run.world().clock().nanos();
    long least = Math.min(limit.toNanos(), time.toNanos());
    boolean ended = false;
    try {
      Fiber.shield(limit, () -> Fiber.sleep(time));
    } catch (CancelledException cancelled) {
      ended = true;
      strand.run.book().require(Core.currentToken().isCancelled(),
          "only a cancellation ends a sleep: " + strand);
      strand.run.book().timedOut("a shielded sleep that was cancelled", begin, least);
      throw cancelled;
    } finally {
      if (!ended) {
        strand.run.book().timedOut("a shielded sleep", begin, time.toNanos());
      }
    }
    if (Core.currentToken().isCancelled()) {
      try {
        Fiber.sleep(strand.shortTime(1_000));
        strand.run.book().require(false, "a wait of a cancelled fiber throws: " + strand);
      } catch (CancelledException expected) {
        throw expected;
      }
    }
  }

  private static void sleep(Strand strand) {
    Duration time = strand.shortTime(5_000);
    long begin = strand.run.world().clock().nanos();
    Fiber.sleep(time);
    strand.run.book().timedOut("a sleep", begin, time.toNanos());
  }

  // ---- what would go on for ever if the core did not come to something else ----

  private static void yieldUntilTimer(Strand strand) {
    boolean[] fired = {false};
    Registration timer =
        Core.current().after(strand.shortTime(1_000), () -> fired[0] = true);
    try {
      while (!fired[0]) {
        Fiber.yieldNow();
        strand.run.world().work(Duration.ofNanos(100));
      }
    } finally {
      timer.close();
    }
  }

  private static void yieldUntilTask(Strand strand) {
    TaskRecord other = strand.run.book().anyTask(strand.random);
    TaskRecord me = strand.task;
    JoinHandle<Integer> handle = other == null ? null : other.handle;
    if (handle == null || other == null || me == null || other.number >= me.number) {
      return;
    }
    yieldUntilEnd(strand, handle);
  }

  /** What another core completes comes in although this one is never idle. */
  private static void yieldUntilCallback(Strand strand) {
    if (!strand.run.book().mayAlwaysBeReady()) {
      return;
    }
    try {
      Promise<Integer> promise = strand.run.runtime().newPromise();
      boolean[] called = {false};
      promise.future().onComplete((value, failure) -> called[0] = true);
      TaskRecord task = strand.submitAction(core(strand), other -> promise.tryComplete(1));
      JoinHandle<Integer> handle = task == null ? null : task.handle;
      while (!called[0]) {
        if (handle == null || handle.state().isEnd()) {
          promise.tryComplete(1); // it was rejected or cancelled
        }
        Fiber.yieldNow();
        strand.run.world().work(Duration.ofNanos(100));
      }
    } finally {
      strand.run.book().isNotAlwaysReady();
    }
  }

  private static void yieldUntilEnd(Strand strand, JoinHandle<Integer> handle) {
    if (!strand.run.book().mayAlwaysBeReady()) {
      return;
    }
    try {
      while (!handle.state().isEnd()) {
        Fiber.yieldNow();
        strand.run.world().work(Duration.ofNanos(100)); // or a strategy that is not fair would run this alone
      }
    } finally {
      strand.run.book().isNotAlwaysReady();
    }
  }

  /** Keeps its core until a stealable task has run, which another core has to take. */
  private static void hold(Strand strand) {
    if (!strand.run.book().mayHold(strand.run.isStealing())) {
      return;
    }
    try {
      letOthersSleep(strand);
      TaskRecord task =
          strand.submit(
              Strand.Way.SPAWN, false, -1, TaskOptions.defaults(), null, true);
      JoinHandle<Integer> handle = task == null ? null : task.handle;
      if (handle != null && Core.current().diagnostics().backlogHighWater() == 0) {
        holdUntil(strand, handle); // it stands in a queue where other cores see it
      }
    } finally {
      strand.run.book().holdsNoMore();
    }
  }

  private static void holdUntil(Strand strand, JoinHandle<Integer> handle) {
    while (!handle.state().isEnd() && !Core.currentToken().isCancelled()) {
      strand.run.world().work(Duration.ofNanos(300));
    }
  }

  /** Cores without work sleep by then. */
  private static void letOthersSleep(Strand strand) {
    if (strand.random.nextBoolean()) {
      strand.run.world().work(Duration.ofNanos(20_000));
    }
  }

  /** A client that spawns a stealable task and then holds a core until it has run. */
  private static void holdFromOutside(Strand strand) {
    if (!strand.run.book().mayHold(strand.run.isStealing())) {
      return;
    }
    letOthersSleep(strand);
    TaskRecord task =
        strand.submit(Strand.Way.SPAWN, false, -1, TaskOptions.defaults(), null, true);
    JoinHandle<Integer> handle = task == null ? null : task.handle;
    TaskRecord holder =
        handle == null
            ? null
            : strand.submitHolder(core(strand), holding -> holdUntil(holding, handle));
    if (holder == null) {
      strand.run.book().holdsNoMore();
    }
  }

  // ---- the end ----

  private static void shutDown(Strand strand) {
    Book book = strand.run.book();
    int way = strand.random.nextInt(4);
    boolean stops = way == 1 || (way == 2 && strand.run.hasDrainLimit());
    book.shutsDown(stops);
    switch (way) {
      case 0 -> {
        var _ = strand.run.runtime().shutdown();
      }
      case 1 -> {
        var _ = strand.run.runtime().shutdown(strand.shortTime(20_000));
      }
      case 2 -> {
        if (strand.isOnCore()) {
          strand.run.runtime().close();
        } else {
          var _ = strand.run.runtime().closeAndReport();
          book.ended();
        }
      }
      default -> {
        Future<?> end = strand.run.runtime().shutdown();
        if (!strand.isOnCore()) {
          end.join();
          book.ended();
        }
      }
    }
    book.hasShutDown();
    strand.run.world().work(NO_TIME);
  }

  @Override
  public String toString() {
    return name;
  }
}
