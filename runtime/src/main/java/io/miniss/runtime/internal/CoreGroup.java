package io.miniss.runtime.internal;

import io.miniss.runtime.cancel.CancellationScope;
import io.miniss.runtime.diagnostics.CoreDiagnostics;
import io.miniss.runtime.diagnostics.Phase;
import io.miniss.runtime.diagnostics.RuntimeDiagnostics;
import io.miniss.runtime.diagnostics.ShutdownReport;
import io.miniss.runtime.future.Future;
import io.miniss.runtime.future.FutureCell;
import io.miniss.runtime.future.Listener;
import io.miniss.runtime.spi.CoreThread;
import io.miniss.runtime.spi.CoreThreadSpec;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.RejectedTaskException;
import io.miniss.runtime.task.TaskOptions;
import io.miniss.runtime.util.Durations;
import io.miniss.runtime.util.Registration;
import io.miniss.runtime.util.TimeLimit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * The cores of one runtime: makes and starts them, and does what the public API asks for. {@code
 * MultiCoreRuntime} holds this object; nothing here holds that one, so a runtime that its user has forgotten can be
 * noticed. Any thread.
 */
public final class CoreGroup {
  /** How often the watch looks. */
  private static final long LOOK_NANOS = 500_000_000;

  private final RuntimeConfig config;
  private final RuntimeState runtime;
  private final Termination termination;
  private final CoreLoop[] cores;

  /** Of the cores, by index. */
  private final CoreQueues[] queues;

  private final Admission admission;
  private final List<CoreThread> threads = new ArrayList<>();

  /** Creates the cores and their queues; {@link #start} starts them. */
  @SuppressWarnings("this-escape") // for code that runs on a core, which has not started
  public CoreGroup(RuntimeConfig config) {
    this.config = config;
    runtime = new RuntimeState(config);
    termination = runtime.termination();
    cores = new CoreLoop[config.cores()];
    queues = new CoreQueues[cores.length];
    for (int i = 0; i < cores.length; i++) {
      queues[i] =
          new CoreQueues(config.scheduler(), i, cores.length, config.capacities().mailbox());
    }
    PlacementOrder order =
        new PlacementOrder(
            Arrays.stream(queues).map(CoreQueues::stealable).toList(),
            config.serving().placement(),
            runtime.placements());
    StealableQueues stealable =
        new StealableQueues(queues, order, config.serving().stealing(), runtime.sleepers());
    for (int i = 0; i < cores.length; i++) {
      cores[i] = new CoreLoop(i, runtime, queues, stealable);
    }
    admission =
        new Admission(runtime, cores.length, new ExternalSender(runtime, queues, stealable));
    runtime.connect(queues, order);
    termination.setCores(cores);
    for (CoreLoop core : cores) {
      core.joins(this);
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
    CoreView[] views = Arrays.stream(cores).map(CoreLoop::view).toArray(CoreView[]::new);
    Registration watch =
        scheduler()
            .watch(
                config.name() + "-watch",
                !config.daemon(),
                LOOK_NANOS,
                new CoreWatch(runtime, views, config.limits().stallNanos(), created));
    whenTerminated(watch::close);
  }

  private void startCores() {
    for (CoreLoop core : cores) {
      CoreThreadSpec spec =
          new CoreThreadSpec(core.name(), core.index(), cores.length, config.pinning());
      CoreThread thread;
      try {
        thread = scheduler().startCore(spec, core);
      } catch (Throwable cannotStart) {
        termination.abandonStart(core.index());
        throw cannotStart;
      }
      core.view().startedOn(thread);
      threads.add(thread);
    }
  }

  /** What the futures of this runtime know of it. */
  public RuntimeState state() {
    return runtime;
  }

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

  /** Where threads come from. */
  public Scheduler scheduler() {
    return config.scheduler();
  }

  /** A promise of this runtime. */
  public <T extends @Nullable Object> FutureCell<T> newPromise() {
    return FutureCell.promiseOf(runtime);
  }

  /** A scope of this runtime. */
  public CancellationScope newScope() {
    return new CancellationScope(runtime);
  }

  /** The phase. */
  public Phase phase() {
    return termination.phase();
  }

  /** The counters. */
  public RuntimeDiagnostics diagnostics() {
    List<CoreDiagnostics> each = new ArrayList<>();
    for (CoreLoop core : cores) {
      each.add(core.diagnostics());
    }
    return new RuntimeDiagnostics(
        config.name(),
        termination.phase(),
        queues[0].inbox().capacity(),
        config.capacities().ready(),
        config.capacities().backlog(),
        runtime.failures().reported(),
        each);
  }

  // ---- tasks ----

  /**
   * Spawns a task; an external thread may wait for room.
   *
   * @throws RejectedTaskException as promised by the public API
   */
  public <T extends @Nullable Object> JoinHandle<T> spawn(
      TaskKind kind, TaskOptions options, Callable<? extends T> body) {
    return admission.spawn(kind, options, body);
  }

  /** As {@link #spawn}, a plain task on core {@code core} that has no other options. */
  public <T extends @Nullable Object> JoinHandle<T> spawnOn(int core, Callable<? extends T> body) {
    CoreLoop here = admission.here();
    if (here != null && here.index() == core) {
      JoinHandle<T> spawned = here.spawnIfRoom(body);
      if (spawned != null) {
        return spawned;
      }
    }
    return admission.spawn(TaskKind.PLAIN, TaskOptions.defaults().on(core), body);
  }

  /**
   * Spawns a task if there is room for it now.
   *
   * @return the handle, or null if there is no room
   * @throws RejectedTaskException if the runtime is shutting down
   */
  public <T extends @Nullable Object> @Nullable JoinHandle<T> trySpawn(
      TaskKind kind, TaskOptions options, Callable<? extends T> body) {
    return admission.trySpawn(kind, options, body);
  }

  /**
   * Runs {@code action} on core {@code core}; nobody gets a handle of it.
   *
   * @param here the core, of any runtime, that the caller is, or null
   * @throws RejectedTaskException as {@link #spawn}
   */
  public void execute(@Nullable CoreLoop here, int core, Runnable action) {
    admission.execute(here, core, action);
  }

  /** Whether the calling thread is one of the cores. */
  public boolean isOnCore() {
    return admission.here() != null;
  }

  // ---- the end ----

  /** Completes when the runtime has terminated. */
  public FutureCell<ShutdownReport> terminated() {
    return runtime.terminated();
  }

  /** Calls {@code action}, no user code, when the runtime has terminated. */
  public void whenTerminated(Runnable action) {
    runtime
        .terminated()
        .register(
            new Listener(null) {
              @Override
              protected void completed() {
                action.run();
              }
            });
  }

  /** Stops intake; with a limit, cancels what has not ended after it. */
  public Future<ShutdownReport> shutdown(TimeLimit limit) {
    if (scheduler().isProcessEnding()) {
      boolean _ = endCodeInExit();
    }
    termination.shutdown(limit, admission.here());
    return runtime.terminated();
  }

  /**
   * Stops, waits, gives up at the limits; a call of an external thread. An interrupt ends the drain limit
   * early and stays raised. While the process ends this is {@link #closeInExit}: a core may have called
   * {@code System.exit}, which waits for the caller.
   */
  public ShutdownReport close(long drainNanos, long cancelNanos) {
    if (scheduler().isProcessEnding()) {
      return closeInExit(drainNanos, cancelNanos);
    }
    long most =
        Math.min(drainNanos, Long.MAX_VALUE / 2) + Math.min(cancelNanos, Long.MAX_VALUE / 2);
    long latest = Durations.deadline(config.clock().nanos(), most);
    ShutdownReport report = termination.close(drainNanos, cancelNanos);
    if (report.isClean()) {
      long exitDeadline = Durations.deadline(config.clock().nanos(), cancelNanos);
      if (exitDeadline - latest > 0) {
        exitDeadline = latest;
      }
      for (CoreThread thread : threads) {
        thread.awaitExit(exitDeadline);
      }
    }
    return report;
  }

  /**
   * As {@link #close}, for the thread that {@code System.exit} waits for: gives up on the code that has
   * called it, and does not wait for the core threads themselves.
   */
  public ShutdownReport closeInExit(long drainNanos, long cancelNanos) {
    boolean canDrain = endCodeInExit();
    return termination.close(canDrain ? drainNanos : 0, canDrain ? cancelNanos : 0);
  }

  /** False if the code in {@code System.exit} has stopped its core for good: nothing drains there. */
  private boolean endCodeInExit() {
    boolean carriesThreads = scheduler().supportsFibers();
    for (CoreLoop core : cores) {
      if (core.view().isStoppedByExit(carriesThreads)) {
        return false;
      }
      core.requestEndOfCodeInExit();
    }
    return true;
  }
}
