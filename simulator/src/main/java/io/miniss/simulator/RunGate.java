package io.miniss.simulator;

import io.miniss.simulator.engine.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets runs of several threads go on at once, or one of them alone in this JVM. Every run passes the gate, so
 * that costs a write and a read of a thread's own slot; whoever wants to be alone looks at all slots.
 */
final class RunGate {
  private static final System.Logger LOG = System.getLogger(RunGate.class.getName());

  /** Whether the log has the first such line of this JVM. */
  private static final AtomicBoolean SAID = new AtomicBoolean();

  /** How long to park between two looks at the slots, in case the last run's end was missed. */
  private static final long LOOK_NANOS = 1_000_000;

  /** For how many looks to wait for what runs have left behind, which may never end. */
  private static final int MAX_LOOKS = 1_000;

  private static final ThreadLocal<Slot> MINE = ThreadLocal.withInitial(RunGate::register);

  /** Guarded by itself: one for each living thread that has carried a run. */
  private static final List<Slot> SLOTS = new ArrayList<>();

  /** Held by the thread that is alone, or about to be. No lock, as another thread may have to release it. */
  private static final Semaphore ALONE = new Semaphore(1, true);

  /** The holder of {@link #ALONE}; all others see it before their runs begin. */
  private static final AtomicReference<@Nullable Thread> HOLDER = new AtomicReference<>();

  private RunGate() {}

  /** Whether a thread is in the middle of a run. Written by that thread. */
  private static final class Slot {
    final Thread thread = Thread.currentThread();
    volatile boolean inRun;

    /** How many runs it has begun; written before {@link #inRun}. */
    long begun;

    /** Whether it is one of another thread, and that thread still matters. */
    boolean isOther() {
      return thread != Thread.currentThread()
          && thread.isAlive()
          && !(thread instanceof Carrier carrier && carrier.isHalted());
    }
  }

  private static Slot register() {
    Slot slot = new Slot();
    synchronized (SLOTS) {
      SLOTS.removeIf(each -> !each.thread.isAlive());
      SLOTS.add(slot);
    }
    return slot;
  }

  /** Does {@code run}; waits before while another thread is alone. */
  static <T> T pass(Supplier<T> run) {
    Slot mine = MINE.get();
    if (mine.inRun) {
      return run.get();
    }
    enter(mine);
    try {
      return run.get();
    } finally {
      leave(mine);
    }
  }

  private static void enter(Slot mine) {
    mine.begun++;
    mine.inRun = true;
    while (isOther(HOLDER.get())) {
      leave(mine); // volatile both: either the other sees our run, or we see that it is alone
      ALONE.acquireUninterruptibly();
      try {
        mine.inRun = true;
      } finally {
        ALONE.release();
      }
    }
  }

  private static void leave(Slot mine) {
    mine.inRun = false;
    Thread waiting = HOLDER.get();
    if (isOther(waiting)) {
      LockSupport.unpark(waiting);
    }
  }

  private static boolean isOther(@Nullable Thread thread) {
    return thread != null && thread != Thread.currentThread();
  }

  /** Whether other threads, which still live, have carried runs. */
  static boolean hasOthers() {
    synchronized (SLOTS) {
      return SLOTS.stream().anyMatch(Slot::isOther);
    }
  }

  /**
   * How many runs other threads have begun by now, or -1 if one of them is in a run: whoever compares two
   * answers knows whether there was a run of another thread in between.
   */
  static long begunByOthers() {
    long sum = 0;
    synchronized (SLOTS) {
      for (Slot each : SLOTS) {
        if (each.isOther()) {
          if (each.inRun) {
            return -1;
          }
          sum += each.begun;
        }
      }
    }
    return sum;
  }

  /** Whether the calling thread is alone. */
  static boolean isAlone() {
    return HOLDER.get() == Thread.currentThread();
  }

  /**
   * Does {@code runs} while no other thread is in a run, and says so, the first time at level INFO; {@code why}
   * is for the log.
   */
  static <T> T alone(String why, Supplier<T> runs) {
    LOG.log(
        SAID.getAndSet(true) ? System.Logger.Level.DEBUG : System.Logger.Level.INFO,
        why + ": it is done again alone, and the other simulations of this JVM wait for it");
    ALONE.acquireUninterruptibly();
    try {
      HOLDER.set(Thread.currentThread());
      awaitOthers();
      return runs.get();
    } finally {
      release(Thread.currentThread());
    }
  }

  /** Lets the others go on if {@code holder} is alone: it has ended, or does not come back. */
  static void release(Thread holder) {
    if (HOLDER.compareAndSet(holder, null)) {
      ALONE.release();
    }
  }

  private static void awaitOthers() {
    boolean interrupted = false;
    int looks = 0;
    while (isAnotherInRun() || (Engine.hasLeftovers() && looks < MAX_LOOKS)) {
      LockSupport.parkNanos(RunGate.class, LOOK_NANOS);
      interrupted |= Thread.interrupted();
      looks++;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean isAnotherInRun() {
    synchronized (SLOTS) {
      return SLOTS.stream().anyMatch(each -> each.inRun && each.isOther());
    }
  }
}
