package io.miniss.properties;

import io.miniss.runtime.cancel.CancelOutcome;
import io.miniss.runtime.cancel.CancelledException;
import io.miniss.runtime.diagnostics.CoreDiagnostics;
import io.miniss.runtime.diagnostics.Phase;
import io.miniss.runtime.diagnostics.RuntimeDiagnostics;
import io.miniss.runtime.diagnostics.ShutdownReport;
import io.miniss.runtime.future.BrokenPromiseException;
import io.miniss.runtime.future.Completion;
import io.miniss.runtime.future.Continuation;
import io.miniss.runtime.future.CoreContext;
import io.miniss.runtime.future.Future;
import io.miniss.runtime.future.FutureCell;
import io.miniss.runtime.future.Promise;
import io.miniss.runtime.future.RuntimeContext;
import io.miniss.runtime.machine.PinningPolicy;
import io.miniss.runtime.shared.BoundedQueue;
import io.miniss.runtime.shared.RemoteWorkQueue;
import io.miniss.runtime.shared.SharedFlag;
import io.miniss.runtime.shared.SharedLong;
import io.miniss.runtime.shared.SharedReference;
import io.miniss.runtime.shared.WakeFlag;
import io.miniss.runtime.shared.Work;
import io.miniss.runtime.shared.WorkQueue;
import io.miniss.runtime.spi.Clock;
import io.miniss.runtime.spi.CoreThread;
import io.miniss.runtime.spi.CoreThreadSpec;
import io.miniss.runtime.spi.Parker;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.runtime.task.FailureHandler;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.RejectedTaskException;
import io.miniss.runtime.task.TaskFailure;
import io.miniss.runtime.task.TaskId;
import io.miniss.runtime.task.TaskOptions;
import io.miniss.runtime.task.TaskState;
import io.miniss.runtime.timer.Timer;
import io.miniss.runtime.timer.TimerQueue;
import io.miniss.runtime.util.Registration;
import io.miniss.simulator.scenario.World;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;

/**
 * A runtime of one page, on the runtime's own shared primitives, that keeps the same promises as the
 * real one (no fibers, no stealing) unless it is given a {@link Flaw}. It shows that the laws can fail:
 * without a flaw they hold, with one the simulator finds the interleaving in which its law does not.
 */
final class TinyRuntime implements Subject, RuntimeContext {
  private final Scheduler scheduler;
  private final Clock clock;
  private final Workload.Shape shape;
  private final FailureHandler handler;
  private final Flaw flaw;
  private final SharedFlag closing;
  private final SharedFlag exit;
  private final SharedLong admitted;
  private final SharedLong withdrawn;
  private final SharedLong completed;
  private final SharedLong failed;
  private final SharedLong cancelled;
  private final SharedLong exited;
  private final SharedReference<Long> lastId;
  private final SharedLong placements;
  private final FutureCell<ShutdownReport> terminated;
  private final List<TinyCore> cores = new ArrayList<>();
  private final List<CoreThread> threads = new ArrayList<>();
  private final SharedFlag dismissed;

  private TinyRuntime(World world, Workload.Shape shape, FailureHandler handler, Flaw flaw) {
    this.scheduler = world.scheduler();
    this.clock = world.clock();
    this.shape = shape;
    this.handler = handler;
    this.flaw = flaw;
    closing = new SharedFlag(scheduler, "closing");
    exit = new SharedFlag(scheduler, "exit");
    dismissed = new SharedFlag(scheduler, "dismissed");
    admitted = new SharedLong(scheduler, "admitted");
    withdrawn = new SharedLong(scheduler, "withdrawn");
    completed = new SharedLong(scheduler, "completed");
    failed = new SharedLong(scheduler, "failed");
    cancelled = new SharedLong(scheduler, "cancelled");
    exited = new SharedLong(scheduler, "exited");
    lastId = new SharedReference<>(scheduler, "last id", 0L);
    placements = new SharedLong(scheduler, "placements");
    terminated = new FutureCell<>(this);
    for (int i = 0; i < world.cores(); i++) {
      cores.add(new TinyCore(i));
    }
    for (TinyCore core : cores) {
      CoreThreadSpec spec =
          new CoreThreadSpec(
              "tiny core " + core.index, core.index, cores.size(), PinningPolicy.none());
      threads.add(scheduler.startCore(spec, core));
    }
  }

  /** Starts runtimes with {@code flaw}. */
  static Subject.Factory with(Flaw flaw) {
    return (world, shape, handler) -> new TinyRuntime(world, shape, handler, flaw);
  }

  private boolean has(Flaw one) {
    return flaw == one;
  }

  // ---- the context of futures ----

  @Override
  public Scheduler scheduler() {
    return scheduler;
  }

  @Override
  public Clock clock() {
    return clock;
  }

  @Override
  public FutureCell<?> terminated() {
    return terminated;
  }

  @Override
  public boolean runOnSomeCore(Work work) {
    return cores.getFirst().deliver(work);
  }

  @Override
  public void reportFailure(Throwable failure, String where) {
    if (has(Flaw.HANDLER_DISMISSED) && dismissed.getVolatile()) {
      return;
    }
    try {
      handler.onFailure(failure, where);
    } catch (Throwable thrown) {
      if (has(Flaw.HANDLER_ENDS_THE_CORE)) {
        throw thrown;
      }
      dismissed.setVolatile(true);
    }
  }

  // ---- the subject ----

  @Override
  public int cores() {
    return cores.size();
  }

  private TinyCore here() {
    return (TinyCore) CoreContext.current();
  }

  @Override
  public int currentCore() {
    TinyCore here = here();
    return here == null ? -1 : here.index;
  }

  @Override
  public JoinHandle<String> spawn(TaskOptions options, boolean fiber, Callable<String> body) {
    return spawn(options, body, true).orElseThrow();
  }

  @Override
  public Optional<JoinHandle<String>> trySpawn(TaskOptions options, Callable<String> body) {
    return spawn(options, body, false);
  }

  private Optional<JoinHandle<String>> spawn(
      TaskOptions options, Callable<String> body, boolean patient) {
    admitted.getAndAdd(1);
    if (closing.getVolatile()) {
      withdraw();
      throw new RejectedTaskException("closing");
    }
    int place =
        options
            .core()
            .orElseGet(() -> (int) Math.floorMod(placements.getAndAdd(1), (long) cores.size()));
    TinyCore target = cores.get(place);
    TinyTask task = new TinyTask(nextId(target), body);
    TinyCore here = here();
    boolean sent = here == null ? target.take(task, patient) : here.send(task, target);
    if (!sent) {
      withdraw();
      if (has(Flaw.REJECTED_TASKS_RUN)) {
        target.deliver(task);
      }
      if (patient) {
        throw new RejectedTaskException("no room");
      }
      return Optional.empty();
    }
    return Optional.of(task);
  }

  private TaskId nextId(TinyCore target) {
    if (has(Flaw.IDS_PER_CORE)) {
      return new TaskId(target.ids.getAndAdd(1) + 1);
    }
    if (has(Flaw.COLLIDING_IDS)) {
      long id = lastId.getVolatile() + 1;
      lastId.setVolatile(id);
      return new TaskId(id);
    }
    while (true) {
      Long last = lastId.getVolatile();
      Long next = last + 1;
      if (lastId.compareAndSet(last, next)) {
        return new TaskId(next);
      }
    }
  }

  private void withdraw() {
    withdrawn.getAndAdd(1);
    wakeAll();
  }

  @Override
  public Promise<String> newPromise() {
    FutureCell<String> cell = new FutureCell<>(this);
    return has(Flaw.TWO_WINNERS) ? new TwoWinners(cell) : cell;
  }

  @Override
  public <T> T await(Future<T> future) {
    throw new UnsupportedOperationException("no fibers");
  }

  @Override
  public void sleep(Duration delay) {
    throw new UnsupportedOperationException("no fibers");
  }

  @Override
  public void yieldNow() {
    throw new UnsupportedOperationException("no fibers");
  }

  @Override
  public Registration after(Duration delay, Runnable action) {
    return here().after(delay.toNanos(), action);
  }

  @Override
  public Registration every(Duration period, Runnable action) {
    TinyCore here = here();
    return here.registration(here.timers.every(here.cut(period.toNanos()), action));
  }

  @Override
  public void shutdown(Duration limit) {
    closing.setVolatile(true);
    wakeAll();
  }

  private void wakeAll() {
    cores.forEach(TinyCore::wake);
  }

  @Override
  public ShutdownReport closeAndReport() {
    shutdown(Duration.ZERO);
    if (has(Flaw.HASTY_REPORT)) {
      ShutdownReport early = null;
      while (early == null) {
        early = allEnded() ? report() : null;
        scheduler.spinning();
      }
      return early;
    }
    ShutdownReport report = terminated.join();
    threads.forEach(thread -> thread.awaitExit(clock.nanos() + Long.MAX_VALUE / 2));
    return report;
  }

  private boolean allEnded() {
    long ended =
        withdrawn.getVolatile()
            + completed.getVolatile() + failed.getVolatile() + cancelled.getVolatile();
    return has(Flaw.TORN_CANCEL) // two ends of one task; the law, not a deadlock, is to say so
        ? ended >= admitted.getVolatile()
        : ended == admitted.getVolatile();
  }

  private ShutdownReport report() {
    long done = completed.getVolatile();
    long bad = failed.getVolatile();
    long not = cancelled.getVolatile();
    // Not "admitted less withdrawn": an external thread that is about to be refused may be between.
    long accepted = has(Flaw.MISCOUNTING_REPORT) ? admitted.getVolatile() : done + bad + not;
    return new ShutdownReport(
        accepted,
        done,
        bad,
        not,
        accepted - done - bad - not,
        List.of(),
        false,
        Duration.ZERO);
  }

  @Override
  public RuntimeDiagnostics diagnostics() {
    return new RuntimeDiagnostics(
        "tiny",
        Phase.TERMINATED,
        cores.getFirst().inbox.capacity() / mailboxFactor(),
        shape.readyCapacity(),
        shape.backlogCapacity(),
        0,
        cores.stream().map(TinyCore::diagnostics).toList());
  }

  private int mailboxFactor() {
    return has(Flaw.LARGER_MAILBOX) ? 4 : 1;
  }

  /** A core: inbox, ready queue, timers, backlogs, and the loop that serves them. */
  private final class TinyCore extends CoreContext implements Runnable {
    private final int index;
    private final BoundedQueue<TinyTask> inbox;
    private final RemoteWorkQueue remoteWork;
    private final SharedLong ids;
    private final WakeFlag wakeFlag;
    private final WorkQueue ready = new WorkQueue();
    private final TimerQueue timers = new TimerQueue();
    private final List<ArrayDeque<TinyTask>> backlogs = new ArrayList<>();
    private final List<TinyTask> failures = new ArrayList<>();
    private int readyTasks;
    private int readyHighWater;
    private int backlogHighWater;

    TinyCore(int index) {
      this.index = index;
      inbox =
          BoundedQueue.manyProducers(
              scheduler, "inbox " + index, shape.mailboxCapacity() * mailboxFactor());
      ids = new SharedLong(scheduler, "ids of core " + index);
      remoteWork = new RemoteWorkQueue(scheduler, "remote work of " + index);
      wakeFlag = new WakeFlag(scheduler, "wake flag " + index);
      for (int i = 0; i < 4; i++) {
        backlogs.add(new ArrayDeque<>());
      }
    }

    // ---- other threads ----

    void wake() {
      wakeFlag.wake();
    }

    @Override
    public boolean deliver(Work work) {
      if (has(Flaw.ASTRAY_CONTINUATIONS) && here() != null && work instanceof Continuation) {
        here().enqueue(work);
        return true;
      }
      boolean taken = remoteWork.push(work);
      wake();
      return taken;
    }

    /** From outside. */
    boolean take(TinyTask task, boolean patient) {
      if (offer(task)) {
        return true;
      }
      if (!patient) {
        return false;
      }
      Parker parker = scheduler.currentParker();
      BoundedQueue.Waiter waiter =
          new BoundedQueue.Waiter(scheduler, "waiter for room") {
            @Override
            protected void wakeProducer() {
              parker.unpark();
            }
          };
      while (true) {
        inbox.awaitNotFull(waiter);
        if (offer(task)) {
          return true;
        }
        parker.park();
      }
    }

    private boolean offer(TinyTask task) {
      boolean room = inbox.offer(task);
      wake();
      return room || has(Flaw.LOSSY_MAILBOX);
    }

    // ---- this core ----

    boolean send(TinyTask task, TinyCore target) {
      ArrayDeque<TinyTask> backlog = backlogs.get(target.index);
      while (true) {
        if ((backlog.isEmpty() || has(Flaw.OVERTAKING)) && offerTo(target, task)) {
          return true;
        }
        if (backlog.size() < shape.backlogCapacity() || has(Flaw.ENDLESS_BACKLOG)) {
          backlog.add(task);
          backlogHighWater = Math.max(backlogHighWater, backlog.size());
          return true;
        }
        if (!has(Flaw.BLOCKING_SUBMIT)) {
          return false;
        }
        scheduler.spinning();
        flush();
      }
    }

    private boolean offerTo(TinyCore target, TinyTask task) {
      if (target != this) {
        return target.offer(task);
      }
      if (readyTasks >= shape.readyCapacity() && !has(Flaw.ENDLESS_READY)) {
        return false;
      }
      ready.add(task);
      readyTasks++;
      readyHighWater = Math.max(readyHighWater, readyTasks);
      return true;
    }

    @Override
    public void run() {
      bindCurrentThread(this);
      wakeFlag.sleeper(scheduler.currentParker());
      try {
        while (!exit.getVolatile() && !forgets()) {
          if (turn() == 0) {
            idle();
          }
        }
        finish();
      } catch (Error broken) {
        if (!has(Flaw.ERRORS_END_THE_CORE)) {
          throw broken;
        }
      } finally {
        bindCurrentThread(null);
      }
    }

    private boolean forgets() {
      return has(Flaw.FORGETFUL_SHUTDOWN)
          && closing.getVolatile() && ready.isEmpty() && inbox.isEmptyVolatile();
    }

    private int turn() {
      int work = takeReturns();
      if (has(Flaw.READY_FIRST)) {
        while (!ready.isEmpty()) {
          work += serveReady();
        }
      }
      for (int i = 0; i < shape.batch(); i++) {
        TinyTask task = inbox.poll();
        if (task == null) {
          break;
        }
        inbox.signalNotFull();
        task.run();
        work++;
      }
      work += serveTimers();
      work += serveReady();
      work += flush();
      return work;
    }

    private int takeReturns() {
      if (!has(Flaw.RETURNS_REVERSED)) {
        return remoteWork.takeAll(ready::add);
      }
      WorkQueue taken = new WorkQueue();
      remoteWork.takeAll(taken::add);
      ArrayDeque<Work> reversed = new ArrayDeque<>();
      for (Work work = taken.poll(); work != null; work = taken.poll()) {
        reversed.push(work);
      }
      reversed.forEach(ready::add);
      return reversed.size();
    }

    private int serveReady() {
      int batch = Math.min(ready.size(), shape.batch());
      for (int i = 0; i < batch; i++) {
        Work next = ready.poll();
        if (next instanceof TinyTask) {
          readyTasks--;
        }
        next.run();
      }
      return batch;
    }

    private int serveTimers() {
      if (timers.size() == 0) {
        return 0;
      }
      long now = clock.nanos();
      timers.arm(now);
      List<Timer> due = new ArrayList<>();
      for (Timer timer = timers.pollDue(now); timer != null; timer = timers.pollDue(now)) {
        due.add(timer);
        if (!has(Flaw.LAST_TIMER_FIRST)) {
          break; // one a turn, so that a timer can still cancel the next
        }
      }
      for (Timer timer : has(Flaw.LAST_TIMER_FIRST) ? due.reversed() : due) {
        fire(timer);
      }
      return due.size();
    }

    private void fire(Timer timer) {
      try {
        timer.fire();
      } catch (Throwable thrown) {
        if (!has(Flaw.SILENT_TIMERS)) {
          reportFailure(thrown, "a timer");
        }
      }
    }

    private int flush() {
      int sent = 0;
      for (int i = 0; i < cores.size(); i++) {
        ArrayDeque<TinyTask> backlog = backlogs.get(i);
        while (!backlog.isEmpty()) {
          TinyTask first = backlog.poll();
          if (!offerTo(cores.get(i), first)) {
            backlog.addFirst(first);
            break;
          }
          sent++;
        }
      }
      return sent;
    }

    private void idle() {
      if (closing.getVolatile() && allEnded()) {
        exit.setVolatile(true);
        wakeAll();
        return;
      }
      if (timers.hasFresh() || backlogs.stream().anyMatch(backlog -> !backlog.isEmpty())) {
        scheduler.spinning();
        return;
      }
      if (has(Flaw.LATE_WAKE_FLAG)) {
        if (!workIsVisible()) {
          wakeFlag.announceSleep();
          park();
          wakeFlag.endSleep();
        }
        return;
      }
      wakeFlag.announceSleep();
      if (!workIsVisible()) {
        park();
      }
      wakeFlag.endSleep();
    }

    private boolean workIsVisible() {
      return !remoteWork.isEmptyVolatile()
          || !inbox.isEmptyVolatile() || exit.getVolatile()
          || (closing.getVolatile() && allEnded());
    }

    private void park() {
      Parker parker = scheduler.currentParker();
      if (timers.hasDeadline()) {
        parker.parkUntil(timers.nextDeadlineNanos());
      } else {
        parker.park();
      }
    }

    private void finish() {
      do {
        remoteWork.takeAll(ready::add);
        runReady();
        breakOutstanding(new BrokenPromiseException("tiny runtime shut down"), this::runReady);
      } while (!remoteWork.closeIfEmpty());
      for (TinyTask task : failures) {
        if (task.outcome.isFailureUnobserved() || has(Flaw.TELLTALE_HANDLER)) {
          reportFailure(task.outcome.failure(), "a task");
        }
      }
      if (exited.getAndAdd(1) + 1 == cores.size()) {
        terminated.tryComplete(report());
      }
    }

    private void runReady() {
      while (!ready.isEmpty()) {
        serveReady();
      }
    }

    private CoreDiagnostics diagnostics() {
      return new CoreDiagnostics(
          index, threads.get(index).pinning(), 0, 0, 0, 0, 0, readyHighWater, backlogHighWater,
          List.of());
    }

    // ---- the context of futures ----

    @Override
    public RuntimeContext runtime() {
      return TinyRuntime.this;
    }

    @Override
    public void enqueue(Work work) {
      ready.add(work);
    }

    @Override
    public void await(Completion future) {
      throw new IllegalStateException("no fibers");
    }

    @Override
    public boolean await(Completion future, long nanos) {
      throw new IllegalStateException("no fibers");
    }

    @Override
    public Registration after(long nanos, Runnable action) {
      Registration timer = registration(timers.after(cut(nanos), action));
      return has(Flaw.DEAF_TIMERS) ? Registration.NONE : timer;
    }

    private long cut(long nanos) {
      return has(Flaw.EARLY_TIMERS) ? Math.max(1, nanos - nanos % 1_024) : nanos;
    }

    private Registration registration(Timer timer) {
      return () -> {
        if (here() == this) {
          timers.cancel(timer);
        } else {
          deliver(
              new Work() {
                @Override
                public void run() {
                  timers.cancel(timer);
                }
              });
        }
      };
    }
  }

  /** A task. */
  private final class TinyTask extends Work implements JoinHandle<String> {
    private final TaskId id;
    private final Callable<String> body;
    private final SharedReference<TaskState> phase;
    private FutureCell<String> outcome = new FutureCell<>(TinyRuntime.this);

    TinyTask(TaskId id, Callable<String> body) {
      this.id = id;
      this.body = body;
      phase = new SharedReference<>(scheduler, "phase of " + id, TaskState.QUEUED);
    }

    /** The step in which cancel and start compete. */
    private boolean leaveQueue(TaskState next) {
      if (!has(Flaw.TORN_CANCEL)) {
        return phase.compareAndSet(TaskState.QUEUED, next);
      }
      if (phase.getVolatile() != TaskState.QUEUED) {
        return false;
      }
      phase.setVolatile(next);
      return true;
    }

    @Override
    public void run() {
      if (!leaveQueue(TaskState.RUNNING)) {
        return;
      }
      try {
        outcome.tryComplete(body.call());
        completed.getAndAdd(1);
      } catch (Throwable thrown) {
        if (thrown instanceof Error error && has(Flaw.ERRORS_END_THE_CORE)) {
          throw error;
        }
        outcome.tryFail(new TaskFailure(id, "tiny", here().index, thrown));
        if (has(Flaw.FAILURES_TWICE)) {
          reportFailure(thrown, "a task");
        }
        here().failures.add(this);
        failed.getAndAdd(1);
      }
    }

    @Override
    public CancelOutcome cancel(String reason) {
      if (has(Flaw.LYING_CANCEL) && phase.getVolatile() == TaskState.QUEUED) {
        return CancelOutcome.CANCELLED;
      }
      if (outcome.isDone()) {
        if (has(Flaw.REWRITTEN_END)) {
          outcome = new FutureCell<>(TinyRuntime.this);
          outcome.tryFail(new CancelledException("task", reason));
        }
        return CancelOutcome.TOO_LATE;
      }
      if (leaveQueue(TaskState.CANCELLED)) {
        outcome.tryFail(new CancelledException("task", reason));
        cancelled.getAndAdd(1);
        wakeAll();
        return CancelOutcome.CANCELLED;
      }
      return phase.getVolatile() == TaskState.CANCELLED || outcome.isDone()
          ? CancelOutcome.TOO_LATE
          : CancelOutcome.REQUESTED;
    }

    @Override
    public TaskState state() {
      if (!outcome.isDone()) {
        return phase.getVolatile();
      }
      if (!outcome.isFailed()) {
        return TaskState.COMPLETED;
      }
      return outcome.hasFailedWith(CancelledException.class)
          ? TaskState.CANCELLED
          : TaskState.FAILED;
    }

    @Override
    public TaskId id() {
      return id;
    }

    @Override
    public String join() {
      return outcome.join();
    }

    @Override
    public String join(Duration limit) throws TimeoutException {
      return outcome.join(limit);
    }

    @Override
    public Future<String> future() {
      return outcome;
    }
  }

  /** A promise whose completers look first. */
  private record TwoWinners(FutureCell<String> cell) implements Promise<String> {
    @Override
    public Future<String> future() {
      return cell;
    }

    @Override
    public void complete(String value) {
      cell.complete(value);
    }

    @Override
    public void fail(Throwable failure) {
      cell.fail(failure);
    }

    @Override
    public boolean tryComplete(String value) {
      if (cell.isDone()) {
        return false;
      }
      cell.tryComplete(value);
      return true;
    }

    @Override
    public boolean tryFail(Throwable failure) {
      return cell.tryFail(failure);
    }
  }
}
