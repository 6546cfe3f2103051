package io.miniss.runtime;

import io.miniss.runtime.cancel.CancellationScope;
import io.miniss.runtime.diagnostics.Phase;
import io.miniss.runtime.diagnostics.RuntimeDiagnostics;
import io.miniss.runtime.diagnostics.ShutdownReport;
import io.miniss.runtime.future.BrokenPromiseException;
import io.miniss.runtime.future.Future;
import io.miniss.runtime.future.Promise;
import io.miniss.runtime.future.Stages;
import io.miniss.runtime.internal.CoreGroup;
import io.miniss.runtime.internal.RuntimeConfig;
import io.miniss.runtime.internal.RuntimeLog;
import io.miniss.runtime.internal.TaskKind;
import io.miniss.runtime.machine.Pinning;
import io.miniss.runtime.machine.PinningPolicy;
import io.miniss.runtime.spi.Clock;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.runtime.task.FailureHandler;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.Placement;
import io.miniss.runtime.task.RejectedTaskException;
import io.miniss.runtime.task.TaskFailure;
import io.miniss.runtime.task.TaskId;
import io.miniss.runtime.task.TaskOptions;
import io.miniss.runtime.util.Durations;
import io.miniss.runtime.util.Registration;
import io.miniss.runtime.util.TimeLimit;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A thread-per-core runtime: one pinned thread a core, each with its own queues, which exchange tasks
 * and results by message. Any thread may call any method, cores included, unless it says otherwise.
 *
 * <h2>Submitting</h2>
 *
 * Every queue of tasks is bounded. A core that submits is never blocked: the task waits in a bounded backlog of
 * that core, and is rejected when the backlog is full. An external thread waits for room up to the spawn limit ({@link #spawn}) or is told at
 * once ({@link #trySpawn}). A task that was rejected has run no code. Tasks placed on a core start
 * there in the order in which one thread sent them, and never move; the others are taken by idle cores
 * before they start.
 *
 * <h2>Failure</h2>
 *
 * Whatever a task throws ends that task alone; its handle reports a {@link TaskFailure}. Errors of the
 * virtual machine ({@code StackOverflowError}, {@code OutOfMemoryError}) are treated likewise: the core
 * goes on, and what they mean for the process is for the failure handler to decide.
 *
 * <h2>Shutdown</h2>
 *
 * See {@link Phase}. {@link #shutdown()} stops intake and finishes everything accepted; {@link #close}
 * waits for that, cancels what has not ended within the drain limit, and gives up on what ignores its
 * cancellation beyond the cancel limit, naming it in the {@link ShutdownReport}.
 */
public final class MultiCoreRuntime implements AutoCloseable {
  private final CoreGroup group;

  /** Ends the wait for this object to be forgotten. */
  private final Registration forgotten;

  /** The public API again, for code that runs on a core. */
  MultiCoreRuntime(CoreGroup group) {
    this.group = group;
    forgotten = Registration.NONE;
  }

  private MultiCoreRuntime(CoreGroup group, boolean drainOnTermination) {
    this.group = group;
    Throwable created = new Throwable("the runtime was created here");
    group.start(created);
    notePinning(group);
    forgotten = group.scheduler().onUnreachable(this, () -> new Forgotten(group, created));
    Registration terminationHook =
        drainOnTermination
            ? group.scheduler().onProcessTermination(() -> closeInExit(group))
            : Registration.NONE;
    group.whenTerminated(terminationHook::close);
  }

  /** Shuts down a runtime that nobody refers to any more. Must not refer to the runtime itself. */
  private static final class Forgotten implements Runnable {
    private final CoreGroup group;
    private final Throwable created;

    Forgotten(CoreGroup group, Throwable created) {
      this.group = group;
      this.created = created;
    }

    @Override
    public void run() {
      if (group.phase() == Phase.RUNNING) {
        RuntimeLog.warn(
            "runtime "
                + group.config().name()
                + " was dropped without close(); it now finishes what it accepted and stops",
            created);
        var _ = group.shutdown(TimeLimit.NONE);
      }
    }
  }

  /** Says once, for all cores together, if a core is not where the policy wanted it. */
  private static void notePinning(CoreGroup group) {
    if (group.config().pinning().equals(PinningPolicy.none())) {
      return; // nobody wanted it anywhere
    }
    for (var core : group.diagnostics().cores()) {
      if (core.pinning() instanceof Pinning.NotPinned notPinned) {
        RuntimeLog.note(
            "runtime " + group.config().name() + ": cores are not pinned: " + notPinned.reason());
        return;
      }
    }
  }

  /** A builder with the defaults that each of its methods states. */
  public static Builder builder() {
    return new Builder();
  }

  /** How many cores there are. */
  public int coreCount() {
    return group.coreCount();
  }

  /**
   * The core with this number.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Core core(int index) {
    if (index < 0 || index >= group.coreCount()) {
      throw new IllegalArgumentException(
          "the number of a core must be from 0 to " + (group.coreCount() - 1) + ": " + index);
    }
    return new Core(group.core(index));
  }

  /** Where the runtime is in its life. */
  public Phase phase() {
    return group.phase();
  }

  /** The counters and bounds. */
  public RuntimeDiagnostics diagnostics() {
    return group.diagnostics();
  }

  // ---- tasks ----

  /**
   * Spawns a task on any core.
   *
   * @throws RejectedTaskException if there is no room (an external thread waits for it up to the spawn
   *     limit) or the runtime is shutting down
   */
  public <T extends @Nullable Object> JoinHandle<T> spawn(Callable<? extends T> task) {
    return spawn(TaskOptions.defaults(), task);
  }

  /** As {@link #spawn(Callable)}. */
  public JoinHandle<@Nullable Void> spawn(Runnable task) {
    return spawn(TaskOptions.defaults(), callable(task));
  }

  /**
   * Spawns a task with options.
   *
   * @throws RejectedTaskException as {@link #spawn(Callable)}
   * @throws IllegalArgumentException if the options name a core that does not exist
   */
  public <T extends @Nullable Object> JoinHandle<T> spawn(
      TaskOptions options, Callable<? extends T> task) {
    return group.spawn(TaskKind.PLAIN, options, task);
  }

  /** As {@link #spawn(TaskOptions, Callable)}, without a result. */
  public JoinHandle<@Nullable Void> spawn(TaskOptions options, Runnable task) {
    return spawn(options, callable(task));
  }

  /** Spawns a task on core {@code core}, as {@link #spawn(TaskOptions, Callable)}. */
  public <T extends @Nullable Object> JoinHandle<T> spawnOn(int core, Callable<? extends T> task) {
    return group.spawnOn(core, task);
  }

  /** As {@link #spawnOn(int, Callable)}. */
  public JoinHandle<@Nullable Void> spawnOn(int core, Runnable task) {
    return group.spawnOn(core, callable(task));
  }

  /**
   * Spawns a task if there is room for it now.
   *
   * @return nothing if there is no room
   * @throws RejectedTaskException if the runtime is shutting down
   */
  public <T extends @Nullable Object> Optional<JoinHandle<T>> trySpawn(
      Callable<? extends T> task) {
    return trySpawn(TaskOptions.defaults(), task);
  }

  /** As {@link #trySpawn(Callable)}, with options. */
  public <T extends @Nullable Object> Optional<JoinHandle<T>> trySpawn(
      TaskOptions options, Callable<? extends T> task) {
    return Optional.ofNullable(group.trySpawn(TaskKind.PLAIN, options, task));
  }

  /**
   * Spawns a fiber, a task that may wait; see {@link Fiber}.
   *
   * @throws RejectedTaskException as {@link #spawn(Callable)}
   * @throws IllegalStateException if the JVM was started without the flag that fibers need; the
   *     message names it
   */
  public <T extends @Nullable Object> JoinHandle<T> spawnFiber(Callable<? extends T> fiber) {
    return spawnFiber(TaskOptions.defaults(), fiber);
  }

  /** As {@link #spawnFiber(Callable)}. */
  public JoinHandle<@Nullable Void> spawnFiber(Runnable fiber) {
    return spawnFiber(TaskOptions.defaults(), callable(fiber));
  }

  /** As {@link #spawnFiber(Callable)}, with options. */
  public <T extends @Nullable Object> JoinHandle<T> spawnFiber(
      TaskOptions options, Callable<? extends T> fiber) {
    return group.spawn(TaskKind.FIBER, options, fiber);
  }

  /** As {@link #spawnFiber(TaskOptions, Callable)}, without a result. */
  public JoinHandle<@Nullable Void> spawnFiber(TaskOptions options, Runnable fiber) {
    return spawnFiber(options, callable(fiber));
  }

  /**
   * Core {@code core} as an executor: see {@link Core#execute}.
   *
   * @throws IllegalArgumentException if there is no such core
   */
  public Executor executor(int core) {
    return core(core)::execute;
  }

  static Callable<@Nullable Void> callable(Runnable task) {
    Objects.requireNonNull(task, "task");
    return () -> {
      task.run();
      return null;
    };
  }

  /** Where the cores take the time from. */
  public Clock clock() {
    return group.config().clock();
  }

  /** Where the cores get their threads from. */
  public Scheduler scheduler() {
    return group.scheduler();
  }

  // ---- promises and scopes ----

  /** An incomplete promise of this runtime. */
  public <T extends @Nullable Object> Promise<T> newPromise() {
    return group.newPromise();
  }

  /** The result of {@code stage} as a future of this runtime. */
  public <T extends @Nullable Object> Future<T> adopt(CompletionStage<T> stage) {
    return Stages.pass(stage, newPromise());
  }

  /** A scope whose tasks and child scopes are cancelled together. */
  public CancellationScope newScope() {
    return group.newScope();
  }

  // ---- shutdown ----

  /**
   * Stops intake and finishes what was accepted, however long that takes. Does not wait. Calls after
   * the first change nothing.
   *
   * @return the report, when the runtime has terminated. A continuation registered on one of the
   *     runtime's own cores cannot run after that and gets a {@link BrokenPromiseException}; and a
   *     fiber or task of this runtime that waits for it, or for what is derived from it, is refused by an
   *     {@link IllegalStateException}: the runtime would wait for it, too
   */
  public Future<ShutdownReport> shutdown() {
    return group.shutdown(TimeLimit.NONE);
  }

  /**
   * Stops intake, and cancels what has not ended after {@code drainLimit}. Does not wait. If it is called
   * several times, the earliest limit counts.
   *
   * @throws IllegalArgumentException if {@code drainLimit} is negative
   */
  public Future<ShutdownReport> shutdown(Duration drainLimit) {
    return group.shutdown(TimeLimit.ofNanos(Durations.nanos("drain limit", drainLimit)));
  }

  /**
   * Shuts down and waits: stops intake, drains for at most the drain limit, cancels the rest, and waits for
   * it for at most the cancel limit. The report names what has not ended then. On a core of this runtime
   * this method only starts the shutdown and does not wait, because the core takes part in it.
   *
   * <p>If the calling thread is interrupted, before or while it drains, the drain limit is over: the
   * rest is cancelled and given the cancel limit, which another interrupt does not shorten. The interrupt
   * status is set when this returns.
   */
  @Override
  public void close() {
    if (group.isOnCore()) {
      var _ = shutdown(Duration.ofNanos(group.config().limits().drainNanos()));
    } else {
      var _ = closeAndReport();
    }
  }

  /**
   * As {@link #close()}, from outside the cores only.
   *
   * @return what became of every task
   * @throws IllegalStateException on a core of this runtime
   */
  public ShutdownReport closeAndReport() {
    if (group.isOnCore()) {
      throw new IllegalStateException(
          "a core cannot wait for its own end: use shutdown() or close() there");
    }
    forgotten.close();
    return closeState(group);
  }

  /** Code on a core may have called System.exit, which waits for this: it must not be waited for. */
  private static void closeInExit(CoreGroup group) {
    RuntimeConfig.Limits limits = group.config().limits();
    var _ = group.closeInExit(limits.drainNanos(), limits.cancelNanos());
  }

  private static ShutdownReport closeState(CoreGroup group) {
    return group.close(group.config().limits().drainNanos(), group.config().limits().cancelNanos());
  }

  /** Whether {@code other} is the same runtime: there may be several objects for one. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof MultiCoreRuntime runtime && runtime.group == group;
  }

  @Override
  public int hashCode() {
    return group.config().name().hashCode();
  }

  @Override
  public String toString() {
    return "runtime " + group.config().name();
  }

  /** Collects how a runtime is to be. One thread only; can be used for several runtimes. */
  public static final class Builder {
    private String name = "miniss";
    private OptionalInt cores = OptionalInt.empty();
    private int mailboxCapacity = 1_024;
    private int readyCapacity = 65_536;
    private int backlogCapacity = 1_024;
    private int batch = 64;
    private int spins = 1_000;
    private int yields = 10;
    private boolean parking = true;
    private boolean stealing = true;
    private Consumer<? super MultiCoreRuntime> startListener = started -> {};
    private Placement placement = Placement.ROUND_ROBIN;
    private Duration spawnLimit = Duration.ofSeconds(30);
    private Duration drainLimit = Duration.ofSeconds(30);
    private Duration cancelLimit = Duration.ofSeconds(5);
    private Duration failureGrace = Duration.ofSeconds(1);
    private Duration stallLimit = Duration.ofSeconds(1);
    private boolean daemon;
    private PinningPolicy pinning = PinningPolicy.allowedCpus();
    private FailureHandler failureHandler = RuntimeLog::failure;
    private boolean drainOnTermination;
    private Clock clock = Clock.system();
    private Scheduler scheduler = Scheduler.system();

    private Builder() {}

    /** The name that threads and logs carry; "miniss" by default. */
    public Builder name(String name) {
      this.name = Objects.requireNonNull(name, "name");
      return this;
    }

    /** How many cores; as many as the process has CPUs by default. More than CPUs is allowed. */
    public Builder cores(int cores) {
      this.cores = OptionalInt.of(inRange("the number of cores", cores, 1, TaskId.MAX_CORE));
      return this;
    }

    /**
     * How many tasks each mailbox holds, rounded up to a power of two (4 at least from core to core, 2
     * for stealable tasks); 1024 by default.
     */
    public Builder mailboxCapacity(int capacity) {
      this.mailboxCapacity = inRange("the capacity of a mailbox", capacity, 1, 1 << 24);
      return this;
    }

    /** How many tasks a core's own ready queue holds; 65536 by default. */
    public Builder readyCapacity(int capacity) {
      this.readyCapacity = inRange("the capacity of a ready queue", capacity, 1, 1 << 30);
      return this;
    }

    /** How many tasks a core keeps in its backlog for one full queue; 1024 by default, 0 for none. */
    public Builder backlogCapacity(int capacity) {
      this.backlogCapacity = inRange("the capacity of a backlog", capacity, 0, 1 << 30);
      return this;
    }

    /** How much of one source a core serves in one turn; 64 by default. */
    public Builder batch(int batch) {
      this.batch = inRange("a batch", batch, 1, 1 << 20);
      return this;
    }

    /**
     * How an idle core waits: so many turns with a spin hint (1000 by default), then so many that
     * offer the CPU to others (10), then parked.
     */
    public Builder idle(int spins, int yields) {
      this.spins = inRange("the number of spins", spins, 0, Integer.MAX_VALUE / 4);
      this.yields = inRange("the number of yields", yields, 0, Integer.MAX_VALUE / 4);
      this.parking = true;
      return this;
    }

    /** An idle core never parks: the lowest latency, and a whole CPU each. */
    public Builder busySpin() {
      this.spins = Integer.MAX_VALUE / 4;
      this.yields = 0;
      this.parking = false;
      return this;
    }

    /** Whether idle cores take stealable tasks from others; true by default. */
    public Builder stealing(boolean stealing) {
      this.stealing = stealing;
      return this;
    }

    /** Which core's queue a stealable task goes to; round-robin by default. */
    public Builder placement(Placement placement) {
      this.placement = Objects.requireNonNull(placement, "placement");
      return this;
    }

    /** How long an external thread waits for room before its task is rejected; 30 s by default. */
    public Builder spawnLimit(Duration limit) {
      this.spawnLimit = notNegative("the spawn limit", limit);
      return this;
    }

    /** How long {@code close} lets accepted tasks finish before it cancels them; 30 s by default. */
    public Builder drainLimit(Duration limit) {
      this.drainLimit = notNegative("the drain limit", limit);
      return this;
    }

    /** How long {@code close} waits for cancelled tasks to end; 5 s by default. */
    public Builder cancelLimit(Duration limit) {
      this.cancelLimit = notNegative("the cancel limit", limit);
      return this;
    }

    /** How long a failure waits for somebody to look before it is reported; 1 s by default. */
    public Builder failureGrace(Duration grace) {
      this.failureGrace = notNegative("the failure grace", grace);
      return this;
    }

    /**
     * After how long a task, continuation, timer or handler that holds its core, or waits, is reported
     * through the log; 1 s by default. Looked at every half second.
     */
    public Builder stallLimit(Duration limit) {
      this.stallLimit = notNegative("the stall limit", limit);
      return this;
    }

    /**
     * Whether the process may end while this runtime has not been closed; false by default. The core
     * threads are daemons either way: what keeps the process alive is a thread that ends with the
     * runtime, so a task that never ends does not keep it alive after {@code close} has given up.
     */
    public Builder daemon(boolean daemon) {
      this.daemon = daemon;
      return this;
    }

    /** Which CPUs the cores are bound to; the allowed ones, in order, by default. */
    public Builder pinning(PinningPolicy pinning) {
      this.pinning = Objects.requireNonNull(pinning, "pinning");
      return this;
    }

    /** The handler of failures that nobody looks at; by default they are logged. */
    public Builder failureHandler(FailureHandler handler) {
      this.failureHandler = Objects.requireNonNull(handler, "failureHandler");
      return this;
    }

    /** Whether SIGTERM and {@code System.exit} close the runtime first; false by default. */
    public Builder drainOnTermination(boolean drain) {
      this.drainOnTermination = drain;
      return this;
    }

    /**
     * A listener that {@link #start} calls with the runtime before it returns; none by default. For
     * tools that run other programs and keep track of their runtimes. If it throws, the
     * runtime is shut down at once and {@code start} throws the same.
     */
    public Builder onStart(Consumer<? super MultiCoreRuntime> listener) {
      this.startListener = Objects.requireNonNull(listener, "listener");
      return this;
    }

    /** Where time comes from; the machine by default. */
    public Builder clock(Clock clock) {
      this.clock = Objects.requireNonNull(clock, "clock");
      return this;
    }

    /** Where threads come from; the machine by default. */
    public Builder scheduler(Scheduler scheduler) {
      this.scheduler = Objects.requireNonNull(scheduler, "scheduler");
      return this;
    }

    /**
     * Starts the cores.
     *
     * @throws IllegalArgumentException if the pinning policy cannot be carried out on this machine
     */
    public MultiCoreRuntime start() {
      RuntimeConfig config =
          new RuntimeConfig(
              name,
              cores.orElseGet(() -> Runtime.getRuntime().availableProcessors()),
              new RuntimeConfig.Capacities(mailboxCapacity, readyCapacity, backlogCapacity),
              new RuntimeConfig.Serving(batch, stealing, placement),
              new RuntimeConfig.Idle(spins, yields, parking),
              new RuntimeConfig.Limits(
                  Durations.nanos("the spawn limit", spawnLimit),
                  Durations.nanos("the drain limit", drainLimit),
                  Durations.nanos("the cancel limit", cancelLimit),
                  Durations.nanos("the failure grace", failureGrace),
                  Durations.nanos("the stall limit", stallLimit)),
              daemon,
              pinning,
              failureHandler,
              clock,
              scheduler);
      MultiCoreRuntime runtime =
          new MultiCoreRuntime(new CoreGroup(config), drainOnTermination);
      try {
        startListener.accept(runtime);
      } catch (Throwable listenerFailed) {
        var _ = runtime.shutdown(Duration.ZERO);
        throw listenerFailed;
      }
      return runtime;
    }

    private static int inRange(String what, int value, int min, int max) {
      if (value < min || value > max) {
        throw new IllegalArgumentException(
            what + " must be from " + min + " to " + max + ": " + value);
      }
      return value;
    }

    private static Duration notNegative(String what, Duration value) {
      Durations.nanos(what, value);
      return value;
    }
  }
}
