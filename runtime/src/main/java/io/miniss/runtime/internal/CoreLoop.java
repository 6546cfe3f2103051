package io.miniss.runtime.internal;

import io.miniss.runtime.diagnostics.CoreDiagnostics;
import io.miniss.runtime.diagnostics.Phase;
import io.miniss.runtime.diagnostics.Pinning;
import io.miniss.runtime.future.BrokenPromiseException;
import io.miniss.runtime.future.CoreContext;
import io.miniss.runtime.future.EndCell;
import io.miniss.runtime.future.FutureCell;
import io.miniss.runtime.shared.BoundedQueue;
import io.miniss.runtime.shared.RemoteWorkQueue;
import io.miniss.runtime.shared.SharedCounter;
import io.miniss.runtime.shared.SharedReference;
import io.miniss.runtime.shared.Statistic;
import io.miniss.runtime.shared.WakeFlag;
import io.miniss.runtime.shared.Work;
import io.miniss.runtime.shared.WorkQueue;
import io.miniss.runtime.spi.Clock;
import io.miniss.runtime.spi.CoreThread;
import io.miniss.runtime.spi.Mark;
import io.miniss.runtime.spi.Parker;
import io.miniss.runtime.spi.Registration;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.runtime.task.RejectedTaskException;
import io.miniss.runtime.task.TaskId;
import io.miniss.runtime.task.TaskState;
import io.miniss.runtime.timer.Timer;
import io.miniss.runtime.timer.TimerQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One core: its queues and the loop that serves them. Except for what says "any thread", everything
 * here belongs to the core's own thread and is plain single-threaded code.
 *
 * <h2>A turn</h2>
 *
 * <ol>
 *   <li>remote work: continuations completed elsewhere, requests of the runtime (all of it, queued
 *       behind what is ready)
 *   <li>the inbox from external threads, then the ring of each other core: a batch each
 *   <li>timers that are due: a batch, with one reading of the clock for the whole turn
 *   <li>ready work: a batch, not counting what becomes ready meanwhile
 *   <li>stealable tasks of this core: a batch
 *   <li>backlogs for full queues of other cores: as much as there is room for
 *   <li>if all that was nothing: a stealable task of another core
 * </ol>
 *
 * Every source is served in every turn and takes at most a batch of it, so nothing that is ready is
 * overtaken without bound. A turn without work is idle: after some idle turns with a spin hint and
 * some that offer the CPU to others the core goes to sleep, by the protocol of {@link WakeFlag}.
 */
public final class CoreLoop extends CoreContext implements Runnable {
  /** How often the core empties its ready queue when it exits before it calls it a livelock. */
  private static final int EXIT_ROUNDS = 1_000;

  private final int index;
  private final RuntimeConfig config;
  private final RuntimeState runtime;
  private final Clock clock;
  private final Scheduler scheduler;
  private final SharedCounter sleepers;

  // Shared with other threads.
  private final CoreQueues queues;
  private final TaskCounts counts;

  /** The task that runs, or ran last: for the report on a core that is stuck in it. */
  private final SharedReference<Task<?>> lastRun;

  /** Since the drain deadline passed: fibers and blocked tasks that have not ended, for the same report. */
  private final SharedReference<List<Task<?>>> aliveAtStop;

  // This thread's own.
  private WorkQueue ready = new WorkQueue();
  private final TimerQueue timers = new TimerQueue();
  private final FailureWatch failures;
  private final LiveFibers liveFibers = new LiveFibers();
  private final LoopThreads stacks;
  private final RandomGenerator victims;

  /** The ring from each other core, and the queue of each other core to steal from. */
  private final List<BoundedQueue<Task<?>>> rings = new ArrayList<>();

  private final List<BoundedQueue<Task<?>>> stealableElsewhere = new ArrayList<>();
  private final Outgoing outgoing;

  /** Ready made: where it is needed there may be no memory to make it. */
  private final LoopFailure loopFailure;

  /** The queue that this core has taken from without signalling its waiting producers, or null. */
  private @Nullable BoundedQueue<Task<?>> unsignalledQueue;

  private int readyTasks;
  private long nextSequence = 1;
  private int idleTurns;
  private boolean draining;
  private boolean stopping;
  private boolean exitRequested;
  private boolean exited;

  /** A thread that this core carries has called {@code System.exit}, and ends the process. */
  private boolean carriesExit;
  private boolean inTask;
  private @Nullable CoreThread thread;
  private @Nullable Parker parker;

  /** What the front door has attached: its own object for this core. */
  private @Nullable Object facade;

  private final Statistic turns = new Statistic();
  private final Statistic tasksRun = new Statistic();
  private final Statistic stolen = new Statistic();
  private final Statistic messages = new Statistic();
  private final Statistic parks = new Statistic();
  private final Statistic timersFired = new Statistic();
  private final Statistic readyHighWater = new Statistic();

  CoreLoop(
      int index,
      RuntimeConfig config,
      RuntimeState runtime,
      CoreQueues[] all,
      StealableQueues stealable,
      SharedCounter sleepers) {
    this.index = index;
    this.config = config;
    this.runtime = runtime;
    this.clock = config.clock();
    this.scheduler = config.scheduler();
    this.sleepers = sleepers;
    String me = "core " + index;
    queues = all[index];
    counts = new TaskCounts(scheduler, me);
    lastRun = new SharedReference<>(scheduler, "last task run on " + me, null);
    aliveAtStop = new SharedReference<>(scheduler, "fibers alive at the stop of " + me, List.of());
    loopFailure = new LoopFailure("the loop of " + me);
    failures = new FailureWatch(this, timers, config.failureGraceNanos());
    stacks = new LoopThreads(this, scheduler.supportsFibers());
    victims = scheduler.random("steal " + me);
    for (int i = 0; i < all.length; i++) {
      if (i != index) {
        rings.add(queues.ringFrom(i));
        stealableElsewhere.add(all[i].stealable());
      }
    }
    outgoing = new Outgoing(index, config, all, stealable, this::offerToSelf);
  }

  void startedOn(CoreThread coreThread) {
    thread = coreThread;
  }

  // ---- any thread ----

  /** The core that the calling thread is, or null. */
  public static @Nullable CoreLoop current() {
    return (CoreLoop) CoreContext.current();
  }

  static CoreLoop here() {
    return Objects.requireNonNull(current(), "only a core runs work");
  }

  /** The core's number. */
  public int index() {
    return index;
  }

  @Override
  public RuntimeState runtime() {
    return runtime;
  }

  Scheduler scheduler() {
    return scheduler;
  }

  TaskCounts counts() {
    return counts;
  }

  /** What the front door attached before the core started. */
  public @Nullable Object facade() {
    return facade;
  }

  /** Attaches the front door's object, before the core starts. */
  public void attach(Object frontDoorCore) {
    facade = frontDoorCore;
  }

  @Override
  public boolean deliver(Work work) {
    if (!queues.remoteWork().push(work)) {
      return false;
    }
    queues.wakeFlag().wake();
    return true;
  }

  void requestDrain(boolean limited, long nanos) {
    request(() -> drain(limited, nanos));
  }

  void requestStop() {
    request(this::stop);
  }

  /** Gives up on the code that has called {@code System.exit}, which waits for the caller of this. */
  void requestEndOfCodeInExit() {
    request(
        () -> {
          stacks.endCodeInExit();
          for (FiberTask<?> fiber : liveFibers.all()) {
            fiber.endIfInExit(this);
          }
        });
  }

  void requestExit() {
    request(() -> exitRequested = true);
  }

  /**
   * Runs {@code action}, no user code, from the loop; a core that has exited has nothing left to be asked.
   */
  private void request(Runnable action) {
    deliver(
        new Work() {
          @Override
          public void run() {
            action.run();
          }

          @Override
          public boolean runsUserCode() {
            return false;
          }
        });
  }

  /** Lets a task that was asked to end, and waits for something, look at its token. */
  void wakeToSeeCancellation(Task<?> task) {
    if (current() == this) {
      task.wakeToSeeCancellation();
      stacks.interrupt(task);
    } else {
      request(
          () -> {
            task.wakeToSeeCancellation();
            stacks.interrupt(task);
          });
    }
  }

  /** What {@code task}, no fiber, does on this core. Any thread. */
  StackTraceElement[] stackTraceOf(Task<?> task) {
    return stacks.stackTraceOf(task);
  }

  /** What the core's own thread does, not counting what it carries. Any thread. */
  StackTraceElement[] carrierStackTrace() {
    CoreThread started = thread;
    return started == null ? new StackTraceElement[0] : started.stackTrace();
  }

  /** Whether code of this core waits in {@code System.exit} on the core's own thread. Any thread. */
  boolean isStoppedByExit() {
    if (!scheduler().supportsFibers()) {
      return ProcessExit.isCalledIn(carrierStackTrace());
    }
    Task<?> last = lastRun.getAcquire();
    return ProcessExit.isCalledAndPinnedIn(stacks.stackTrace())
        || (last != null && ProcessExit.isCalledAndPinnedIn(last.stackTrace(this)));
  }

  /** Adds what started on this core and has not ended although it was asked to. */
  void describeStuck(List<String> stuck) {
    Task<?> running = lastRun.getAcquire();
    if (running != null) {
      describeIfRunning(running, stuck);
    }
    for (Task<?> alive : Objects.requireNonNull(aliveAtStop.getAcquire())) {
      if (alive != running) {
        describeIfRunning(alive, stuck);
      }
    }
  }

  // ---- for the watch ----

  long turns() {
    return turns.getOpaque();
  }

  boolean isAsleep() {
    return queues.wakeFlag().isAsleepVolatile();
  }

  /** The task that has the core, or null. */
  @Nullable Task<?> runningTask() {
    Task<?> last = lastRun.getAcquire();
    boolean isRunning =
        last != null
            && last.state() == TaskState.RUNNING
            && blocked().stream().noneMatch(each -> each.task() == last);
    return isRunning ? last : null;
  }

  List<BlockedCode> blocked() {
    return stacks.blocked();
  }

  StackTraceElement[] loopStackTrace() {
    return stacks.stackTrace();
  }

  private void describeIfRunning(Task<?> task, List<String> stuck) {
    if (task.state() == TaskState.RUNNING) {
      StackTraceElement[] stack = task.stackTrace(this);
      String where = stack.length == 0 ? "" : " at " + stack[0];
      stuck.add("task " + task + " ignores its cancellation on core " + index + where);
    }
  }

  /** The counters, each as it was at some moment. */
  public CoreDiagnostics diagnostics() {
    CoreThread started = thread;
    return new CoreDiagnostics(
        index,
        started == null ? Pinning.notPinned("the core has not started") : started.pinning(),
        tasksRun.getOpaque(),
        stolen.getOpaque(),
        messages.getOpaque(),
        parks.getOpaque(),
        timersFired.getOpaque(),
        readyHighWater.getOpaque(),
        outgoing.backlogHighWater(),
        stacks.blocked().stream().map(BlockedCode::describe).toList());
  }

  // ---- what tasks on this core call ----

  /** The task or fiber that runs now, or null in a continuation or a timer. */
  public @Nullable Task<?> currentTask() {
    return inTask ? lastRun.getByOwner() : null;
  }

  @Override
  public void enqueue(Work work) {
    ready.add(work);
  }

  @Override
  public void await(FutureCell<?> future) {
    requireFiberThatAwaits(future).await(this, future, false, 0);
  }

  @Override
  public boolean await(FutureCell<?> future, long nanos) {
    return requireFiberThatAwaits(future).await(this, future, true, nanos);
  }

  private FiberTask<?> requireFiberThatAwaits(FutureCell<?> future) {
    if (future == currentTask()) {
      throw new IllegalStateException("task " + future + " waits for its own end");
    }
    if (future instanceof EndCell<?> end && end.ending() == runtime && !end.isDone()) {
      throw new IllegalStateException(
          "a core cannot wait for its own end: the runtime terminates when "
              + (currentTask() == null ? "what runs on its cores" : "task " + currentTask())
              + " has ended; use shutdown() or close() there without waiting, and wait outside");
    }
    return requireFiber();
  }

  /** Whether the code that runs now has a stack of its own, and so may block without the core. */
  boolean isInFiber() {
    return currentTask() instanceof FiberTask<?>;
  }

  private FiberTask<?> requireFiber() {
    Task<?> current = currentTask();
    if (current instanceof FiberTask<?> fiber) {
      return fiber;
    }
    throw new IllegalStateException(
        "waiting here would block core "
            + index
            + " and everything on it"
            + (current == null ? "" : ", in task " + current)
            + ": use future() with a continuation, or spawnFiber and await");
  }

  /** Lets the calling fiber wait at least {@code nanos}. */
  public void sleepFiber(long nanos) {
    requireFiber().sleep(this, nanos);
  }

  /** Lets other work run before the calling fiber goes on. */
  public void yieldFiber() {
    requireFiber().yieldNow();
  }

  @Override
  public Registration after(long nanos, Runnable action) {
    return registration(timers.after(nanos, action));
  }

  /** Calls {@code action} at least every {@code nanos}. */
  public Registration every(long nanos, Runnable action) {
    return registration(timers.every(nanos, action));
  }

  private Registration registration(Timer timer) {
    return () -> {
      if (current() == this) {
        timers.cancel(timer);
      } else {
        request(() -> timers.cancel(timer));
      }
    };
  }

  /** Counts one task in; returns its id. */
  long admit() {
    if (draining) {
      throw new RejectedTaskException(
          "a runtime that is " + runtime.phase() + " takes no tasks (asked on core " + index + ")");
    }
    counts.admitted.incrementByOwnerRelease();
    return TaskId.bitsOnCore(index, nextSequence++);
  }

  Outgoing outgoing() {
    return outgoing;
  }

  private boolean offerToSelf(Task<?> task) {
    if (readyTasks >= config.readyCapacity()) {
      return false;
    }
    ready.add(new TaskStart(task));
    readyTasks++;
    readyHighWater.raiseByOwner(readyTasks);
    return true;
  }

  /** The entry of a task in the ready queue of its core. */
  private static final class TaskStart extends Work {
    final Task<?> task;

    TaskStart(Task<?> task) {
      this.task = task;
    }

    @Override
    public void run() {
      task.startOn(here());
    }
  }

  void watchFailure(Task<?> task) {
    failures.watch(task);
  }

  void countStart() {
    tasksRun.addByOwner(1);
  }

  /** Code that this core carries has called {@code System.exit}. */
  void carriesExit() {
    carriesExit = true;
  }

  void countEnd(TaskState end) {
    counts.of(end).incrementByOwnerRelease();
  }

  void enter(Task<?> task) {
    lastRun.setRelease(task);
    inTask = true;
    scheduler.mark(Mark.TASK_RUNS, task);
  }

  void leave() {
    scheduler.mark(Mark.TASK_PAUSES, Objects.requireNonNull(currentTask()));
    inTask = false;
  }

  void bindCarriedThread() {
    bindCurrentThread(this);
  }

  LiveFibers liveFibers() {
    return liveFibers;
  }

  // ---- the life of the core ----

  /** Stops intake; with {@code limited}, asks for a stop after {@code nanos}. This thread only. */
  void drain(boolean limited, long nanos) {
    if (!draining) {
      draining = true;
      runtime.acknowledgeDrain();
    }
    if (limited && !stopping) {
      timers.after(nanos, runtime::requestStop);
    }
  }

  private void stop() {
    stopping = true;
    for (FiberTask<?> fiber : liveFibers.all()) {
      fiber.wakeToSeeCancellation();
    }
    stacks.interruptAll();
    publishAlive();
    outgoing.cancelBacklogs(RuntimeState.STOP_REASON);
  }

  /** User code has blocked, or what had blocked has ended. */
  void blockedChanged() {
    if (stopping) {
      publishAlive();
    }
  }

  private void publishAlive() {
    List<Task<?>> alive = new ArrayList<>(liveFibers.all());
    for (LoopThread thread : stacks.detached()) {
      Task<?> blocked = thread.task();
      if (blocked != null) {
        alive.add(blocked);
      }
    }
    aliveAtStop.setRelease(alive);
  }

  /** The body of the core's thread. */
  @Override
  public void run() {
    bindCurrentThread(this);
    Parker own = scheduler.currentParker();
    parker = own;
    queues.wakeFlag().sleeper(own);
    try {
      runOnCarrier();
    } catch (Throwable defect) {
      runtime.coreFailed(this, defect);
      throw defect;
    }
    runtime.coreExited();
  }

  /** The thread is no core any more when this returns or throws: nothing would be served there. */
  private void runOnCarrier() {
    try {
      turnUntilExit();
      stacks.exit();
    } finally {
      bindCurrentThread(null);
    }
  }

  /** The loop; on the carrier and in loop threads, see {@link LoopThreads}. */
  void turnUntilExit() {
    while (!exited) {
      try {
        if (exitRequested && mayExit()) {
          perform(exit);
        } else {
          turn();
        }
      } catch (VirtualMachineError e) {
        // Out of memory or stack in our own code, between two tasks: what was being done is
        // lost, the rest of the core's work is not. Everything else that gets here is a defect.
        loopFailure.report(e);
      }
    }
  }

  /** All tasks have ended; continuations, timers and handlers that have blocked are waited for. */
  private boolean mayExit() {
    return stacks.detached().isEmpty() || runtime.phase() == Phase.TERMINATED;
  }

  boolean hasExited() {
    return exited;
  }

  private final Work exit =
      new Work() {
        @Override
        public void run() {
          exit();
          if (carriesExit) {
            exitRequested = false; // the process needs the core once more, to go on with its exit
            runtime.coreExited();
          } else {
            exited = true;
          }
        }
      };

  /** Tells the failure handler of a failure of the loop itself, with what was made when there was memory. */
  private final class LoopFailure extends Work {
    private final String where;
    private @Nullable Throwable failure;

    LoopFailure(String where) {
      this.where = where;
    }

    void report(Throwable thrown) {
      if (failure == null) {
        failure = thrown;
        enqueue(this);
      }
    }

    @Override
    public void run() {
      Throwable reported = Objects.requireNonNull(failure);
      failure = null;
      runtime.reportFailure(reported, where);
    }
  }

  /** One turn; see the class comment. */
  private void turn() {
    turns.addByOwner(1);
    int work = queues.remoteWork().takeAll(ready);
    work += serveInboxes();
    work += serveTimers();
    work += serveReady();
    work += serve(queues.stealable());
    work += outgoing.flush();
    if (work == 0 && config.stealing()) {
      work = steal();
    }
    if (work > 0) {
      idleTurns = 0;
    } else if (!exitRequested || !mayExit()) {
      idle();
    }
  }

  // ---- performing, in the thread that is right for it ----

  private void perform(Task<?> task) {
    if (stacks.needsSwitch(task instanceof FiberTask<?>)) {
      stacks.switchFor(task);
    } else {
      task.startOn(this);
      stacks.afterUserCode();
    }
  }

  private void perform(Work work) {
    boolean needsCarrier = work instanceof CarriedThread;
    if (!needsCarrier && !work.runsUserCode()) {
      work.run();
    } else if (stacks.needsSwitch(needsCarrier)) {
      stacks.switchFor(work);
    } else {
      work.run();
      stacks.afterUserCode();
    }
  }

  private void perform(Timer due) {
    if (!due.runsUserCode()) {
      due.fire();
    } else if (stacks.needsSwitch(false)) {
      stacks.switchFor(due);
    } else {
      fire(due);
      stacks.afterUserCode();
    }
  }

  /** What {@code perform} of the other side was asked for. */
  void execute(Object item) {
    switch (item) {
      case Task<?> task -> task.startOn(this);
      case Timer due -> fire(due);
      case Work work -> work.run();
      default -> throw new IllegalStateException("no core can perform " + item);
    }
  }

  private void fire(Timer due) {
    try {
      due.fire();
    } catch (Throwable e) {
      runtime.reportFailure(e, "a timer on core " + index);
    }
  }

  /** Wakes producers before user code runs, which may take any time. */
  void signalServedQueue() {
    BoundedQueue<Task<?>> served = unsignalledQueue;
    if (served != null) {
      unsignalledQueue = null;
      served.signalNotFull();
    }
  }

  private int serveInboxes() {
    int served = serve(queues.inbox());
    for (int i = 0; i < rings.size(); i++) {
      served += serve(rings.get(i));
    }
    if (served > 0) {
      messages.addByOwner(served);
    }
    return served;
  }

  private int serve(BoundedQueue<Task<?>> queue) {
    int served = 0;
    while (served < config.batch()) {
      Task<?> task = queue.poll();
      if (task == null) {
        break;
      }
      served++;
      unsignalledQueue = queue;
      perform(task);
    }
    signalServedQueue();
    return served;
  }

  private int serveTimers() {
    if (timers.size() == 0) {
      return 0;
    }
    long now = clock.nanos();
    timers.arm(now);
    int fired = 0;
    while (fired < config.batch()) {
      Timer due = timers.pollDue(now);
      if (due == null) {
        break;
      }
      fired++;
      timersFired.addByOwner(1);
      perform(due);
    }
    return fired;
  }

  private int serveReady() {
    int batch = Math.min(ready.size(), config.batch());
    int served = 0;
    while (served < batch) {
      Work work = ready.poll();
      if (work == null) {
        break; // served meanwhile, while this side did not run
      }
      served++;
      if (work instanceof TaskStart start) {
        readyTasks--;
        perform(start.task);
      } else {
        perform(work);
      }
    }
    if (served > 0) {
      ready = ready.renewed();
      renewOutstanding();
    }
    return served;
  }

  /** Takes one stealable task from another core, looking at each, from a random one on. */
  private int steal() {
    int others = stealableElsewhere.size();
    int next = others > 1 ? victims.nextInt(others) : 0;
    for (int i = 0; i < others; i++) {
      BoundedQueue<Task<?>> victim = stealableElsewhere.get(next);
      Task<?> task = victim.poll();
      if (task != null) {
        victim.signalNotFull();
        stolen.addByOwner(1);
        perform(task);
        return 1;
      }
      next = next + 1 == others ? 0 : next + 1;
    }
    return 0;
  }

  private void idle() {
    if (draining && !config.parking()) {
      runtime.stopIfAllEnded(); // otherwise sleep() looks
    }
    if (idleTurns < config.spins()) {
      idleTurns++;
      scheduler.spinning();
    } else if (idleTurns < config.spins() + config.yields()) {
      idleTurns++;
      yieldCpu();
    } else if (!config.parking()) {
      yieldCpu();
    } else if (stacks.needsSwitch(true)) {
      stacks.switchFor(null); // the carrier sleeps
    } else {
      sleep(Objects.requireNonNull(parker, "a core that runs has a parker"));
    }
  }

  private void yieldCpu() {
    if (stacks.needsSwitch(true)) {
      stacks.switchFor(null); // a virtual thread cannot offer the CPU
    } else {
      scheduler.yielding();
    }
  }

  private void sleep(Parker parker) {
    if (timers.hasFresh()) {
      return; // needs a reading of the clock first, which the next turn takes
    }
    WakeFlag wakeFlag = queues.wakeFlag();
    wakeFlag.announceSleep();
    sleepers.getAndAdd(1);
    if (draining) {
      runtime.stopIfAllEnded(); // the request to exit that may follow is visible work
    }
    if (!workIsVisible()) {
      parks.addByOwner(1);
      if (timers.hasDeadline()) {
        parker.parkUntil(timers.nextDeadlineNanos());
      } else {
        parker.park();
      }
    }
    wakeFlag.endSleep();
    sleepers.getAndAdd(-1);
  }

  /** The look between announcing a sleep and parking: S2 of {@link WakeFlag}. */
  private boolean workIsVisible() {
    if (queues.haveWorkVolatile() || !queues.stealable().isEmptyVolatile()) {
      return true;
    }
    if (config.stealing()) {
      for (BoundedQueue<Task<?>> victim : stealableElsewhere) {
        if (!victim.isEmptyVolatile()) {
          return true;
        }
      }
    }
    return outgoing.flushOrAwaitNotFull();
  }

  /**
   * The runtime stops: every accepted task has ended. Runs the continuations that are on their way,
   * fails those that nobody will complete any more, and refuses what comes after. It refuses last: who
   * is refused can rely on every future of this core being complete.
   */
  private void exit() {
    draining = true;
    stopping = true;
    RemoteWorkQueue remoteWork = queues.remoteWork();
    int round = 0;
    do {
      remoteWork.takeAll(ready);
      endEverything();
      round++;
    } while (!(carriesExit || remoteWork.closeIfEmpty()) && round < EXIT_ROUNDS);
    if (!carriesExit && remoteWork.close(ready) > 0) { // others never cease to send
      endEverything();
    }
  }

  /** The last failures are reported in between: the handler is user code, which may make work. */
  private void endEverything() {
    endWhatIsThere();
    failures.reportAll();
    endWhatIsThere();
  }

  long clockNanos() {
    return clock.nanos();
  }

  /** The name of the core's threads. */
  String name() {
    return config.name() + "-core-" + index;
  }

  private void endWhatIsThere() {
    runEverythingReady();
    cancelEverythingQueued();
    runEverythingReady();
    if (outstandingContinuations() > 0) {
      breakWhatNobodyCompletes();
    }
  }

  private void breakWhatNobodyCompletes() {
    BrokenPromiseException broken =
        new BrokenPromiseException(
            "the runtime has shut down and nobody completed the promise (core " + index + ")");
    if (!breakOutstanding(broken, this::runEverythingReady)) {
      reportLivelock(outstandingContinuations());
    }
  }

  /** After {@code close} gave up on a task of this core that ended after all: frees its waiters. */
  private void cancelEverythingQueued() {
    boolean some = true;
    while (some) {
      some = serveInboxes() + serve(queues.stealable()) > 0;
    }
  }

  /** In rounds: each runs what was ready when it began. */
  private void runEverythingReady() {
    for (int round = 0; !ready.isEmpty(); round++) {
      if (round == EXIT_ROUNDS) {
        reportLivelock(ready.size());
        return;
      }
      for (int left = ready.size(); left > 0; left -= config.batch()) {
        serveReady();
      }
    }
  }

  private void reportLivelock(int dropped) {
    runtime.reportFailure(
        new IllegalStateException(
            "continuations on core "
                + index
                + " keep making new ones while the runtime stops; dropped "
                + dropped
                + " after "
                + EXIT_ROUNDS
                + " rounds"),
        "the end of core " + index);
  }
}
