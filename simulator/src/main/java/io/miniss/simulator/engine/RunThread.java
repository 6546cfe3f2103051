package io.miniss.simulator.engine;

import io.miniss.runtime.spi.Access;
import io.miniss.runtime.spi.Awaited;
import io.miniss.runtime.spi.Clock;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.runtime.spi.SharedLocation;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A Java thread of a run as code sees it that has been woven and knows nothing of the simulator: a thread of
 * the simulation, or a fiber on one. It gives such code points, waits and threads.
 *
 * <p>A method that acts on the calling thread may be called on that thread only; the others by any thread of
 * the same run. When the run has ended, every method that waits or passes a point throws an error that
 * {@link #isEndOfRun} recognises.
 */
public abstract class RunThread implements Executor {
  /** Found when the first thread exists, and so when {@code java.lang} is open. */
  private static final class VirtualThreadScheduler {
    static final VarHandle FIELD = find();

    private static VarHandle find() {
      try {
        Class<?> type = Class.forName("java.lang.VirtualThread");
        return MethodHandles.privateLookupIn(type, MethodHandles.lookup())
            .findVarHandle(type, "scheduler", Executor.class);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("this JDK's virtual threads have no scheduler", e);
      }
    }

    private VirtualThreadScheduler() {}
  }

  private static volatile boolean exist;

  private @Nullable Object attachment;

  /** What it waits for has happened: see {@link #waitUntilWoken}. */
  private boolean woken;

  /** The thread that it waits for, where that is one. */
  private @Nullable RunThread awaited;

  /** Whether it waits for the end of that thread; otherwise for something that the thread holds. */
  private boolean awaitsEnd;

  /** Whether it waits until somebody notifies it. */
  private boolean awaitsNotice;

  /** What the runtime has said that it waits for. */
  private @Nullable Awaited said;

  RunThread() {
    noteExistence();
  }

  private static void noteExistence() {
    if (!exist) {
      exist = true;
    }
  }

  /** The calling thread, or null if it belongs to no run. */
  public static @Nullable RunThread current() {
    return of(Thread.currentThread());
  }

  /** {@code thread} as one of a run, or null if it belongs to none. */
  public static @Nullable RunThread of(Thread thread) {
    return exist
        && thread.isVirtual()
        && (Executor) VirtualThreadScheduler.FIELD.get(thread) instanceof RunThread run
            ? run
            : null;
  }

  /** Has all be loaded and linked that {@link #of} needs, where it is about to be called by who loads classes. */
  public static void prepare() {
    noteExistence();
    Thread thread = Thread.ofVirtual().unstarted(() -> {});
    if (of(thread) != null) {
      throw new IllegalStateException(thread + " belongs to no run");
    }
  }

  /** Whether {@code thrown} unwinds a thread whose run is over, and so must not be caught. */
  public static boolean isEndOfRun(Throwable thrown) {
    return thrown instanceof SimulationEnded;
  }

  /** What {@link #attach} was given, or null. */
  public final @Nullable Object attachment() {
    return attachment;
  }

  /** Keeps {@code state} with this thread. */
  public final void attach(Object state) {
    attachment = state;
  }

  /** What a thread asks of its run, and what is kept with the run. */
  public interface Run {
    /** The scheduler, which numbers locations. */
    Scheduler scheduler();

    /** The seed of the run. */
    long seed();

    /** The clock of the calling thread. */
    Clock clock();

    /** Interleaving points passed. */
    long steps();

    /** The number of the calling thread's step: what it does now, it has announced there. -1 before its first. */
    long announcedStep();

    /** The platform thread that carries the run; runs with the same one are never at the same time. */
    Thread carrier();

    /** Whether somebody listens to the run, as for a trace; then its time matters less than its words. */
    boolean isObserved();

    /** What {@link #attach} was given, or null. */
    @Nullable Object attachment();

    /** Keeps {@code state} with the run, which ends with its last thread that is no daemon from now on. */
    void attach(Object state);

    /** From now on {@code told} hears of each access. */
    void tell(Accesses told);

    /** A new thread, not started. */
    RunThread newThread(String name, boolean daemon, Runnable body);

    /** Whether points count: not while a check of the run is made, which is no part of the run. */
    boolean counts();

    /** Passes a point, if it counts. */
    void point(Access access, SharedLocation location);

    /**
     * What the calling thread announces next is to {@code verb} its location, for example to start a thread: for
     * traces. Only told if {@link #isObserved}.
     */
    void announces(String verb);

    /** The calling thread says {@code text}: for traces. */
    void note(String text);

    /** The calling thread does {@code text}, which is no step: for traces. Only asked for if {@link #isObserved}. */
    void did(String text);

    /**
     * A future keeps {@code failure} for who asks: reports name it as long as nobody does.
     *
     * @param key what {@link #asks} is called with: the future, or what all futures have that keep the failure
     * @param isThrown whether a task or a function has thrown it
     */
    void keeps(Object key, Throwable failure, boolean isThrown);

    /** Somebody asks what was kept under {@code key}. */
    void asks(Object key);

    /** The calling thread holds {@code lock}, of which the JDK does not keep that: for reports. */
    void holds(Object lock);

    /** The calling thread has released {@code lock}, which it, or another one, has taken once. */
    void releases(Object lock);

    /** Those that hold {@code lock}, as {@link #holds} has said. */
    List<Thread> holders(Object lock);

    /** The access of {@code location} that took effect last is not done: for traces. Only told if {@link #isObserved}. */
    void refused(SharedLocation location);

    /** The calling thread spins. */
    void spin();

    /** Where all threads that can run spin, lets time pass; returns whether they do. */
    boolean passIdleTime(long nanos);

    /** Whether the run is over. */
    boolean hasEnded();

    /** Whether it is over because of something that no seed controls. What this returns keeps nothing of the run. */
    BooleanSupplier escaped();

    /** Throws what unwinds the calling thread if the run is over. */
    void throwIfEnded();

    /** Fails the run; the caller throws what this returns. */
    Error fail(FailureKind kind, String name, String message, @Nullable Throwable cause);

    /** Fails the run because thread {@code name} has thrown; the caller throws what this returns. */
    Error threw(String name, Throwable thrown);

    /** Fails the run because of something that no seed controls; the caller throws what this returns. */
    Error escape(String message);

    /** Ends the run, which has not failed; the caller throws what this returns. */
    Error exit();
  }

  /** Hears of each access to a location, on the thread that makes it, when it takes effect. */
  @FunctionalInterface
  public interface Accesses {
    /** The calling thread does {@code access} to {@code location} now. */
    void accessed(Access access, SharedLocation location);
  }

  /** Where the threads of a run find it; it is made after the first of its parts. */
  static final class Link {
    private @Nullable Run run;

    void connect(Run made) {
      run = made;
    }

    Run run() {
      return Objects.requireNonNull(run, "the run begins before its threads do");
    }
  }

  /** The run. */
  public abstract Run run();

  /** The thread of the simulation in whose turns this one runs: the core of a fiber, and else itself. */
  public abstract RunThread carrier();

  /** The virtual thread that the JDK sees. */
  public abstract Thread thread();

  /** A hash code of it that follows from the run. */
  public abstract int hash();

  // ---- threads ----

  /** Starts a thread that {@link Run#newThread} has made. */
  public abstract void start();

  /** Whether it has been started, by {@link #start} or by the JDK. */
  public abstract boolean hasStarted();

  /** Whether it keeps no run from ending. */
  public abstract boolean isDaemon();

  /** Says whether it keeps no run from ending. */
  public abstract void setDaemon(boolean daemon);

  /** Whether it is a thread of the simulation, and no fiber of a runtime. */
  public abstract boolean isPlain();

  /** What the JDK would call its state, of a thread that has started and not ended. */
  public abstract Thread.State waitState();

  // ---- the calling thread: points and waits ----

  /** Passes a point before {@code access} to {@code location}, if points count. */
  public final void point(Access access, SharedLocation location) {
    run().point(access, location);
  }

  /**
   * Has found nothing to do and looks again: others get a turn. Where all who can run do that, virtual time
   * passes by {@code idleNanos}, or until the next deadline of the run if that is sooner.
   *
   * @return whether all spin
   */
  public final boolean spin(long idleNanos) {
    spins();
    Run run = run();
    boolean allSpin = run.passIdleTime(idleNanos);
    run.spin();
    return allSpin;
  }

  /** It spins, and now is one of its turns. */
  abstract void spins();

  /** Whether a fault wakes the thread from a wait that it is about to begin. */
  public abstract boolean wakesSpuriously();

  /**
   * Waits until {@link #wake} or {@code deadline}, whatever is first. An interrupt does not end the wait.
   *
   * @return whether it was woken
   */
  public final boolean waitUntilWoken(@Nullable SharedLocation location, Deadline deadline) {
    woken = false;
    block(location, deadline, false);
    return woken;
  }

  /**
   * As {@link #waitUntilWoken}, but an interrupt ends the wait.
   *
   * @return whether it was woken
   */
  public final boolean waitUntilInterrupted(@Nullable SharedLocation location, Deadline deadline) {
    woken = false;
    block(location, deadline, true);
    return woken;
  }

  /** As {@link #waitUntilInterrupted}; what it waits for is the end of {@code other}, which reports say. */
  public final void waitUntilEnded(
      RunThread other, SharedLocation location, Deadline deadline) {
    awaitEnd(other);
    waitUntilInterrupted(location, deadline);
    awaited = null;
  }

  /** As {@link #waitUntilWoken}, until {@code holder} releases {@code location}; reports say so. */
  public final void waitUntilReleased(RunThread holder, SharedLocation location) {
    awaited = holder;
    awaitsEnd = false;
    waitUntilWoken(location, Deadline.NONE);
    awaited = null;
  }

  /** As {@link #waitUntilInterrupted}, until somebody notifies who waits at {@code location}; reports say so. */
  public final void waitUntilNotified(SharedLocation location, Deadline deadline) {
    awaitsNotice = true;
    waitUntilInterrupted(location, deadline);
    awaitsNotice = false;
  }

  /** From now on it waits for the end of {@code other}. */
  final void awaitEnd(RunThread other) {
    awaited = other;
    awaitsEnd = true;
  }

  /** It waits for nobody any more. */
  final void awaitNobody() {
    awaited = null;
  }

  /** The thread that it waits for, or null if it waits for none, or nobody knows for which. */
  final @Nullable RunThread awaited() {
    return awaited;
  }

  /** Whether it waits until somebody notifies it. */
  final boolean awaitsNotice() {
    return awaitsNotice;
  }

  /** Whether it waits for the end of {@link #awaited}. */
  final boolean awaitsEnd() {
    return awaited != null && awaitsEnd;
  }

  /** It waits for {@code what} until {@link #endWait}. Called by code that knows the simulator. */
  public void beginWait(Awaited what) {
    said = what;
  }

  /** It has finished its wait. */
  public void endWait() {
    said = null;
  }

  /** What it has said that it waits for, or null. */
  final @Nullable Awaited said() {
    return said;
  }

  /** What it looked at last before it began to wait, or null if that is not known. */
  abstract @Nullable SharedLocation waitsAfter();

  /** Ends the present wait of this thread. Called by another thread of the run. */
  public final void wake() {
    woken = true;
    endBlock();
  }

  /** Ends the present wait of this thread if it is one that interrupts end. */
  public abstract void wakeInterrupted();

  final boolean isWoken() {
    return woken;
  }

  /** Waits until woken, and no longer than said; it may return early. */
  abstract void block(
      @Nullable SharedLocation location, Deadline deadline, boolean interruptible);

  /** This thread, which is in {@link #block} or not, has been woken. */
  abstract void endBlock();

  /** As {@code LockSupport.park}: with virtual time, and ended by interrupts. */
  public abstract void parkThread(Deadline deadline);

  /** As {@code LockSupport.unpark}. */
  public abstract void unparkThread();
}
