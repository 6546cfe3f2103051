package io.miniss.runtime.internal;

import io.miniss.runtime.diagnostics.CoreDiagnostics;
import io.miniss.runtime.diagnostics.Phase;
import io.miniss.runtime.future.BrokenPromiseException;
import io.miniss.runtime.future.Completion;
import io.miniss.runtime.future.CoreContext;
import io.miniss.runtime.future.Future;
import io.miniss.runtime.future.FutureCell;
import io.miniss.runtime.shared.BoundedQueue;
import io.miniss.runtime.shared.Statistic;
import io.miniss.runtime.shared.Work;
import io.miniss.runtime.spi.Clock;
import io.miniss.runtime.spi.InWords;
import io.miniss.runtime.spi.Mark;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.RejectedTaskException;
import io.miniss.runtime.timer.Timer;
import io.miniss.runtime.timer.TimerQueue;
import io.miniss.runtime.util.Registration;
import io.miniss.runtime.util.TimeLimit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One core: the loop that serves its queues. Except for what says "any thread", everything here belongs to
 * the core's own thread and is plain single-threaded code.
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
 *   <li>once more a look at each core that was sent something: see {@link RingSender}
 * </ol>
 *
 * Every source is served in every turn and takes at most a batch of it, so nothing that is ready is
 * overtaken without bound. A turn without work is idle: see {@link IdleProtocol}.
 */
public final class CoreLoop extends RunningCore implements Runnable, EndingCore, InWords {
  private final Clock clock;
  private final Termination termination;
  private final FailureReporter reporter;
  private final CoreQueues queues;
  private final int batch;
  private final boolean stealing;

  private final Intake intake;
  private final Consumer<Work> toReady;
  private final FiberCalls fiberCalls = new FiberCalls(this);
  private final TimerQueue timers;
  private final LiveFibers liveFibers = new LiveFibers();
  private final LoopThreads stacks;
  private final TaskStealer stealer;

  /** The ring from each other core. */
  private final List<BoundedQueue<Object>> rings = new ArrayList<>();

  private final Outgoing outgoing;
  private final IdleProtocol idleProtocol;
  private final Settling settling;
  private final CoreTeardown teardown;
  private final DeadLetters deadLetters;

  /** Ready made: where it is needed there may be no memory to make it. */
  private final LoopFailure loopFailure;

  private final ServedQueue servedQueue = new ServedQueue();

  /** The cores that this one belongs to, for the public API; set before the first of them starts. */
  private @Nullable CoreGroup group;

  private boolean stopping;
  private boolean exitRequested;
  private boolean exited;

  private final Statistic turns;
  private final Statistic stolen;
  private final Statistic messages;
  private final Statistic timersFired;

  CoreLoop(int index, RuntimeState runtime, CoreQueues[] all, StealableQueues stealable) {
    super(runtime, all[index], index);
    RuntimeConfig config = runtime.config();
    clock = config.clock();
    termination = runtime.termination();
    reporter = runtime.failures();
    queues = all[index];
    batch = config.serving().batch();
    stealing = config.serving().stealing();
    timers = timers();
    loopFailure = new LoopFailure("the loop of core " + index);
    stacks = new LoopThreads(this, scheduler().supportsFibers());
    List<BoundedQueue<Task<?>>> stealableElsewhere = new ArrayList<>();
    for (int i = 0; i < all.length; i++) {
      if (i != index) {
        rings.add(queues.ringFrom(i));
        stealableElsewhere.add(all[i].stealable());
      }
    }
    stealer = new TaskStealer(stealableElsewhere, scheduler().random("steal core " + index));
    CoreView view = view();
    intake = new Intake(this, runtime, view.readyHighWater, this::hasBacklogForSelf);
    toReady = intake.toReady;
    outgoing =
        new Outgoing(
            index, config, all, stealable, counts(), intake::offer, view.backlogHighWater);
    settling = new Settling(runtime.settling());
    idleProtocol =
        new IdleProtocol(
            index,
            runtime,
            queues,
            stealing ? stealableElsewhere : List.of(),
            stealable,
            outgoing,
            timers,
            stacks,
            settling,
            view.parks);
    teardown =
        new CoreTeardown(
            scheduler(),
            index,
            batch,
            new TeardownQueues(),
            queues.remoteWork(),
            failures(),
            rejections(),
            reporter);
    deadLetters = new DeadLetters(runtime, scheduler(), index, queues.all());
    turns = view.turns;
    stolen = view.stolen;
    messages = view.messages;
    timersFired = view.timersFired;
  }

  /** Of a task that has started here. */
  @Override
  public String inWords(Function<@Nullable Object, String> words) {
    return "on " + this;
  }

  // ---- any thread ----

  /** The core that the calling thread is, or null. */
  public static @Nullable CoreLoop current() {
    return (CoreLoop) CoreContext.current();
  }

  /** The cores that this one belongs to. */
  public CoreGroup group() {
    return Objects.requireNonNull(group, "a core that runs belongs to a group");
  }

  void joins(CoreGroup all) {
    group = all;
  }

  @Override
  public boolean deliver(Work work) {
    return queues.deliver(work);
  }

  /** The counters, each as it was at some moment. */
  public CoreDiagnostics diagnostics() {
    return view().diagnostics();
  }

  @Override
  public void requestDrain(TimeLimit limit) {
    request(
        () -> {
          if (drain(limit)) {
            termination.acknowledgeDrain();
          }
        });
  }

  @Override
  public void requestStop() {
    request(this::stop);
  }

  @Override
  public void requestExit(boolean settled) {
    request(
        () -> {
          exitRequested = true;
          if (settled) {
            settling.giveUp();
          }
        });
  }

  @Override
  public void wakeSenders() {
    queues.inbox().signalNotFull();
    queues.stealable().signalNotFull();
  }

  @Override
  public void wake() {
    queues.wakeFlag().wake();
  }

  @Override
  public void describeUnfinished(List<String> descriptions) {
    view().describeUnfinished(descriptions);
  }

  /** Gives up on the code that has called {@code System.exit}, which waits for the caller of this. */
  void requestEndOfCodeInExit() {
    request(
        () -> {
          stacks.endCodeInExit();
          for (FiberTask<?> fiber : liveFibers.all()) {
            if (ProcessExit.isCalledIn(view().stackTraceOf(fiber))) {
              givesUpOnExit(fiber);
              liveFibers.ended(fiber);
            }
          }
        });
  }

  @Override
  void request(Runnable action) {
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

  @Override
  public void cancelRequested(Task<?> task) {
    if (current() == this) {
      interrupt(task);
    } else {
      request(() -> interrupt(task));
    }
  }

  private void interrupt(Task<?> task) {
    task.wakeToSeeCancellation();
    stacks.interrupt(task);
  }

  // ---- what code on this core calls ----

  @Override
  public void enqueue(Work work) {
    intake.add(work);
  }

  @Override
  public void await(Completion awaited) {
    boolean _ = fiberCalls.await(awaited, TimeLimit.NONE);
  }

  @Override
  public boolean await(Completion awaited, long nanos) {
    return fiberCalls.await(awaited, TimeLimit.ofNanos(nanos));
  }

  /** Whether the code that runs now has a stack of its own, and so may block without the core. */
  boolean isInFiber() {
    return currentTask() instanceof FiberTask<?>;
  }

  /** Lets the calling fiber wait at least {@code nanos}. */
  public void sleepFiber(long nanos) {
    fiberCalls.sleep(nanos);
  }

  /** As {@link FiberTask#shield}, for the calling fiber. */
  public Registration shieldFiber(long nanos) {
    return fiberCalls.shield(nanos);
  }

  /** Lets other work run before the calling fiber goes on. */
  public void yieldFiber() {
    fiberCalls.yieldNow();
  }

  /** What this core takes from its own code. */
  Intake intake() {
    return intake;
  }

  /** A future of a submission that was rejected; if nobody looks at it, that is reported. */
  public <T extends @Nullable Object> Future<T> rejected(RejectedTaskException rejection) {
    Future<T> failed = Future.failed(rejection);
    rejections().watch((FutureCell<T>) failed);
    return failed;
  }

  Outgoing outgoing() {
    return outgoing;
  }

  /**
   * Runs {@code action}, of which nobody gets a handle, after what is ready now. Returns false, and has done
   * nothing, if the ready queue is full.
   *
   * @throws RejectedTaskException if the runtime is shutting down
   */
  public boolean executeIfRoom(Runnable action) {
    return intake.executeIfRoom(action);
  }

  /**
   * Spawns a plain task without options for this core, which is the caller; null if it must be done the long
   * way: the ready queue may be full, or intake closed.
   */
  <T extends @Nullable Object> @Nullable JoinHandle<T> spawnIfRoom(Callable<? extends T> body) {
    return intake.spawnIfRoom(Objects.requireNonNull(body, "task"));
  }

  private boolean hasBacklogForSelf() {
    return outgoing.hasBacklogForSelf();
  }

  // ---- the life of the core ----

  @Override
  public boolean drain(TimeLimit limit) {
    boolean first = !intake.isClosed();
    intake.close();
    counts().publish();
    if (limit.isLimited() && !stopping) {
      timers.after(limit.nanos(), termination::requestStop);
    }
    return first;
  }

  private void stop() {
    stopping = true;
    for (FiberTask<?> fiber : liveFibers.all()) {
      fiber.wakeToSeeCancellation();
    }
    stacks.interruptAll();
    publishAlive();
    outgoing.cancelBacklogs(Termination.STOP_REASON);
  }

  private void publishAlive() {
    List<Task<?>> alive = new ArrayList<>(liveFibers.all());
    for (LoopThread thread : stacks.detached()) {
      Task<?> blocked = thread.task();
      if (blocked != null) {
        alive.add(blocked);
      }
    }
    view().aliveAtStop.setRelease(alive);
  }

  /** The body of the core's thread. */
  @Override
  public void run() {
    bindCurrentThread(this);
    idleProtocol.started();
    try {
      runOnCarrier();
    } catch (Throwable defect) {
      termination.coreFailed(); // first: the handler is user code
      reporter.report(defect, "the loop of " + this + ", a defect of the runtime");
      throw defect;
    }
    termination.coreExited();
  }

  /** The thread is no core any more when this returns or throws: nothing would be served there. */
  private void runOnCarrier() {
    try {
      turnUntilExit();
      stacks.exit();
    } catch (LoopThreads.Retired retired) {
      assert exited : retired; // in a loop thread, while this one was in the middle of a turn
    } finally {
      bindCurrentThread(null);
      queues.wakeFlag().announceExit(deadLetters);
      deadLetters.run();
    }
  }

  @Override
  void turnUntilExit() {
    while (!exited) {
      try {
        if (exitRequested && settling.isSettled() && mayExit()) {
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
    return stacks.detached().isEmpty() || termination.phase() == Phase.TERMINATED;
  }

  @Override
  boolean hasExited() {
    return exited;
  }

  private final Work exit =
      new Work() {
        @Override
        public void run() {
          intake.close();
          stopping = true;
          // Who has asked the cores to stop may not have come to this one before another thread gave up.
          outgoing.cancelBacklogs(Termination.STOP_REASON);
          teardown.run(carriesExit());
          if (carriesExit()) {
            exitRequested = false; // the process needs the core once more, to go on with its exit
            termination.coreExited();
          } else {
            exited = true;
          }
        }
      };

  private final class TeardownQueues implements CoreTeardown.Queues {
    @Override
    public void takeRemoteWork() {
      int _ = queues.remoteWork().takeAll(toReady);
    }

    @Override
    public int closeRemoteWork() {
      return queues.remoteWork().close(toReady);
    }

    @Override
    public int readySize() {
      return intake.readySize();
    }

    @Override
    public void serveReady() {
      CoreLoop.this.serveReady();
    }

    @Override
    public boolean haveTasks() {
      return queues.haveTasksVolatile();
    }

    @Override
    public int serveTasks() {
      return serveInboxes() + serve(queues.stealable());
    }

    @Override
    public int outstandingContinuations() {
      return CoreLoop.this.outstandingContinuations();
    }

    @Override
    public void endWaitsOfFibers() {
      liveFibers.all().forEach(FiberTask::endWaits);
    }

    @Override
    public boolean breakOutstanding(BrokenPromiseException broken, Runnable runReady) {
      return CoreLoop.this.breakOutstanding(broken, runReady);
    }
  }

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
      reporter.report(reported, where);
    }
  }

  /** One turn; see the class comment. */
  private void turn() {
    turns.addByOwner(1);
    int work = queues.remoteWork().takeAll(toReady);
    work += serveInboxes();
    work += serveTimers();
    work += serveReady();
    work += serve(queues.stealable());
    work += outgoing.flush();
    if (work == 0 && stealing) {
      work = stealOne();
    }
    outgoing.wakeReceivers();
    counts().publish();
    boolean exits = exitRequested && mayExit();
    if (exitRequested) {
      settling.afterTurn(work > 0, exits);
    }
    if (work > 0) {
      idleProtocol.busy(intake.isClosed());
    } else if (!exits || settling.isWaiting()) {
      forgetEndedWaits();
      idleProtocol.idle(intake.isClosed());
    }
  }

  // ---- performing, in the thread that is right for it ----

  @Override
  void run(Task<?> task) {
    if (task instanceof FiberTask<?> fiber) {
      runFiber(fiber);
    } else {
      enter(task);
      try {
        runBody(task);
      } finally {
        leave();
      }
    }
  }

  private void runFiber(FiberTask<?> fiber) {
    FiberStack created;
    try {
      created = new FiberStack(this, fiber, liveFibers);
    } catch (IllegalStateException | VirtualMachineError cannotStart) {
      ended(fiber, fiber.failToStart(cannotStart, index()));
      return;
    }
    fiber.startIn(created);
    liveFibers.started(fiber);
    created.run();
  }

  /** Performs a task or an action. */
  private void perform(Object taskOrAction) {
    if (taskOrAction instanceof Task<?> task) {
      perform(task);
    } else {
      perform((Runnable) taskOrAction);
    }
  }

  private void perform(Task<?> task) {
    idleProtocol.beforeUserCode();
    if (stacks.needsSwitch(task instanceof FiberTask<?>)) {
      stacks.switchFor(task);
    } else {
      start(task);
      stacks.afterUserCode();
    }
  }

  private void perform(Runnable action) {
    idleProtocol.beforeUserCode();
    if (stacks.needsSwitch(false)) {
      stacks.switchFor(action);
    } else {
      runAction(action);
      stacks.afterUserCode();
    }
  }

  private void perform(Work work) {
    boolean needsCarrier = work instanceof CarriedThread;
    if (!needsCarrier && !work.runsUserCode()) {
      work.run();
      return;
    }
    idleProtocol.beforeUserCode();
    if (stacks.needsSwitch(needsCarrier)) {
      stacks.switchFor(work);
    } else {
      if (isDrawn()) {
        runDrawn(work);
      } else {
        work.run();
      }
      stacks.afterUserCode();
    }
  }

  private void perform(Timer due) {
    if (!due.runsUserCode()) {
      due.fire();
      return;
    }
    idleProtocol.beforeUserCode();
    if (stacks.needsSwitch(false)) {
      stacks.switchFor(due);
    } else {
      fire(due);
      stacks.afterUserCode();
    }
  }

  /** What {@code perform} of the other side was asked for. */
  @Override
  void execute(Object item) {
    switch (item) {
      case Task<?> task -> start(task);
      case Timer due -> fire(due);
      case Work work when isDrawn() -> runDrawn(work);
      case Work work -> work.run();
      case Runnable action -> runAction(action);
      default -> throw new IllegalStateException("no core can perform " + item);
    }
  }

  private void fire(Timer due) {
    markTimer(Mark.TIMER_RUNS, due);
    try {
      due.fire();
    } catch (Throwable e) {
      reporter.report(e, "a timer on " + this);
    }
    markTimer(Mark.TIMER_ENDS, due);
  }

  @Override
  void signalServedQueue() {
    servedQueue.signal();
  }

  @Override
  void turnWithWorkStops() {
    settling.isActive();
  }

  // ---- serving ----

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

  private int serve(BoundedQueue<?> queue) {
    int served = 0;
    while (served < batch) {
      Object item = queue.poll();
      if (item == null) {
        break;
      }
      served++;
      servedQueue.taken(queue);
      perform(item);
    }
    servedQueue.signal();
    return served;
  }

  private int serveTimers() {
    if (timers.size() == 0) {
      return 0;
    }
    long now = clock.nanos();
    timers.arm(now);
    int fired = 0;
    while (fired < batch) {
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
    int limit = Math.min(intake.readySize(), batch);
    int served = 0;
    while (served < limit) {
      Object item = intake.poll();
      if (item == null) {
        break; // served meanwhile, while this side did not run
      }
      served++;
      if (item instanceof Work work) {
        perform(work);
      } else if (item instanceof Task<?> task) {
        perform(task);
      } else {
        perform((Runnable) item);
      }
    }
    return served;
  }

  private int stealOne() {
    Task<?> task = stealer.steal();
    if (task == null) {
      return 0;
    }
    stolen.addByOwner(1);
    perform(task);
    return 1;
  }
}
