package io.miniss.runtime.internal;

import io.miniss.runtime.cancel.CancellationScope;
import io.miniss.runtime.diagnostics.CoreDiagnostics;
import io.miniss.runtime.diagnostics.Phase;
import io.miniss.runtime.diagnostics.RuntimeDiagnostics;
import io.miniss.runtime.diagnostics.ShutdownReport;
import io.miniss.runtime.future.CoreContext;
import io.miniss.runtime.future.Durations;
import io.miniss.runtime.future.EndCell;
import io.miniss.runtime.future.Future;
import io.miniss.runtime.future.FutureCell;
import io.miniss.runtime.future.Listener;
import io.miniss.runtime.future.RuntimeContext;
import io.miniss.runtime.future.Timeout;
import io.miniss.runtime.shared.SharedCounter;
import io.miniss.runtime.shared.SharedFlag;
import io.miniss.runtime.shared.Work;
import io.miniss.runtime.spi.Clock;
import io.miniss.runtime.spi.CoreThread;
import io.miniss.runtime.spi.CoreThreadSpec;
import io.miniss.runtime.spi.Registration;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.RejectedTaskException;
import io.miniss.runtime.task.TaskId;
import io.miniss.runtime.task.TaskOptions;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * What the cores of one runtime have in common: admission, placement, life and end. The front door
 * holds this object; nothing here holds the front door, so a runtime that its user has forgotten can
 * be noticed.
 *
 * <h2>Admission and the end</h2>
 *
 * No accepted task may be left behind, so "all accepted tasks have ended" must be decided while tasks
 * are still being submitted.
 *
 * <ul>
 *   <li><em>Cores</em> decide admission by a plain field of their own. {@code shutdown} sends each
 *       core a request; once all have acknowledged, no core admits anything any more. So a spawn on
 *       a core costs no fence.
 *   <li><em>External threads</em> first count themselves in ({@code externalAdmitted}), then read the
 *       phase; if it is no longer RUNNING they count themselves out again ({@code
 *       externalWithdrawn}). Either they see the new phase, or {@link #allEnded} sees their count.
 * </ul>
 *
 * {@link #allEnded} reads all counts of ends, then all counts of admissions. Both only grow and an
 * end is counted after its admission, so if the first sum equals the second, then between the two
 * readings nothing was admitted that had not ended. A core checks whenever it is about to sleep
 * while draining, and whoever counts an end without being a core (a cancel or a withdrawal from
 * outside) wakes core 0 afterwards, so the last end is always followed by a check.
 */
public final class RuntimeState implements RuntimeContext {
  static final String STOP_REASON = "the runtime's drain deadline passed";

  /** How often the watch looks. */
  private static final long LOOK_NANOS = 500_000_000;

  private static final Logger LOGGER = System.getLogger("io.miniss.runtime");

  private final RuntimeConfig config;
  private final Scheduler scheduler;
  private final Clock clock;
  private final Lifecycle lifecycle;
  private final CoreLoop[] cores;

  /** Of the cores, by index. */
  private final CoreQueues[] queues;

  private final List<CoreThread> threads = new ArrayList<>();

  private final ExternalSender external;
  private final SharedCounter externalAdmitted;
  private final SharedCounter externalWithdrawn;
  private final SharedCounter externalCancelled;
  private final SharedCounter acknowledged;
  private final SharedCounter exited;
  private final SharedCounter failuresReported;
  private final SharedFlag stopRequested;

  private final FutureCell<ShutdownReport> terminated;

  /** Creates the cores and their queues; {@link #start} starts them. */
  public RuntimeState(RuntimeConfig config) {
    this.config = config;
    scheduler = config.scheduler();
    clock = config.clock();
    lifecycle = new Lifecycle(scheduler);
    externalAdmitted = new SharedCounter(scheduler, "tasks admitted externally");
    externalWithdrawn = new SharedCounter(scheduler, "external admissions withdrawn");
    externalCancelled = new SharedCounter(scheduler, "tasks cancelled externally");
    SharedCounter placements = new SharedCounter(scheduler, "external placements");
    acknowledged = new SharedCounter(scheduler, "cores that acknowledged the shutdown");
    exited = new SharedCounter(scheduler, "cores that have exited");
    SharedCounter sleepers = new SharedCounter(scheduler, "sleeping cores");
    failuresReported = new SharedCounter(scheduler, "failures given to the handler");
    stopRequested = new SharedFlag(scheduler, "stop request");
    terminated = new EndCell<>(this);
    cores = new CoreLoop[config.cores()];
    queues = new CoreQueues[cores.length];
    for (int i = 0; i < cores.length; i++) {
      queues[i] = new CoreQueues(scheduler, i, cores.length, config.mailboxCapacity());
    }
    StealableQueues stealable = new StealableQueues(queues, config, sleepers);
    external = new ExternalSender(config, lifecycle, queues, stealable, placements);
    for (int i = 0; i < cores.length; i++) {
      cores[i] = new CoreLoop(i, config, this, queues, stealable, sleepers);
    }
  }

  /**
   * Starts the cores. If one cannot be started, those that were are stopped and the cause is thrown.
   *
   * @param created where the runtime was created, for warnings
   */
  public void start(Throwable created) {
    var _ = OwnClasses.load();
    startCores();
    Registration watch =
        scheduler.watch(
            config.name() + "-watch",
            !config.daemon(),
            LOOK_NANOS,
            new CoreWatch(this, config.stallLimitNanos(), created));
    whenTerminated(watch::close);
  }

  private void startCores() {
    for (CoreLoop core : cores) {
      CoreThreadSpec spec =
          new CoreThreadSpec(
              core.name(),
              core.index(),
              cores.length,
              config.pinning());
      CoreThread thread;
      try {
        thread = scheduler.startCore(spec, core);
      } catch (Throwable cannotStart) {
        abandonStart(core.index());
        throw cannotStart;
      }
      core.startedOn(thread);
      threads.add(thread);
    }
  }

  private void abandonStart(int started) {
    lifecycle.beginShutdown(clock.nanos());
    lifecycle.advance(Phase.DRAINING, Phase.STOPPING);
    exited.getAndAdd(cores.length - started);
    if (started == 0) {
      finish(Phase.STOPPING);
    }
    for (int i = 0; i < started; i++) {
      cores[i].requestExit();
    }
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
  public FutureCell<ShutdownReport> terminated() {
    return terminated;
  }

  /** Calls {@code action}, no user code, when the runtime has terminated. */
  public void whenTerminated(Runnable action) {
    terminated.listen(
        new Listener(null) {
          @Override
          protected void completed() {
            action.run();
          }
        });
  }

  @Override
  public boolean runOnSomeCore(Work work) {
    return cores[external.nextPlacement()].deliver(work);
  }

  @Override
  public void reportFailure(Throwable failure, String where) {
    failuresReported.getAndAdd(1);
    try {
      config.failureHandler().onFailure(failure, where);
    } catch (Throwable handlerFailed) {
      failuresReported.getAndAdd(1); // its own
      if (handlerFailed != failure) {
        handlerFailed.addSuppressed(failure);
      }
      logHandlerFailure(handlerFailed, where);
    }
  }

  private static void logHandlerFailure(Throwable handlerFailed, String where) {
    try {
      logMessage(handlerFailed, "the failure handler failed on a failure of " + where);
    } catch (VirtualMachineError _) {
      // No memory to say it; the diagnostics' count of failures says that there was one.
    }
  }

  private static void logMessage(Throwable handlerFailed, String message) {
    try {
      LOGGER.log(Level.ERROR, message, handlerFailed);
    } catch (Throwable unspeakable) {
      LOGGER.log(Level.ERROR, message + ": " + handlerFailed.getClass().getName());
    }
  }

  /** What a runtime without a failure handler does. */
  public static void logFailure(Throwable failure, String where) {
    LOGGER.log(Level.WARNING, "nobody looked at a failure of " + where, failure);
  }

  /** Writes a warning of the runtime's. */
  public static void warn(String message, @Nullable Throwable cause) {
    LOGGER.log(Level.WARNING, message, cause);
  }

  /** Writes a note of the runtime's. */
  public static void note(String message) {
    LOGGER.log(Level.INFO, message);
  }

  // ---- what the front door asks for ----

  /** How many cores there are. */
  public int coreCount() {
    return cores.length;
  }

  /** The core with this number, which the caller has checked. */
  public CoreLoop core(int index) {
    return cores[index];
  }

  /** The configuration. */
  public RuntimeConfig config() {
    return config;
  }

  /** A promise of this runtime. */
  public <T extends @Nullable Object> FutureCell<T> newPromise() {
    return new FutureCell<>(this);
  }

  /** A scope of this runtime. */
  public CancellationScope newScope() {
    return new CancellationScope(this);
  }

  /** The phase. */
  public Phase phase() {
    return lifecycle.phase();
  }

  /** The counters. */
  public RuntimeDiagnostics diagnostics() {
    List<CoreDiagnostics> each = new ArrayList<>();
    for (CoreLoop core : cores) {
      each.add(core.diagnostics());
    }
    return new RuntimeDiagnostics(
        config.name(),
        lifecycle.phase(),
        queues[0].inbox().capacity(),
        config.readyCapacity(),
        config.backlogCapacity(),
        failuresReported.getAcquire(),
        each);
  }

  /**
   * Spawns a task from the calling thread: a core of this runtime, or an external thread, which may
   * wait for room.
   *
   * @param wait whether an external thread waits for room
   * @return the handle, or null if there was no room and {@code wait} is false
   * @throws RejectedTaskException as promised by the front door
   */
  public <T extends @Nullable Object> @Nullable JoinHandle<T> spawn(
      TaskOptions options, Callable<? extends T> body, boolean fiber, boolean wait) {
    Objects.requireNonNull(options, "options");
    Objects.requireNonNull(body, "task");
    if (fiber) {
      scheduler.requireFibers();
    }
    int target = options.core().orElse(-1);
    if (target >= cores.length) {
      throw new IllegalArgumentException(
          "a core's number is less than the number of cores, " + cores.length + ": " + target);
    }
    CoreLoop here = here();
    long id = here == null ? TaskId.bitsExternal(admitExternal()) : here.admit();
    Task<T> task =
        fiber
            ? new FiberTask<>(this, id, options.name(), body)
            : new Task<>(this, id, options.name(), body);
    CancellationScope scope = options.scope();
    if (scope != null) {
      task.joinScope(scope);
    }
    boolean sent = false;
    try {
      sent =
          here == null ? external.send(task, target, wait) : here.outgoing().send(task, target);
      if (!sent && wait) {
        throw new RejectedTaskException(
            "task " + task + " was rejected: "
                + Objects.requireNonNull(here).outgoing().fullText(target));
      }
    } finally {
      // A task that its scope has cancelled meanwhile is counted as that.
      if (!sent && task.withdraw()) {
        countWithdrawn(here);
      }
    }
    if (!sent) {
      return null;
    }
    Duration deadline = options.deadline();
    if (deadline != null) {
      keepDeadline(task, deadline, here);
    }
    return task;
  }

  private void keepDeadline(Task<?> task, Duration deadline, @Nullable CoreLoop here) {
    Timeout timeout =
        new Timeout(
            task,
            Durations.nanos("deadline of a task", deadline),
            () -> task.cancel("its deadline of " + deadline + " passed"));
    if (here != null) {
      timeout.run();
    } else {
      // Refused only when the runtime has terminated, and then the task has ended.
      runOnSomeCore(timeout);
    }
  }

  private @Nullable CoreLoop here() {
    CoreContext current = CoreContext.current();
    return current instanceof CoreLoop loop && loop.runtime() == this ? loop : null;
  }

  /** Whether the calling thread is one of the cores. */
  public boolean isOnCore() {
    return here() != null;
  }

  // ---- external threads ----

  /** Counts the caller in; returns its sequence number, from 1. */
  private long admitExternal() {
    long sequence = externalAdmitted.getAndAdd(1) + 1;
    Phase phase = lifecycle.phase();
    if (phase != Phase.RUNNING) {
      countWithdrawn(null);
      throw new RejectedTaskException("a runtime that is " + phase + " takes no tasks");
    }
    return sequence;
  }

  private void countWithdrawn(@Nullable CoreLoop here) {
    if (here != null) {
      here.counts().withdrawn.incrementByOwnerRelease();
    } else {
      externalWithdrawn.getAndAdd(1);
      wakeForCheck();
    }
  }

  /** A count of ends has changed outside the cores: while draining, somebody has to look. */
  private void wakeForCheck() {
    if (!lifecycle.isRunning()) {
      queues[0].wakeFlag().wake();
    }
  }

  // ---- shutdown ----

  /** Stops intake; with {@code limited}, cancels what has not ended after {@code nanos}. */
  public Future<ShutdownReport> shutdown(boolean limited, long nanos) {
    boolean first = lifecycle.isRunning() && lifecycle.beginShutdown(clock.nanos());
    if (first || limited) {
      CoreLoop here = here();
      for (CoreLoop core : cores) {
        if (core == here) {
          core.drain(limited, nanos); // so that what the caller submits next is rejected
        } else {
          core.requestDrain(limited, nanos);
        }
      }
    }
    return terminated;
  }

  /**
   * Gives up on the code that has called {@code System.exit}; the thread that it waits for calls this.
   *
   * @return false if that code has stopped its core for good, so that nothing can be drained there
   */
  public boolean endCodeInExit() {
    for (CoreLoop core : cores) {
      if (core.isStoppedByExit()) {
        return false;
      }
      core.requestEndOfCodeInExit();
    }
    return true;
  }

  /**
   * Stops, waits, gives up at the limits; an external thread's call. An interrupt ends the drain limit
   * early and stays raised.
   */
  public ShutdownReport close(long drainNanos, long cancelNanos) {
    ShutdownReport report = closeWithoutThreads(drainNanos, cancelNanos);
    if (report.isClean()) {
      long exitDeadline = Durations.deadline(clock.nanos(), cancelNanos);
      for (CoreThread thread : threads) {
        thread.awaitExit(exitDeadline);
      }
    }
    return report;
  }

  /** As {@link #close}, but does not wait for the core threads themselves. */
  public ShutdownReport closeWithoutThreads(long drainNanos, long cancelNanos) {
    shutdown(true, drainNanos);
    long drainDeadline = Durations.deadline(clock.nanos(), drainNanos);
    if (terminated.awaitInterruptibly(drainDeadline) != FutureCell.WaitEnd.DONE) {
      requestStop();
      long giveUp = Durations.deadline(clock.nanos(), cancelNanos);
      if (!terminated.isDoneBy(giveUp)) {
        giveUp();
      }
    }
    return terminated.join();
  }

  boolean isStopRequested() {
    return stopRequested.getAcquire();
  }

  /** Cancels everything that has not ended. Any thread, any number of times. */
  void requestStop() {
    if (stopRequested.compareAndSet(false, true)) {
      for (CoreLoop core : cores) {
        core.requestStop();
      }
    }
  }

  /** All cores have stopped intake. */
  void acknowledgeDrain() {
    acknowledged.getAndAdd(1);
  }

  /** A core is about to sleep while draining: ends the runtime if all accepted tasks have ended. */
  void stopIfAllEnded() {
    if (acknowledged.getVolatile() == cores.length
        && allEnded()
        && lifecycle.advance(Phase.DRAINING, Phase.STOPPING)) {
      for (CoreLoop core : cores) {
        core.requestExit();
      }
    }
  }

  private boolean allEnded() {
    long ended = externalWithdrawn.getVolatile() + externalCancelled.getVolatile();
    for (CoreLoop core : cores) {
      ended += core.counts().endedVolatile();
    }
    long admitted = externalAdmitted.getVolatile();
    for (CoreLoop core : cores) {
      admitted += core.counts().admitted.getVolatile();
    }
    return ended == admitted;
  }

  void countCancelledWhileQueued() {
    CoreLoop here = here();
    if (here != null) {
      here.counts().cancelled.incrementByOwnerRelease();
    } else {
      externalCancelled.getAndAdd(1);
      wakeForCheck();
    }
  }

  void coreExited() {
    if (exited.getAndAdd(1) + 1 == cores.length) {
      finish(Phase.STOPPING);
    }
  }

  /** A core's loop has thrown, which is a defect of the runtime: nothing it holds can be saved. */
  void coreFailed(CoreLoop core, Throwable defect) {
    lifecycle.beginShutdown(clock.nanos());
    giveUp(); // first: the handler is user code
    reportFailure(defect, "the loop of core " + core.index() + ", a defect of the runtime");
  }

  /** Ends the runtime although tasks have not ended. */
  private void giveUp() {
    stopRequested.setVolatile(true); // so that no core starts what is left in its batch
    // If the cores are past the last task, at most their final continuations have not ended.
    if (finish(Phase.DRAINING) || finish(Phase.STOPPING)) {
      for (CoreLoop core : cores) {
        core.requestExit();
      }
    }
  }

  private boolean finish(Phase from) {
    if (!lifecycle.advance(from, Phase.TERMINATED)) {
      return false;
    }
    terminated.tryComplete(report(from == Phase.STOPPING));
    return true;
  }

  /**
   * The account of all tasks. If {@code allEnded}, what has ended is all that was accepted: the count
   * of admissions may say one more for an external thread that has counted itself in, is about to see
   * the phase, and will count itself out again.
   */
  private ShutdownReport report(boolean allEnded) {
    long completed = 0;
    long failed = 0;
    long cancelled = externalCancelled.getVolatile();
    long withdrawn = externalWithdrawn.getVolatile();
    for (CoreLoop core : cores) {
      // Ends before admissions, as in allEnded: a core that close gave up on still counts.
      withdrawn += core.counts().withdrawn.getVolatile();
      completed += core.counts().completed.getVolatile();
      failed += core.counts().failed.getVolatile();
      cancelled += core.counts().cancelled.getVolatile();
    }
    long accepted = externalAdmitted.getVolatile() - withdrawn;
    List<String> stuck = new ArrayList<>();
    for (CoreLoop core : cores) {
      accepted += core.counts().admitted.getVolatile();
    }
    if (allEnded) {
      accepted = completed + failed + cancelled;
    }
    long unfinished = accepted - completed - failed - cancelled;
    if (unfinished > 0) {
      for (CoreLoop core : cores) {
        core.describeStuck(stuck);
      }
    }
    return new ShutdownReport(
        accepted,
        completed,
        failed,
        cancelled,
        unfinished,
        stuck,
        stopRequested.getVolatile(),
        // Two threads' readings, which need not agree: see Clock.
        Duration.ofNanos(Math.max(0, clock.nanos() - lifecycle.shutdownNanos())));
  }
}
