package io.miniss.scenarios.crossings;

import io.miniss.runtime.cancel.CancelOutcome;
import io.miniss.runtime.cancel.CancellationScope;
import io.miniss.runtime.cancel.CancelledException;
import io.miniss.runtime.cancel.DeadlineExceededException;
import io.miniss.runtime.diagnostics.CoreDiagnostics;
import io.miniss.runtime.diagnostics.RuntimeDiagnostics;
import io.miniss.runtime.diagnostics.ShutdownReport;
import io.miniss.runtime.future.Future;
import io.miniss.runtime.future.Promise;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.TaskFailure;
import io.miniss.runtime.task.TaskState;
import io.miniss.scenarios.rules.Verdict;
import io.miniss.simulator.scenario.World;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What everybody did and saw in one run, and the rules that all of it must keep. Any thread may call it;
 * in a simulation none of it is an interleaving point, so it changes nothing of what is observed.
 */
final class Book {
  private static final String STOP_REASON = "the runtime's drain deadline passed";

  private final World world;
  private final Verdict verdict;
  private final Fairness fairness;
  private final FailureRules failures;
  private final Holders holders;
  private final int cores;
  private final Limits limits;
  private final List<TaskRecord> tasks = new ArrayList<>();
  private final List<TaskRecord> accepted = new ArrayList<>();
  private final List<FutureRecord> futures = new ArrayList<>();
  private final List<ScopeRecord> scopes = new ArrayList<>();
  private final Set<Long> ids = new HashSet<>();

  private final List<ActionRecord> actions = new ArrayList<>();

  /** Whether each core is in the middle of a task, but a fiber, or an action: 0 or 1. */
  private final int[] bodies;

  private int budget;
  private int running;
  private boolean isShuttingDown;
  private boolean isShutDown;

  /** By core: whether its own code has shut it down. */
  private final boolean[] takesNoMore;

  private boolean mayStop;
  private boolean isOver;
  private long shutdownNanos;

  /**
   * How the runtime is configured.
   *
   * @param ready the capacity of a core's ready queue
   * @param backlog the capacity of a backlog
   * @param steals whether cores steal
   */
  record Limits(int ready, int backlog, boolean steals) {}

  Book(
      World world,
      Verdict verdict,
      Fairness fairness,
      FailureRules failures,
      Holders holders,
      int cores,
      Limits limits,
      int budget) {
    this.world = world;
    this.verdict = verdict;
    this.fairness = fairness;
    this.failures = failures;
    this.holders = holders;
    this.limits = limits;
    this.cores = cores;
    this.budget = budget;
    this.bodies = new int[cores];
    this.takesNoMore = new boolean[cores];
  }

  /** Fails the run unless {@code condition} holds. */
  void require(boolean condition, String rule) {
    verdict.require(condition, rule);
  }

  private long now() {
    return world.clock().nanos();
  }

  // ---- the pools ----

  synchronized @Nullable TaskRecord anyTask(RandomGenerator random) {
    return accepted.isEmpty() ? null : accepted.get(random.nextInt(accepted.size()));
  }

  synchronized @Nullable FutureRecord anyFuture(RandomGenerator random) {
    return futures.isEmpty() ? null : futures.get(random.nextInt(futures.size()));
  }

  synchronized @Nullable FutureRecord anyPromise(RandomGenerator random) {
    List<FutureRecord> promises = futures.stream().filter(each -> each.promise != null).toList();
    return promises.isEmpty() ? null : promises.get(random.nextInt(promises.size()));
  }

  synchronized @Nullable ScopeRecord anyScope(RandomGenerator random) {
    return scopes.isEmpty() ? null : scopes.get(random.nextInt(scopes.size()));
  }

  // ---- submitting ----

  /** A task about to be submitted, or null if there have been enough. */
  synchronized @Nullable TaskRecord newTask(
      boolean isFiber,
      int target,
      int sender,
      String thread,
      @Nullable ScopeRecord scope,
      boolean hasDeadline) {
    if (budget == 0) {
      return null;
    }
    budget--;
    TaskRecord task =
        new TaskRecord(tasks.size(), isFiber, target, sender, thread, scope, hasDeadline);
    tasks.add(task);
    fairness.submits(task);
    return task;
  }

  /** Lets the run have {@code more} tasks, which are leaves. */
  synchronized void allow(int more) {
    budget += more;
  }

  /** Whether a submission that begins now must be rejected: its sender knows of the shutdown. */
  synchronized boolean mustReject(int sender) {
    return sender == TaskRecord.OUTSIDE ? isShutDown : takesNoMore[sender];
  }

  synchronized boolean isShuttingDown() {
    return isShuttingDown;
  }

  /** When somebody began to shut down. */
  synchronized long shutdownNanos() {
    return shutdownNanos;
  }

  synchronized void accepted(
      TaskRecord task, Future<Integer> future, @Nullable JoinHandle<Integer> handle) {
    task.future = future;
    task.handle = handle;
    if (handle != null) {
      boolean outside = task.sender == TaskRecord.OUTSIDE;
      require(ids.add(handle.id().bits()), "ids are unique: " + handle.id() + " came twice");
      require(
          handle.id().isExternal() == outside && (outside || handle.id().core() == task.sender),
          "an id says who submitted: " + task + " was submitted by core " + task.sender);
    }
    fairness.accepted(task);
    requireRoom(task.target, task.sender);
    accepted.add(task);
    futures.add(new FutureRecord(futures.size(), task, future));
  }

  /** As {@link Fairness#mayBlock}. */
  synchronized void mayBlock(int core) {
    fairness.mayBlock(core);
  }

  /** The body that runs on core {@code core} leaves it to others until it goes on. */
  synchronized void blocks(int core) {
    fairness.mayBlock(core);
    bodies[core]--;
  }

  synchronized void goesOn(int core) {
    bodies[core]++;
  }

  /** As {@link Fairness#follows}. */
  synchronized void follows(TaskRecord next, TaskRecord task) {
    fairness.follows(next, task);
  }

  synchronized void rejected(TaskRecord task) {
    task.isRejected = true;
    fairness.rejected(task);
    require(task.starts == 0, "a rejected task runs no code: " + task);
  }

  // ---- running ----

  void started(TaskRecord task, int core) {
    judgeStart(task, core);
    fairness.starts(task, core);
    fairness.requireOrder(task);
  }

  private synchronized void judgeStart(TaskRecord task, int core) {
    running++;
    task.starts++;
    task.core = core;
    require(!isOver, "nothing runs after the end: " + task);
    require(task.starts == 1, "a task starts once: " + task);
    require(!task.isRejected, "a rejected task runs no code: " + task);
    require(
        task.winner == null,
        "a task that was cancelled before its start runs no code: " + task);
    require(
        task.target < 0 || task.target == core,
        "a placed task runs on its core: %s, on %d".formatted(task, core));
    require(
        !task.isAskedInTime || !world.isSimulated(),
        "a task that was asked to end while its core ran another one runs no code: " + task);
    bodies[core] += task.isFiber ? 0 : 1;
  }

  synchronized void returned(TaskRecord task) {
    leave(task);
    task.hasReturned = true;
    task.endNanos = now();
  }

  synchronized void threw(TaskRecord task, Throwable thrown) {
    leave(task);
    task.thrown = thrown;
    task.endNanos = now();
  }

  private void leave(TaskRecord task) {
    running--;
    bodies[task.core] -= task.isFiber ? 0 : 1;
  }

  /** Code of the workload begins to run on a core outside any task. */
  synchronized void entered(String what) {
    running++;
    require(!isOver, "nothing runs after the end: " + what);
  }

  synchronized void left() {
    running--;
  }

  // ---- executed actions ----

  /** An action about to be handed over, or null if there have been enough. */
  synchronized @Nullable ActionRecord newAction(int target, int sender, String thread) {
    if (budget == 0) {
      return null;
    }
    budget--;
    ActionRecord action = new ActionRecord(actions.size(), target, sender, thread);
    fairness.submits(action);
    actions.add(action);
    return action;
  }

  synchronized void accepted(ActionRecord action) {
    requireRoom(action.target, action.sender);
  }

  /** How much a core may have sent to itself that has not started. */
  int roomForItself() {
    return limits.ready() + limits.backlog();
  }

  /**
   * What a core sends to itself waits in its ready queue and, beyond that, in its backlog. What a stop has cancelled
   * there makes room, and nobody is told.
   */
  private void requireRoom(int target, int sender) {
    if (world.isSimulated() && target >= 0 && target == sender && !mayStop) {
      int sent = fairness.sentToItself(target);
      require(
          sent <= roomForItself(),
          "a core has room for %d and %d of its own, and has accepted %d"
              .formatted(limits.ready(), limits.backlog(), sent));
    }
  }

  synchronized void rejected(ActionRecord action) {
    action.isRejected = true;
    fairness.rejected(action);
    require(action.starts == 0, "a rejected action runs no code: " + action);
  }

  void started(ActionRecord action, int core) {
    judgeStart(action, core);
    fairness.starts(action);
    fairness.requireOrder(action);
  }

  private synchronized void judgeStart(ActionRecord action, int core) {
    running++;
    action.starts++;
    bodies[core]++;
    require(!isOver, "nothing runs after the end: " + action);
    require(action.starts == 1, "an action runs once: " + action);
    require(!action.isRejected, "a rejected action runs no code: " + action);
    require(action.target == core, "an action runs on its core: %s, on %d".formatted(action, core));
  }

  synchronized void ends(ActionRecord action, boolean throwing) {
    running--;
    bodies[action.target]--;
    action.hasThrown = throwing;
  }

  // ---- cancelling ----

  /** Notes an attempt to cancel {@code task}. */
  synchronized void cancels(TaskRecord task, String reason) {
    if (!task.isReasonSettled) {
      task.reasons.add(reason);
    }
  }

  void cancelled(TaskRecord task, String reason, CancelOutcome outcome) {
    JoinHandle<Integer> handle = task.handle;
    TaskState state = handle == null ? TaskState.CANCELLED : handle.state();
    synchronized (this) {
      switch (outcome) {
        case CANCELLED -> {
          require(
              task.winner == null,
              "a cancellation has one winner: %s by %s and %s"
                  .formatted(task, task.winner, reason));
          require(
              task.starts == 0,
              "a task that was cancelled before its start runs no code: " + task);
          require(state == TaskState.CANCELLED, task + " was cancelled and is " + state);
          task.winner = reason;
          task.isReasonSettled = true;
        }
        case REQUESTED -> {
          requested(task, state);
          task.isReasonSettled = true;
        }
        case TOO_LATE -> require(
            state.isEnd(),
            "too late means that the task has ended: %s is %s".formatted(task, state));
      }
    }
  }

  /** {@code task} was asked to end, and is in {@code state} after that. */
  private void requested(TaskRecord task, TaskState state) {
    boolean waits = state == TaskState.QUEUED;
    require(
        !waits || task.sender == task.target,
        "only what has started, or belongs to its core, is asked to end: " + task);
    task.isAskedInTime |= waits && task.starts == 0 && bodies[task.target] > 0;
  }

  synchronized ScopeRecord newScope(CancellationScope scope, @Nullable ScopeRecord parent) {
    ScopeRecord added = new ScopeRecord(scopes.size(), scope, parent);
    scopes.add(added);
    return added;
  }

  /** {@code scope} has left its parent. */
  synchronized void left(ScopeRecord scope) {
    scope.left();
  }

  synchronized List<Object> beginsToCancel(ScopeRecord scope, String reason) {
    scope.reasons.add(reason);
    List<Object> members = new ArrayList<>();
    for (TaskRecord each : accepted) {
      if (each.scope != null && each.scope.isWithin(scope)) {
        members.add(each);
      }
    }
    for (ScopeRecord each : scopes) {
      if (each != scope && each.isWithin(scope)) {
        members.add(each);
      }
    }
    return members;
  }

  /** {@code scope} is cancelled now; {@code members} belonged to it before. */
  void cancelled(ScopeRecord scope, String reason, boolean won, List<Object> members) {
    require(scope.scope.isCancelled(), "a cancelled scope is cancelled: " + scope);
    String told = scope.scope.reason();
    synchronized (this) {
      if (won) {
        require(scope.winner == null, "a scope is cancelled once: " + scope);
        scope.winner = reason;
      }
      require(scope.mayHave(told), "%s has a reason that nobody gave: %s".formatted(scope, told));
      require(
          scope.winner == null || told.equals(scope.winner),
          "the reason is the winner's: %s by %s, says %s".formatted(scope, scope.winner, told));
    }
    if (!won) {
      return; // who has won may be on its way through the members
    }
    for (Object member : members) {
      if (member instanceof TaskRecord task) {
        JoinHandle<Integer> handle = task.handle;
        TaskState state = handle == null ? TaskState.CANCELLED : handle.state();
        synchronized (this) {
          requested(task, state);
          task.isReasonSettled = true;
        }
      } else if (member instanceof ScopeRecord child) {
        require(
            child.hasLeft || child.scope.isCancelled(),
            "the children of a cancelled scope are cancelled: " + child);
      }
    }
  }

  // ---- futures ----

  /** A promise that any thread may complete. */
  FutureRecord newPromise(Promise<Integer> promise) {
    return newLocalPromise(promise, TaskRecord.OUTSIDE);
  }

  synchronized FutureRecord newLocalPromise(Promise<Integer> promise, int core) {
    FutureRecord added = new FutureRecord(futures.size(), promise, core);
    futures.add(added);
    return added;
  }

  synchronized FutureRecord add(IntFunction<FutureRecord> derived) {
    FutureRecord added = derived.apply(futures.size());
    added.isEarly = !isShuttingDown;
    futures.add(added);
    return added;
  }

  /** The caller has completed the promise. */
  synchronized void completed(FutureRecord promise, Outcome outcome) {
    require(
        promise.winner == null,
        "a promise is completed once: %s with %s and %s".formatted(promise, promise.winner,
            outcome));
    promise.completed(outcome, !isShuttingDown, now());
  }

  /** Somebody is about to look at {@code future}, or to derive from it. */
  synchronized void mayLook(FutureRecord future) {
    if (future.task != null) {
      future.task.mayBeLookedAt = true;
    }
  }

  /** {@code derived} waits for {@code source}, and is given its failure if it has not failed yet. */
  synchronized void willLook(FutureRecord source, FutureRecord derived) {
    TaskRecord task = source.task;
    if (task != null && task.endNanos == null) {
      task.lookers.add(derived);
    }
  }

  /** Somebody on {@code core}, or outside, has been given the failure. */
  synchronized void looked(FutureRecord future, int core) {
    if (future.task != null) {
      looked(future.task, core);
    }
  }

  /** Somebody on {@code core}, or outside, has been given the failure of {@code task}. */
  synchronized void looked(TaskRecord task, int core) {
    if (task.reports == 0 && (core != TaskRecord.OUTSIDE || !isShuttingDown)) {
      task.isLookedAt = true;
      task.isLookedAtByItsCore |= core == task.core;
    }
  }

  // ---- failures ----

  /** A submission that was rejected, and nobody will look at its future. */
  synchronized void ignored(TaskRecord task) {
    rejected(task);
    failures.ignored();
  }

  synchronized boolean mayStop() {
    return mayStop;
  }

  synchronized PlannedFailure plan(String where) {
    return failures.plan(where);
  }

  synchronized void reported(Throwable failure, String where) {
    require(!isOver, "nothing is reported after the end: " + where);
    failures.reported(failure, where, tasks, isShuttingDown);
  }

  /** A wait of {@code limit} that began at {@code begin} ended by its time limit. */
  synchronized void timedOut(String what, long begin, long limit) {
    long waited = now() - begin;
    require(waited >= limit,
        "no wait ends early: %s of %d ns after %d ns".formatted(what, limit, waited));
    verdict.requireNotLate(what, waited - limit, false);
  }

  // ---- the end ----

  synchronized void shutsDown(boolean stops) {
    if (!isShuttingDown) {
      shutdownNanos = now();
    }
    isShuttingDown = true;
    fairness.shutsDown();
    holders.shutsDown();
    mayStop |= stops;
  }

  synchronized void hasShutDown() {
    isShutDown = true;
  }

  /** Code of core {@code core} has shut the runtime down, and its own core at once. */
  synchronized void hasShutDown(int core) {
    takesNoMore[core] = true;
  }

  synchronized boolean isOver() {
    return isOver;
  }

  /** The runtime has terminated. */
  void ended() {
    verdict.requireUnbroken();
    for (TaskRecord task : end()) {
      require(
          task.future != null && task.future.isDone(), "what was accepted ends: " + task);
    }
  }

  private synchronized List<TaskRecord> end() {
    require(
        isOver || running == 0, "nothing runs after the end: " + running + " have not ended");
    isOver = true;
    return List.copyOf(accepted);
  }

  /** All threads have ended: everything that was accepted is accounted for. */
  synchronized void judge(ShutdownReport report, RuntimeDiagnostics diagnostics) {
    verdict.requireUnbroken();
    judge(diagnostics);
    long completed = 0;
    long failed = 0;
    long cancelled = 0;
    for (TaskRecord task : tasks) {
      if (task.isRejected) {
        require(task.starts == 0, "a rejected task runs no code: " + task);
        continue;
      }
      require(task.future != null, "a submission is accepted or rejected: " + task);
      switch (judge(task)) {
        case COMPLETED -> completed++;
        case FAILED -> failed++;
        default -> cancelled++;
      }
    }
    for (ActionRecord action : actions) {
      if (action.isRejected) {
        require(action.starts == 0, "a rejected action runs no code: " + action);
      } else if (action.starts == 0) {
        require(mayStop, "what was accepted runs: " + action);
        cancelled++;
      } else if (action.hasThrown) {
        failed++;
      } else {
        completed++;
      }
    }
    require(
        report.isClean() && report.completed() == completed && report.failed() == failed
            && report.cancelled() == cancelled,
        "the report adds up: counted %d completed, %d failed, %d cancelled, reported %s"
            .formatted(completed, failed, cancelled, report));
    require(
        !world.isPunctual() || report.took().toNanos() <= now() - shutdownNanos,
        "the report says how long the end took: %s, and it was at most %d ns"
            .formatted(report, now() - shutdownNanos));
    require(
        mayStop || !report.cancelledByDeadline(),
        "a runtime that is given time finishes what it accepted: " + report);
    for (ScopeRecord scope : scopes) {
      if (scope.scope.isCancelled()) {
        String reason = scope.scope.reason();
        require(
            scope.mayHave(reason),
            "a scope is cancelled for a reason that reaches it: %s, not %s"
                .formatted(scope, reason));
      }
    }
    for (FutureRecord future : futures) {
      String fault = future.fault();
      if (fault != null) {
        require(false, fault);
      }
    }
    failures.judge(diagnostics.failuresReported());
  }

  private void judge(RuntimeDiagnostics diagnostics) {
    long started = 0;
    for (CoreDiagnostics core : diagnostics.cores()) {
      started += core.tasksRun();
      require(
          core.readyHighWater() <= limits.ready(),
          "a ready queue has a capacity: %d tasks of %d".formatted(core.readyHighWater(),
              limits.ready()));
      require(
          core.backlogHighWater() <= limits.backlog(),
          "a backlog has a capacity: %d tasks of %d".formatted(core.backlogHighWater(),
              limits.backlog()));
      require(
          core.stolen() == 0 || (limits.steals() && cores > 1),
          "cores steal if they may: " + core);
    }
    long seen =
        tasks.stream().mapToLong(task -> task.starts).sum()
            + actions.stream().mapToLong(action -> action.starts).sum();
    require(started == seen, "starts are counted: %d, counted %d".formatted(seen, started));
  }

  private TaskState judge(TaskRecord task) {
    Future<Integer> future = task.future;
    if (future == null) {
      return TaskState.QUEUED;
    }
    TaskState end =
        !future.isFailed()
            ? TaskState.COMPLETED
            : future.failure() instanceof CancelledException
                ? TaskState.CANCELLED
                : TaskState.FAILED;
    JoinHandle<Integer> handle = task.handle;
    require(
        handle == null || handle.state() == end,
        "handle and result agree: %s is %s".formatted(task, end));
    switch (end) {
      case COMPLETED -> require(
          task.hasReturned && future.getNow() == task.number,
          "a task that completes has returned its value: " + task);
      case FAILED -> {
        require(
            future.failure() instanceof TaskFailure failure
                && failure.getCause() == task.thrown
                && failure.core() == task.core
                && (handle == null || failure.id().equals(handle.id())),
            "a task that fails says what it threw: %s, %s".formatted(task, future.failure()));
        require(
            !(task.thrown instanceof CancelledException) || task.maySeeCancellations,
            "a task that throws its own cancellation is cancelled: " + task);
        failures.judge(task);
      }
      default -> {
        String reason = ((CancelledException) future.failure()).reason();
        require(
            future.failure() instanceof DeadlineExceededException == isDeadline(reason),
            "who is cancelled by a deadline is told so: %s, %s"
                .formatted(task, future.failure()));
        require(
            task.starts == 0 || task.thrown != null,
            "a task that returned is not cancelled: " + task);
        require(
            mayHave(task, reason),
            "the reason is the winner's: %s was cancelled because of %s, not %s"
                .formatted(task, reason, task.winner == null ? task.reasons : task.winner));
      }
    }
    return end;
  }

  private static boolean isDeadline(String reason) {
    return reason.startsWith("its deadline of ") || reason.startsWith("the deadline of ");
  }

  private boolean mayHave(TaskRecord task, String reason) {
    if (task.winner != null) {
      return reason.equals(task.winner);
    }
    return task.reasons.contains(reason)
        || (task.hasDeadline && reason.startsWith("its deadline of "))
        || (task.scope != null && task.scope.mayHave(reason))
        || (mayStop && reason.equals(STOP_REASON));
  }

  /** Whether all tasks that have been accepted up to now have ended. */
  boolean haveAllEnded() {
    List<TaskRecord> now;
    synchronized (this) {
      now = List.copyOf(accepted);
    }
    for (TaskRecord task : now) {
      Future<Integer> future = task.future;
      if (future != null && !future.isDone()) {
        return false;
      }
    }
    return true;
  }

  int cores() {
    return cores;
  }

  synchronized int size() {
    return accepted.size();
  }
}
