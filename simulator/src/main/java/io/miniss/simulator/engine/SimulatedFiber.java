package io.miniss.simulator.engine;

import io.miniss.runtime.spi.Awaited;
import io.miniss.runtime.spi.FiberExit;
import io.miniss.runtime.spi.FiberHost;
import io.miniss.runtime.spi.FiberThread;
import io.miniss.runtime.spi.SharedLocation;
import io.miniss.runtime.spi.ThreadAttributes;
import io.miniss.runtime.spi.VirtualThreads;
import io.miniss.simulator.text.SafeText;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The virtual thread of a fiber; its executor tells preemption by the strategy from real waiting. */
final class SimulatedFiber extends RunThread implements FiberThread, SimulatedThread.Mounted {
  private final Owner owner;
  private final RunParts parts;
  private final ThreadTable threads;
  private final RunEnd end;
  private final FiberHost host;
  private final SimulatedThread home;
  private final int number;
  private final Thread thread;
  private @Nullable Runnable own;

  /** Has come back by the engine's doing since it was run last. */
  private boolean isBack;

  /** The JVM has given it back at once, without the engine's doing: see {@link OutsideLocks}. */
  private boolean isGivenBack;

  /** In {@link #giveBack}. */
  private boolean givingBack;

  /** In this run it has given back, or yielded. */
  private boolean gaveBack;

  private boolean yielded;
  private boolean ended;

  /** How often it was run. */
  private long runs;

  /** Its stack is looked at: the JDK hands its continuation over once more then. */
  private boolean watched;

  /** Where it waits in {@link #block}. */
  private @Nullable SharedLocation waitsAt;

  /** Position in the list of fibers that have not ended. */
  int slot;

  /** Keeps the fibers of a run. */
  interface Owner {
    /** {@code fiber} has ended. */
    void ended(SimulatedFiber fiber);

    /** Has {@code host} told by another thread, later, that one of its fibers can go on. */
    void resumeLater(FiberHost host);

    /** Runs {@code action} on a thread of the simulation when {@code nanos} of virtual time have passed. */
    void after(long nanos, String name, Runnable action);
  }

  SimulatedFiber(
      Owner owner,
      RunParts parts,
      ThreadTable threads,
      RunEnd end,
      SimulatedThread home,
      int number,
      String name,
      FiberHost host) {
    this.owner = owner;
    this.parts = parts;
    this.threads = threads;
    this.end = end;
    this.home = home;
    this.number = number;
    this.host = host;
    this.thread = VirtualThreads.unstarted(this, name, this::runBody);
  }

  private void runBody() {
    try {
      host.body();
    } catch (Throwable thrown) {
      parts.outcome().threw(thread.getName(), thrown);
    } finally {
      ended = true;
      owner.ended(this);
    }
  }

  @Override
  public void start() {
    parts.threadStart().start(thread);
  }

  @Override
  public int hash() {
    return -number;
  }

  @Override
  public Thread thread() {
    return thread;
  }

  @Override
  public void execute(Runnable continuation) {
    if (own == null) {
      own = continuation;
    } else if (own != continuation) {
      parts.escapes().runForeign("fiber " + thread.getName(), continuation);
      return;
    }
    if (watched || parts.escapes().isResumedFromOutside(home.name, true, thread, continuation)) {
      return;
    }
    SimulatedThread running = threads.running();
    if (running == null && threads.isCarrying()) {
      return; // a report looks at its stack; whoever hands it over does that too
    }
    isBack = true;
    if (running == home) {
      if (home.takesBack(this, continuation)) {
        return;
      }
      if (!threads.isCarrying()) {
        host.resumable();
      } else if (givingBack) {
        gaveBack = true;
      } else {
        isGivenBack = true;
      }
    } else {
      // The caller is inside LockSupport.unpark, which the JDK pins: no point can preempt it here.
      // So another thread brings the news.
      owner.resumeLater(host);
    }
  }

  @Override
  public void resumes() {
    isBack = false;
  }

  @Override
  public boolean canGoOn() {
    if (isGivenBack) {
      isGivenBack = false;
      if (!parts.outside().isInYield(thread)) {
        return true;
      }
      yielded = true;
    }
    Thread.State state = thread.getState();
    if (!isBack) {
      if (parts.outside().hasWaited(thread, state)) {
        return true;
      }
      parts.escapes().failIfInExit(thread, state);
    }
    parts.escapes().failIfEscaped(thread, state);
    if (state == Thread.State.WAITING && !isBack && !givingBack) {
      SpuriousWakes.begins(parts, thread, home.id);
      if (isGivenBack) { // by that: its core hears of it as of an unpark by another thread
        isGivenBack = false;
        owner.resumeLater(host);
      }
    }
    return false;
  }

  @Override
  public Runnable begin() {
    runs++;
    gaveBack = false;
    yielded = false;
    if (own == null) {
      start();
    }
    return ownContinuation();
  }

  /** How it left its core. */
  FiberExit exit() {
    if (ended) {
      return FiberExit.ENDED;
    }
    if (gaveBack) {
      return FiberExit.GAVE_BACK;
    }
    return yielded ? FiberExit.YIELDED : FiberExit.BLOCKED;
  }

  /** Whether its core runs its loop in it, and user code that is no fiber. */
  private boolean isLoop() {
    return thread.getName().equals(home.name);
  }

  /** Whether it waits for nothing but the turn of its core's loop. */
  boolean isIdleLoop() {
    return givingBack && isLoop();
  }

  /** Whether its core is in the middle of it, and can do nothing else. */
  boolean isMounted() {
    return home.isInMiddleOf(this);
  }

  /** The end of what runs in it, if {@code what} cannot come before that; else null. */
  @Nullable Awaited endBefore(Awaited what) {
    return isIdleLoop() ? null : host.endBefore(what);
  }

  /** What it is, for a report: in a loop, that is what runs there. */
  String label() {
    if (!isLoop()) {
      return thread.getName();
    }
    String runs = SafeText.of(host::describe);
    return isMounted() ? runs : home.name + " in " + runs;
  }

  /** Whether it waits for nothing but its core to take it: it was woken, or has yielded. */
  boolean waitsForItsCore() {
    return !isMounted() && (host.isReady() || (isBack && !givingBack));
  }

  /** Whether it is in a wait or a park of woven code, and not in one of the JDK's own. */
  boolean isParked() {
    return LockSupport.getBlocker(thread) == this;
  }

  @Override
  @Nullable SharedLocation waitsAfter() {
    return waitsAt;
  }

  /** Whether it has given its core back until that runs it again. */
  boolean givesBack() {
    return givingBack;
  }

  Runnable ownContinuation() {
    Runnable continuation = own;
    if (continuation == null) {
      throw new IllegalStateException("fiber " + thread.getName() + " has not started");
    }
    return continuation;
  }

  /** Ends a wait in the JDK, when the run has ended. */
  void unpark() {
    LockSupport.unpark(thread);
  }

  @Override
  @SuppressWarnings("ThreadPriorityCheck") // on our executor a yield is exact, not a hint
  public boolean giveBack() {
    long before = runs;
    givingBack = true;
    try {
      Thread.yield();
    } finally {
      givingBack = false;
    }
    end.throwIfEnded();
    return runs != before;
  }

  @Override
  public void interrupt() {
    thread.interrupt();
  }

  @Override
  public void clearInterrupt() {
    boolean _ = Thread.interrupted();
  }

  @Override
  public ThreadAttributes attributes() {
    return ThreadAttributes.of(thread);
  }

  @Override
  public StackTraceElement[] stackTrace() {
    watched = true;
    try {
      return thread.getStackTrace();
    } finally {
      watched = false;
    }
  }

  // ---- for code that is woven ----

  @Override
  public Run run() {
    return parts.link().run();
  }

  @Override
  public RunThread carrier() {
    return home;
  }

  @Override
  public boolean hasStarted() {
    return own != null;
  }

  @Override
  public boolean isDaemon() {
    return false;
  }

  @Override
  public void setDaemon(boolean daemon) {
    throw new IllegalThreadStateException("a fiber has no such property");
  }

  @Override
  public boolean isPlain() {
    return false;
  }

  @Override
  public Thread.State waitState() {
    return thread.getState();
  }

  @Override
  void spins() {
    home.spins();
  }

  @Override
  public boolean wakesSpuriously() {
    return home.wakesSpuriously();
  }

  /** The JDK suspends the fiber, so that its core goes on with others. */
  @Override
  void block(@Nullable SharedLocation at, Deadline deadline, boolean interruptible) {
    boolean interrupted = !interruptible && Thread.interrupted();
    Alarm alarm = deadline.exists() ? new Alarm(deadline.nanos()) : null;
    waitsAt = at;
    while (!isWoken()
        && (alarm == null || !alarm.isOver)
        && !(interruptible && thread.isInterrupted())) {
      end.throwIfEnded();
      LockSupport.park(this);
      interrupted |= !interruptible && Thread.interrupted();
    }
    waitsAt = null;
    if (alarm != null) {
      alarm.isOver = true;
    }
    if (interrupted) {
      thread.interrupt();
    }
    end.throwIfEnded();
  }

  /** Ends a wait of this fiber when its time is up. */
  private final class Alarm implements Runnable {
    private boolean isOver;

    Alarm(long untilNanos) {
      long nanos = untilNanos - home.clock().reading(parts.clock().now());
      if (nanos > 0) {
        owner.after(nanos, "alarm of " + thread.getName(), this);
      } else {
        isOver = true;
      }
    }

    @Override
    public void run() {
      if (!isOver) {
        isOver = true;
        LockSupport.unpark(thread);
      }
    }
  }

  @Override
  void endBlock() {
    LockSupport.unpark(thread);
  }

  /** The JDK has ended the wait. */
  @Override
  public void wakeInterrupted() {}

  @Override
  public void parkThread(Deadline deadline) {
    end.throwIfEnded();
    if (deadline.exists()) {
      Alarm alarm = new Alarm(deadline.nanos());
      if (!alarm.isOver) {
        LockSupport.park(this);
        alarm.isOver = true;
      }
    } else {
      LockSupport.park(this);
    }
    end.throwIfEnded();
  }

  @Override
  public void unparkThread() {
    LockSupport.unpark(thread);
  }
}
