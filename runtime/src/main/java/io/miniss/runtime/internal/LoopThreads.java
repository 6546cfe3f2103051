package io.miniss.runtime.internal;

import io.miniss.runtime.spi.FiberExit;
import io.miniss.runtime.spi.ThreadAttributes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * On which stack one core runs what. The core's thread only.
 *
 * <h2>Why there are several stacks</h2>
 *
 * A core has one thread of the operating system. If user code made that thread wait, for a lock say, and
 * the holder of the lock, or the next in line for it, were a fiber of the same core, nobody would ever
 * run that fiber: the core would be frozen for ever. So user code never waits on the core's thread. It
 * runs in virtual threads that the core's thread, the <em>carrier</em>, carries:
 *
 * <ul>
 *   <li>each fiber in a thread of its own;
 *   <li>everything else (tasks, continuations, timers, failure handlers) in a {@link LoopThread}, together
 *       with the loop itself.
 * </ul>
 *
 * A virtual thread that waits leaves the carrier. If user code makes the loop thread wait, the carrier
 * <em>detaches</em> it: a new loop thread takes over the queues, and the detached one is from then on like
 * a fiber. When it can go on, the carrier runs it to the end of the user code, and then it ends. Only one
 * of all these threads runs at a time, on the one carrier, so the core stays single-threaded.
 *
 * <h2>Two places for one loop</h2>
 *
 * A virtual thread cannot run another one, so fibers are run by the carrier itself. Changing between the
 * carrier and the loop thread costs about as much as switching to a fiber. So both run the same loop,
 * {@link RunningCore#turnUntilExit}: the carrier goes on with it after a fiber, until user code of another
 * kind is next; the loop thread goes on with it after user code, until a fiber is next. A core that has
 * only fibers, or none, never changes. Each side stops in the middle of a turn and resumes there, which
 * the loop allows everywhere that it calls {@link #switchFor}.
 *
 * <p>The carrier also does the sleeping.
 *
 * <p>Where the JVM does not let us create such threads, everything runs on the core's thread, and there
 * are no fibers that could be needed while it waits.
 */
final class LoopThreads {
  /**
   * Ends the loop in a thread that is in the middle of a turn and must not go on with it: user code had blocked in
   * it, and another thread runs the loop now, or the core has exited.
   */
  static final class Retired extends Error {
    private static final long serialVersionUID = 1;

    Retired() {
      super("this thread does not run the loop any more", null, false, false);
    }
  }

  private final RunningCore core;
  private final CoreView view;
  private final boolean available;

  /** The loop thread that the core goes on with, if it has one. */
  private @Nullable LoopThread attached;

  /** The loop thread that the carrier runs now, attached or not; null while the carrier itself runs. */
  private @Nullable LoopThread running;

  /** What the side that gives control away wants the other side to perform. */
  private @Nullable Object handedOver;

  private final List<LoopThread> detached = new ArrayList<>();

  LoopThreads(RunningCore core, boolean available) {
    this.core = core;
    this.available = available;
    view = core.view();
  }

  /** Whether the calling side cannot perform what needs the carrier, or needs a loop thread. */
  boolean needsSwitch(boolean needsCarrier) {
    return running == null ? available && !needsCarrier : needsCarrier;
  }

  /**
   * Has the other side perform {@code item}; null lets it just go on. The loop thread returns when the
   * carrier comes back to it. The carrier returns when the loop thread comes back, or has blocked.
   */
  void switchFor(@Nullable Object item) {
    core.signalServedQueue();
    if (item != null) {
      core.turnWithWorkStops();
    }
    handedOver = item;
    LoopThread me = running;
    if (me == null) {
      runLoopThread();
    } else if (me.giveBack()) {
      performHandedOver();
    } else {
      throw new IllegalStateException(core.name() + " has a frame that pins its loop thread");
    }
  }

  private void runLoopThread() {
    LoopThread thread = attached;
    if (thread == null) {
      thread = new LoopThread(core, this);
      attached = thread;
      view.loopThread.setRelease(thread);
    }
    FiberExit exit = runPiece(thread);
    switch (exit) {
      case GAVE_BACK -> performHandedOver();
      case ENDED -> {
        attached = null;
        thread.throwDefect();
        throwIfExited();
      }
      case BLOCKED, YIELDED -> detach(thread);
    }
  }

  private void detach(LoopThread thread) {
    attached = null;
    core.signalServedQueue();
    detached.add(thread);
    thread.detach();
    detachedChanged();
    if (handedOver != null) {
      runLoopThread(); // its stack was being looked at, so it has not even begun
    }
  }

  /** Runs {@code thread} until it leaves the carrier. */
  FiberExit runPiece(LoopThread thread) {
    running = thread;
    try {
      return thread.runPiece();
    } finally {
      running = null;
    }
  }

  /** Performs what the other side has handed over. */
  void performHandedOver() {
    throwIfRetired();
    Object item = handedOver;
    handedOver = null;
    if (item != null) {
      core.execute(item);
      afterUserCode();
      throwIfRetired(); // it may have been the exit, and this side is in the middle of a turn
    }
  }

  /** User code has returned to the loop, in whichever thread that runs it. */
  void afterUserCode() {
    LoopThread me = running;
    if (me != null) {
      ThreadAttributes attributes = me.attributesWhileAttached();
      if (attributes == null) {
        throw new Retired();
      }
      attributes.restore();
    } else if (!available) {
      core.scheduler().restoreThreadAttributes();
    }
  }

  private void throwIfRetired() {
    LoopThread me = running;
    if (me != null && (me != attached || core.hasExited())) {
      throw new Retired();
    }
  }

  /** On the carrier: what it would take from the queues now, no other side would perform. */
  private void throwIfExited() {
    if (core.hasExited()) {
      throw new Retired();
    }
  }

  /** The carrier has left the loop: ends the loop thread that waits for its turn. */
  void exit() {
    LoopThread last = attached;
    if (last != null) {
      attached = null;
      runPiece(last);
    }
  }

  /** A detached thread has come to the end of its user code. */
  void ended(LoopThread thread) {
    detached.remove(thread);
    detachedChanged();
  }

  /** A detached thread went on, and has blocked once more. */
  void blockedAgain() {
    detachedChanged();
  }

  /** Forgets {@code thread}, which will never go on. */
  private void abandon(LoopThread thread) {
    detached.remove(thread);
    detachedChanged();
  }

  /** Gives up on the blocked code that has called {@code System.exit}: it never returns. */
  void endCodeInExit() {
    for (LoopThread thread : List.copyOf(detached)) {
      if (ProcessExit.isCalledIn(thread.stackTrace())) {
        Task<?> task = thread.task();
        core.givesUpOnExit(task);
        abandon(thread);
      }
    }
  }

  private void detachedChanged() {
    List<BlockedCode> now = new ArrayList<>(detached.size());
    for (LoopThread thread : detached) {
      now.add(thread.blocked());
    }
    view.blocked.setRelease(now);
  }

  /** Those in which user code has blocked, oldest first. */
  List<LoopThread> detached() {
    return detached;
  }

  /** Interrupts {@code task} if it has blocked. */
  void interrupt(Task<?> task) {
    for (LoopThread thread : detached) {
      if (thread.task() == task) {
        thread.interrupt();
      }
    }
  }

  void interruptAll() {
    detached.forEach(LoopThread::interrupt);
  }
}
